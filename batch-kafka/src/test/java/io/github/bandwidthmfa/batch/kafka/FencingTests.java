package io.github.bandwidthmfa.batch.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.batch.kafka.GroupMember.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which commits the broker refuses of a member that has lost a partition, with the client and broker of this build. What it accepts
 * is why the rules of {@link Assignment} and {@link Ledger} exist. If an accepted one turns into a refused one, a rule may go; the
 * other way round, one is missing.
 */
final class FencingTests {

    private static final int SHORT_POLL_INTERVAL = 2_500;
    private static final int LONG_POLL_INTERVAL = 300_000;

    private final SharedBroker broker = SharedBroker.get();

    private GroupMember member(String protocol, String group, String topic, int maxPollInterval) {
        return new GroupMember(broker.bootstrapServers(), protocol, group, topic, maxPollInterval);
    }

    @ParameterizedTest
    @CsvSource({"classic,SYNC", "classic,TRANSACTION", "consumer,SYNC", "consumer,TRANSACTION"})
    void aMemberMayCommitForAPartitionThatHasMoved(String protocol, Way way) {
        String topic = broker.topic("fencing", 2);
        String group = broker.name("fencing");
        try (GroupMember first =
                        member(protocol, group, topic, LONG_POLL_INTERVAL).pollUntilItOwns(2);
                GroupMember second = member(protocol, group, topic, LONG_POLL_INTERVAL)) {
            Scenario.await("a partition moves", () -> {
                first.poll();
                second.poll();
                return first.owned().size() == 1 && second.owned().size() == 1;
            });

            assertThat(second.commit(Way.SYNC, second.owned().get(0), 20)).isTrue();
            assertThat(first.commit(way, second.owned().get(0), 15)).isTrue();
            assertThat(broker.committed(group, second.owned().get(0)).offset()).isEqualTo(15);
        }
    }

    /** A commit of a member that was away, and whether the broker accepts it. */
    private record Row(String protocol, Way way, boolean groupIsEmpty) {

        static List<Row> all() {
            List<Row> rows = new ArrayList<>();
            for (String protocol : List.of("classic", "consumer")) {
                for (Way way : Way.values()) {
                    rows.add(new Row(protocol, way, false));
                    rows.add(new Row(protocol, way, true));
                }
            }
            return rows;
        }

        /** A member of the new protocol that knows that it was fenced commits without an epoch, as an administrator does. */
        boolean isAccepted() {
            return protocol.equals("consumer") && way == Way.SYNC && groupIsEmpty;
        }
    }

    @Test
    void membersThatHaveNotPolled() {
        Map<Row, Boolean> accepted = new LinkedHashMap<>();
        Map<Row, GroupMember> firsts = new LinkedHashMap<>();
        Map<Row, String> groups = new LinkedHashMap<>();
        List<GroupMember> open = new ArrayList<>();
        for (Row row : Row.all()) {
            String topic = broker.topic("fencing", 1);
            groups.put(row, topic);
            firsts.put(
                    row,
                    member(row.protocol(), topic, topic, SHORT_POLL_INTERVAL).pollUntilItOwns(1));
        }
        firsts.forEach((row, first) -> {
            String topic = groups.get(row);
            GroupMember second =
                    member(row.protocol(), topic, topic, LONG_POLL_INTERVAL).pollUntilItOwns(1);
            assertThat(second.commit(Way.SYNC, second.partition(0), 20)).isTrue();
            if (row.groupIsEmpty()) {
                second.close();
            } else {
                open.add(second);
            }
            accepted.put(row, first.commit(row.way(), first.partition(0), 15));
            open.add(first);
        });
        open.forEach(GroupMember::close);

        assertThat(accepted).allSatisfy((row, result) -> assertThat(result).isEqualTo(row.isAccepted()));
    }

