package io.github.bandwidthmfa.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The script of faults. Each call takes at most one: the oldest scripted fault that fits it, else the fault of its
 * account. Calls that fit nothing, and the simulator's own {@code /simulator} paths, are never touched. Safe for many
 * threads.
 */
public final class Faults {

    private static final class Scripted {
        final long id;
        final Fault fault;
        final @Nullable Operation only;
        int remaining;

        Scripted(long id, Fault fault, @Nullable Operation only, int remaining) {
            this.id = id;
            this.fault = fault;
            this.only = only;
            this.remaining = remaining;
        }

        boolean fits(Operation operation) {
            return only == null ? operation.isMfa() : only == operation;
        }
    }

    private record OfAccount(long id, Fault fault) {}

    /** A fault that waits for calls: for {@code remaining} more, or for every call of an account. */
    record Active(
            long id,
            Fault fault,
            @Nullable Operation only,
            @Nullable String accountId,
            int remaining) {}

    private final ArrayDeque<Scripted> script = new ArrayDeque<>();
    private final Map<String, OfAccount> byAccount = new HashMap<>();
    private long lastId;
    private volatile boolean armed;

    Faults() {}

    /**
     * The next MFA call (messaging, voice or verify) meets this fault.
     *
     * @param fault what goes wrong
     */
    public void next(Fault fault) {
        next(1, fault);
    }

    /**
     * Each of the next MFA calls (messaging, voice or verify) meets this fault; faults scripted earlier come first.
     *
     * @param times how many calls, at least 1
     * @param fault what goes wrong
     * @throws IllegalArgumentException if {@code times} is less than 1
     */
    public void next(int times, Fault fault) {
        add(Objects.requireNonNull(fault, "fault"), null, times);
    }

    /**
     * Each of the next calls of one operation meets this fault. The only way to fault the token endpoint.
     *
     * @param operation which calls
     * @param times how many calls, at least 1
     * @param fault what goes wrong
     * @throws IllegalArgumentException if {@code times} is less than 1
     */
    public void next(Operation operation, int times, Fault fault) {
        add(Objects.requireNonNull(fault, "fault"), Objects.requireNonNull(operation, "operation"), times);
    }

    private void add(Fault fault, @Nullable Operation only, int times) {
        if (times < 1) {
            throw new IllegalArgumentException("times must be at least 1, was " + times);
        }
        synchronized (script) {
            script.addLast(new Scripted(++lastId, fault, only, times));
            armed = true;
        }
    }

    /**
     * Every MFA call of an account meets this fault until {@link #clear()} or {@link #clearAccount(String)}. Replaces
     * the account's earlier fault.
     *
     * @param accountId the account in the call's path, whatever its credentials
     * @param fault what goes wrong
     */
    public void forAccount(String accountId, Fault fault) {
        synchronized (script) {
            byAccount.put(
                    Objects.requireNonNull(accountId, "accountId"),
                    new OfAccount(++lastId, Objects.requireNonNull(fault, "fault")));
            armed = true;
        }
    }

    /**
     * Takes an account's fault away; no effect if it has none.
     *
     * @param accountId the account
     */
    public void clearAccount(String accountId) {
        synchronized (script) {
            byAccount.remove(accountId);
            armed = !script.isEmpty() || !byAccount.isEmpty();
        }
    }

    /** Takes one away; no effect if it is gone already. */
    void remove(long id) {
        synchronized (script) {
            script.removeIf(scripted -> scripted.id == id);
            byAccount.values().removeIf(ofAccount -> ofAccount.id() == id);
            armed = !script.isEmpty() || !byAccount.isEmpty();
        }
    }

    /** Forgets every fault. Calls that are already delayed, dripping or hanging stay so. */
    public void clear() {
        synchronized (script) {
            script.clear();
            byAccount.clear();
            armed = false;
        }
    }

    /** {@return how many calls the script will still touch, faults of accounts not counted} */
    public int pending() {
        synchronized (script) {
            return script.stream().mapToInt(scripted -> scripted.remaining).sum();
        }
    }

    /** The script in its order, then the faults of accounts. */
    List<Active> active() {
        synchronized (script) {
            List<Active> active = new ArrayList<>();
            script.forEach(one -> active.add(new Active(one.id, one.fault, one.only, null, one.remaining)));
            byAccount.forEach((accountId, one) -> active.add(new Active(one.id(), one.fault(), null, accountId, 0)));
            return List.copyOf(active);
        }
    }

    @Nullable
    Fault take(Operation operation, String accountId) {
        if (!armed) {
            return null;
        }
        synchronized (script) {
            for (Iterator<Scripted> all = script.iterator(); all.hasNext(); ) {
                Scripted scripted = all.next();
                if (scripted.fits(operation)) {
                    if (--scripted.remaining == 0) {
                        all.remove();
                        armed = !script.isEmpty() || !byAccount.isEmpty();
                    }
                    return scripted.fault;
                }
            }
            OfAccount ofAccount = operation.isMfa() ? byAccount.get(accountId) : null;
            return ofAccount == null ? null : ofAccount.fault();
        }
    }
}
