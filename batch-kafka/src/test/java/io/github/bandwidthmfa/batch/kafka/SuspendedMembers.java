package io.github.bandwidthmfa.batch.kafka;

import io.github.bandwidthmfa.batch.kafka.GroupMember.Way;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Members of several groups in a process that can be suspended. Arguments: the brokers, a file, and for each member its protocol, its way
 * to commit or {@value #BEGUN}, its group and its topic, separated by commas. Tries to commit when the file exists.
 */
final class SuspendedMembers {

    /** The way of a member that has committed 10, and is suspended between the two steps of a transaction that commits 15. */
    static final String BEGUN = "BEGUN";

    private SuspendedMembers() {}

    public static void main(String[] arguments) {
        Map<String, GroupMember> members = new LinkedHashMap<>();
        for (int i = 2; i < arguments.length; i++) {
            String[] member = arguments[i].split(",", -1);
            members.put(arguments[i], new GroupMember(arguments[0], member[0], member[2], member[3], 300_000));
        }
        members.values().forEach(member -> member.pollUntilItOwns(1));
        members.forEach((name, member) -> {
            if (isBegun(name)) {
                if (!member.commit(Way.TRANSACTION, member.partition(0), 10)) {
                    throw new IllegalStateException("refused to a member");
                }
                member.begin(member.partition(0), 15);
            }
        });
        System.out.println("ready");
        Path signal = Path.of(arguments[1]);
        while (!Files.exists(signal)) {
            Thread.onSpinWait();
            Processes.pause(Duration.ofMillis(20));
        }
        // Refused at first, a member of the new protocol may forget its epoch and be accepted as an administrator.
        Map<String, Boolean> accepted = new LinkedHashMap<>();
        members.forEach((name, member) -> {
            if (isBegun(name)) {
                accepted.put(name, member.commitBegun());
            }
        });
        for (int tries = 0; tries < 3; tries++) {
            members.forEach((name, member) -> {
                if (!isBegun(name)) {
                    accepted.merge(
                            name,
                            member.commit(Way.valueOf(name.split(",", -1)[1]), member.partition(0), 15),
                            Boolean::logicalOr);
                }
            });
            Processes.pause(Duration.ofSeconds(1));
        }
        accepted.forEach((name, result) -> System.out.println(name + "=" + result));
        System.out.println("done");
        Runtime.getRuntime().halt(0);
    }

    private static boolean isBegun(String member) {
        return member.split(",", -1)[1].equals(BEGUN);
    }
}
