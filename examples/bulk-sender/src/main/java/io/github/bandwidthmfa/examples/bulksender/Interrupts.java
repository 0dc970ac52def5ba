package io.github.bandwidthmfa.examples.bulksender;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ctrl-C, and the signal that asks a process to end. A shutdown hook would not do: the JVM takes no second signal while it
 * shuts down.
 */
final class Interrupts {

    private static final int ENDED_BY_INTERRUPT = 130;

    private Interrupts() {}

    /** The first one runs this, and the second one ends the process at once. Does nothing where the JVM has no signals. */
    static void onFirst(Runnable action) {
        AtomicBoolean interrupted = new AtomicBoolean();
        InvocationHandler handler = (proxy, method, arguments) -> {
            switch (method.getName()) {
                case "handle" -> {
                    if (interrupted.compareAndSet(false, true)) {
                        action.run();
                    } else {
                        Screen.say("interrupted again: ended at once");
                        Runtime.getRuntime().halt(ENDED_BY_INTERRUPT);
                    }
                    return null;
                }
                case "equals" -> {
                    return proxy == arguments[0];
                }
                case "hashCode" -> {
                    return System.identityHashCode(proxy);
                }
                default -> {
                    return "interrupts";
                }
            }
        };
        for (String name : List.of("INT", "TERM")) {
            try {
                // By name: the compiler warns of the class, and offers no way to say that this is known.
                Class<?> signal = Class.forName("sun.misc.Signal");
                Class<?> signalHandler = Class.forName("sun.misc.SignalHandler");
                signal.getMethod("handle", signal, signalHandler)
                        .invoke(
                                null,
                                signal.getConstructor(String.class).newInstance(name),
                                Proxy.newProxyInstance(
                                        Interrupts.class.getClassLoader(), new Class<?>[] {signalHandler}, handler));
            } catch (ReflectiveOperationException | IllegalArgumentException notHere) {
                // The process then ends as any other does, and the next run finds what was being sent in the journal.
                return;
            }
        }
    }
}
