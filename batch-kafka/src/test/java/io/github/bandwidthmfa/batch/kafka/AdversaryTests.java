package io.github.bandwidthmfa.batch.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Kills, suspensions, stops, a join and a broker's death, seed by seed. More of it: {@code -Dadversary.orders=20000
 * -Dadversary.seeds=1,2,3}, and {@code -Dadversary.kind=naive} for the sender without claims, which is only counted. For throughput: {@code
 * -Dadversary.moves=false -Dadversary.senders=1 -Dadversary.rate=100000}; the last number of a row is orders a second.
 */
final class AdversaryTests {

    private static final int ORDERS = Integer.getInteger("adversary.orders", 4_000);
    private static final int ORDERS_PER_SECOND = Integer.getInteger("adversary.rate", 400);
    private static final String KIND = System.getProperty("adversary.kind", "claims");

    @Test
    void noOrderIsSentTwiceAndEachHasOneOutcome() throws IOException {
        for (String seed : System.getProperty("adversary.seeds", "18").split(",", -1)) {
            Path directory = Files.createTempDirectory(
                    Files.createDirectories(Path.of("target", "adversary")), KIND + "-" + seed + "-");

            Adversary.Verdict verdict =
                    new Adversary(directory, KIND, ORDERS, Long.parseLong(seed), ORDERS_PER_SECOND).run();

            String row = verdict.row(KIND, Long.parseLong(seed));
            System.out.println(row);
            Files.writeString(directory.resolve("row.md"), row + "\n");
            if (KIND.equals("claims")) {
                assertThat(verdict.ordersPostedTwice()).as(row).isZero();
                assertThat(verdict.outcomes()).as(row).isEqualTo(ORDERS);
                assertThat(verdict.ordersWithoutOutcome()).as(row).isZero();
                assertThat(verdict.ordersWithSeveral()).as(row).isZero();
                assertThat(verdict.interrupted())
                        .as(row)
                        .isLessThanOrEqualTo(verdict.crashes() * (SenderProcess.CONCURRENCY + SenderProcess.AHEAD));
                assertThat(verdict.acceptedWithoutPost()).as(row).isZero();
                assertThat(verdict.postedAndNotSent()).as(row).isZero();
            }
        }
    }
}