    @ParameterizedTest
    @CsvSource({"classic,false", "consumer,true"})
    void aTransactionOfOneThatHasUnsubscribed(String protocol, boolean isAccepted) {
        String topic = broker.topic("fencing", 1);
        String group = broker.name("fencing");
        try (GroupMember first =
                member(protocol, group, topic, LONG_POLL_INTERVAL).pollUntilItOwns(1)) {
            first.unsubscribe();
            try (GroupMember second =
                    member(protocol, group, topic, LONG_POLL_INTERVAL).pollUntilItOwns(1)) {
                assertThat(second.commit(Way.SYNC, second.partition(0), 20)).isTrue();

                assertThat(first.commit(Way.TRANSACTION, first.partition(0), 15))
                        .isEqualTo(isAccepted);
            }
        }
    }

    /** Each in a group of its own, all in one process: SIGSTOP for longer than the session timeout. */
    @Test
    void aSuspendedMember(@TempDir Path directory) throws IOException {
        Map<String, Boolean> expected = new TreeMap<>();
        List<String> members = new ArrayList<>();
        for (Row row : Row.all()) {
            String member = String.join(
                    ",",
                    row.protocol(),
                    row.way().name(),
                    broker.name("suspended-" + row.groupIsEmpty()),
                    broker.topic("fencing", 1));
            members.add(member);
            expected.put(member, row.isAccepted());
        }
        Map<String, String> begun = new TreeMap<>();
        for (String protocol : List.of("classic", "consumer")) {
            String member = String.join(
                    ",",
                    protocol,
                    SuspendedMembers.BEGUN,
                    broker.name("suspended-in-transaction"),
                    broker.topic("fencing", 1));
            members.add(member);
            begun.put(protocol, member);
            expected.put(member, false);
        }
        Path signal = directory.resolve("wake");
        try (Processes processes = new Processes(directory)) {
            Process suspended = processes.start(
                    SuspendedMembers.class,
                    "128m",
                    Stream.concat(Stream.of(broker.bootstrapServers(), signal.toString()), members.stream())
                            .toArray(String[]::new));
            String unusedReady = processes.awaitLine(SuspendedMembers.class, "ready");
            Processes.signal("STOP", suspended);
            List<GroupMember> others = new CopyOnWriteArrayList<>();
            Map<String, CompletableFuture<Optional<Long>>> readByNext = new TreeMap<>();
            // Both at the same time: they are to be there before the broker ends the transactions.
            begun.forEach((protocol, member) -> {
                String[] parts = member.split(",", -1);
                readByNext.put(
                        protocol,
                        CompletableFuture.supplyAsync(
                                () -> {
                                    GroupMember other = member(protocol, parts[2], parts[3], LONG_POLL_INTERVAL)
                                            .pollUntilItOwns(1);
                                    others.add(other);
                                    return other.pollAndReadCommitted();
                                },
                                task -> new Thread(task).start()));
            });
            members.removeAll(begun.values());
            for (String member : members) {
                String[] parts = member.split(",", -1);
                GroupMember other =
                        member(parts[0], parts[2], parts[3], LONG_POLL_INTERVAL).pollUntilItOwns(1);
                assertThat(other.commit(Way.SYNC, other.partition(0), 20)).isTrue();
                if (parts[2].contains("true")) {
                    other.close();
                } else {
                    others.add(other);
                }
            }
            // The next owner waits until the broker has ended the transaction; in the new protocol it waits in vain.
            assertThat(readByNext.get("classic").join()).contains(10L);
            assertThat(readByNext.get("consumer").join())
                    .isEqualTo(
                            ClientSettings.isAtLeast44(AppInfoParser.getVersion())
                                    ? Optional.of(10L)
                                    : Optional.empty());
            Files.createFile(signal);
            Processes.signal("CONT", suspended);
            String unusedDone = processes.awaitLine(SuspendedMembers.class, "done");
            others.forEach(GroupMember::close);

            assertThat(Processes.lines(directory.resolve("SuspendedMembers-0.log")).stream()
                            .filter(line -> line.contains("="))
                            .filter(line -> !line.contains(" "))
                            .collect(Collectors.toMap(
                                    line -> line.substring(0, line.indexOf('=')),
                                    line -> Boolean.valueOf(line.substring(line.indexOf('=') + 1)))))
                    .isEqualTo(expected);
        }
    }
}
