package io.github.bandwidthmfa.batch.kafka;

import io.github.bandwidthmfa.batch.kafka.GroupMember.Way;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Members of several groups in a process that can be suspended. Arguments: the brokers, and for each member its protocol, its way to
 * commit, its group and its topic, separated by commas. Tries to commit when the given file exists.
 */
final class SuspendedMembers {

    private SuspendedMembers() {}

    public static void main(String[] arguments) {
        Map<String, GroupMember> members = new LinkedHashMap<>();
        for (int i = 2; i < arguments.length; i++) {
            String[] member = arguments[i].split(",", -1);
            members.put(arguments[i], new GroupMember(arguments[0], member[0], member[2], member[3], 300_000));
        }
        members.values().forEach(member -> member.pollUntilItOwns(1));
        System.out.println("ready");
        Path signal = Path.of(arguments[1]);
        while (!Files.exists(signal)) {
            Thread.onSpinWait();
            Processes.pause(Duration.ofMillis(20));
        }
        // Refused at first, a member of the new protocol may forget its epoch and be accepted as an administrator.
        Map<String, Boolean> accepted = new LinkedHashMap<>();
        for (int tries = 0; tries < 3; tries++) {
            members.forEach((name, member) -> accepted.merge(
                    name,
                    member.commit(Way.valueOf(name.split(",", -1)[1]), member.partition(0), 15),
                    Boolean::logicalOr));
            Processes.pause(Duration.ofSeconds(1));
        }
        accepted.forEach((name, result) -> System.out.println(name + "=" + result));
        System.out.println("done");
        Runtime.getRuntime().halt(0);
    }
}
