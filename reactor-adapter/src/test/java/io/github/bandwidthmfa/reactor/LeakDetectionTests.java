package io.github.bandwidthmfa.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.reactor.testing.LeakWatch;
import io.github.bandwidthmfa.reactor.testing.Samples;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import org.junit.jupiter.api.Test;

/** Proves that a leak would be noticed: what {@link LeakWatch} relies on. */
final class LeakDetectionTests {

    @Test
    void everyBufferIsWatched() {
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(Level.PARANOID);
    }

    @Test
    void aBufferThatIsDroppedWithoutBeingReleasedIsReported() {
        String mark = LeakWatch.ON_PURPOSE + " at " + System.nanoTime();
        drop(mark);

        long deadline = System.nanoTime() + Samples.PATIENCE.toNanos();
        while (LeakWatch.reports().stream().noneMatch(report -> report.contains(mark))) {
            assertThat(System.nanoTime()).as("time to notice the leak").isLessThan(deadline);
            LeakWatch.provokeReports();
        }

        assertThat(LeakWatch.reports())
                .anySatisfy(report -> assertThat(report).contains("ByteBuf.release() was not called", mark));
    }

    private static void drop(String mark) {
        ByteBuf dropped = ByteBufAllocator.DEFAULT.buffer(16);
        dropped.touch(mark);
    }
}
