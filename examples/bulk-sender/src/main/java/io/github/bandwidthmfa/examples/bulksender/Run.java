package io.github.bandwidthmfa.examples.bulksender;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MessageSegments;
import io.github.bandwidthmfa.MessagingCodeResponse;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaForbiddenException;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.MfaTooManyRequestsException;
import io.github.bandwidthmfa.MfaUnauthorizedException;
import io.github.bandwidthmfa.batch.Batch;
import io.github.bandwidthmfa.batch.BatchOptions;
import io.github.bandwidthmfa.batch.Outcome;
import io.github.bandwidthmfa.reactor.MfaClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The sending of rows, until all have an outcome or the run is stopped. */
final class Run {

    /** How long sends in flight may take when the run is stopped. */
    private static final Duration LAST_SENDS = Duration.ofSeconds(5);

    private final MfaClient client;
    private final Journal journal;
    private final Totals totals;
    private final Function<Row, CodeRequest> requests;
    private final LinesByReason notAccepted = new LinesByReason();
    private final AtomicLong inFlight = new AtomicLong();
    private final AtomicReference<@Nullable String> stopped = new AtomicReference<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Disposable.Swap sending = Disposables.swap();

    Run(MfaClient client, Journal journal, Totals totals, Function<Row, CodeRequest> requests) {
        this.client = client;
        this.journal = journal;
        this.totals = totals;
        this.requests = requests;
    }

    /** Sends, and returns when nothing is in flight any more, or the last sends have been given up. */
    void send(List<Row> rows, BatchOptions options) {
        journal.onFailure(failure -> stop(String.valueOf(failure.getMessage())));
        // All rows get the same message, apart from the code.
        int segments = rows.isEmpty() ? 1 : MessageSegments.atMost(requests.apply(rows.get(0)));
        Disposable subscription = Flux.fromIterable(rows)
                .doOnNext(row -> inFlight.incrementAndGet())
                .transform(Batch.of((Row row) -> send(row), options)
                        .permits(row -> segments)
                        .onOutcomeAfterCancel(this::take))
                .subscribe(
                        this::take,
                        failure -> {
                            stopped.compareAndSet(null, failure.getMessage());
                            ended.complete(null);
                        },
                        () -> ended.complete(null));
        sending.replace(subscription);
        if (stopped.get() != null) {
            subscription.dispose();
        }
        ended.join();
        long givenUp = inFlight.get();
        journal.finish(LAST_SENDS);
        notAccepted.say();
        if (givenUp > 0) {
            Screen.say(givenUp + " sends had no response yet: the next run gives them the outcome UNKNOWN");
        }
    }

    /** Begins no further sends, and lets those in flight end. */
    void stop(String why) {
        if (stopped.compareAndSet(null, why)) {
            sending.dispose();
            ended.completeOnTimeout(null, LAST_SENDS.toMillis(), TimeUnit.MILLISECONDS);
            endIfNothingIsInFlight();
        }
    }

    /** Why it was stopped before its end, or null. */
    @Nullable
    String stopped() {
        return stopped.get();
    }

    private void endIfNothingIsInFlight() {
        if (stopped.get() != null && inFlight.get() == 0) {
            ended.complete(null);
        }
    }

    private Mono<MessagingCodeResponse> send(Row row) {
        CodeRequest request = requests.apply(row);
        return journal.begin(row).then(client.sendMessagingCode(request));
    }

    /** On event loops: the journal writes on a thread of its own. */
    private void take(Outcome<Row, MessagingCodeResponse> outcome) {
        Row row = outcome.item();
        if (isForNextRun(outcome)) {
            journal.takeBack(row);
            if (outcome instanceof Outcome.Failure<Row, MessagingCodeResponse> failure) {
                complain(
                        row,
                        failure.error(),
                        "not sent, left for the next run: " + failure.error().getMessage());
            }
        } else {
            Result result = result(outcome);
            journal.end(row, result);
            totals.ended(result.kind());
            if (outcome instanceof Outcome.Failure<Row, MessagingCodeResponse> failure) {
                complain(row, failure.error(), result.kind() + ": " + result.error());
            } else if (result.kind() != Result.Kind.ACCEPTED) {
                notAccepted.add(result.kind().name(), row.line(), result.kind() + ": " + result.error());
            }
        }
        inFlight.decrementAndGet();
        endIfNothingIsInFlight();
    }

    private void complain(Row row, MfaException error, String what) {
        String kind = error.getClass().getName()
                + (error instanceof MfaServiceException answered ? answered.status() : error.disposition());
        notAccepted.add(kind, row.line(), what);
    }

    /** Whether nothing was done for a row that could be done by the next run. */
    private static boolean isForNextRun(Outcome<Row, MessagingCodeResponse> outcome) {
        if (outcome instanceof Outcome.Failure<Row, MessagingCodeResponse> failure) {
            MfaException error = failure.error();
            return error.disposition() == Disposition.NOT_SENT
                    || error instanceof MfaUnauthorizedException
                    || error instanceof MfaForbiddenException
                    || error instanceof MfaTooManyRequestsException;
        }
        return outcome instanceof Outcome.NotAttempted
                || (outcome instanceof Outcome.UnexpectedError<Row, MessagingCodeResponse> defect
                        && defect.cause() instanceof Journal.NotWrittenException);
    }

    private static Result result(Outcome<Row, MessagingCodeResponse> outcome) {
        if (outcome instanceof Outcome.Success<Row, MessagingCodeResponse> sent) {
            return Result.accepted(sent.response().messageId());
        }
        if (outcome instanceof Outcome.Failure<Row, MessagingCodeResponse> failure) {
            return Result.of(failure.error());
        }
        // Without its words: an unexpected error may quote anything.
        return Result.unknown(outcome.toString());
    }
}
