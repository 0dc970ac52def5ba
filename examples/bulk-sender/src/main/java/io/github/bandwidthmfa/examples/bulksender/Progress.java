package io.github.bandwidthmfa.examples.bulksender;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** Shows where the file stands while something goes on. */
final class Progress {

    private static final Duration REFRESH = Duration.ofMillis(200);

    private Progress() {}

    static void during(Runnable work, Totals totals) {
        try (ProgressBar bar = Screen.bar(totals.rows(), totals.done(), REFRESH)) {
            Disposable refreshing =
                    Flux.interval(REFRESH).onBackpressureDrop().subscribe(tick -> bar.stepTo(totals.done()));
            try {
                work.run();
            } finally {
                refreshing.dispose();
                bar.stepTo(totals.done());
            }
        }
    }
}
