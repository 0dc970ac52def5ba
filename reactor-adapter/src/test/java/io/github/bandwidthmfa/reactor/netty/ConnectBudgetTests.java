package io.github.bandwidthmfa.reactor.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The order in which the addresses of a host are tried. */
final class ConnectBudgetTests {

    @Test
    void anAddressThatFailedComesLastForAWhile() {
        long[] now = {0};
        ConnectBudget budget = new ConnectBudget(Duration.ofSeconds(3), () -> now[0]);
        List<InetSocketAddress> resolved = IntStream.rangeClosed(1, 6)
                .mapToObj(i -> new InetSocketAddress(loopback(i), 80))
                .toList();

        assertThat(budget.divide(resolved))
                .hasSize(ConnectBudget.MAX_ADDRESSES)
                .containsExactlyElementsOf(resolved.subList(0, 4));
        budget.failed(loopback(1));
        now[0] = 1;
        budget.failed(loopback(2));
        assertThat(budget.divide(resolved)).containsExactlyElementsOf(resolved.subList(2, 6));
        assertThat(budget.divide(resolved.subList(0, 3)))
                .containsExactly(resolved.get(2), resolved.get(0), resolved.get(1));
        now[0] = ConnectBudget.FAILURE_MEMORY.toNanos() + 2;
        assertThat(budget.divide(resolved)).containsExactlyElementsOf(resolved.subList(0, 4));
    }

    private static InetAddress loopback(int lastByte) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) lastByte});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
