package io.github.bandwidthmfa.batch;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaException;
import java.time.Duration;
import java.util.Optional;

/**
 * What became of one item of a batch.
 *
 * <pre>{@code
 * switch (outcome) {                                                        // Java 21
 *     case Success<Order, MessagingCodeResponse> s -> sent(s.item(), s.response().messageId());
 *     case Failure<Order, ?> f                     -> failed(f.item(), f.error().disposition());
 *     case NotAttempted<Order, ?> n                -> later(n.item());
 *     case UnexpectedError<Order, ?> d                      -> report(d.cause());
 * }
 * }</pre>
 *
 * <p>The string form of an outcome holds neither the item nor the response, which may hold a phone number.
 *
 * @param <T> the items
 * @param <R> the responses
 */
public sealed interface Outcome<T, R> {

    /**
     * The item itself, as it came from the source.
     *
     * @return the item
     */
    T item();

    /**
     * What became of the item's request, if it did not succeed.
     *
     * @return empty for a {@link Success}; the error's own disposition for a {@link Failure}; {@code NOT_SENT} for {@link
     *     NotAttempted}; {@code UNKNOWN} for a {@link UnexpectedError}
     */
    Optional<Disposition> disposition();

    /**
     * How long the call took: the last one, if it was retried. Without the time for which the item waited.
     *
     * @return zero or more; zero if no call was made
     */
    Duration elapsed();

    /**
     * The service answered as it should. For a verification this means that there is a response, not that the code was right.
     *
     * @param item the item
     * @param response the service's response
     * @param elapsedNanos how long the call took, in nanoseconds
     * @param <T> the items
     * @param <R> the responses
     */
    record Success<T, R>(T item, R response, long elapsedNanos) implements Outcome<T, R> {

        @Override
        public Optional<Disposition> disposition() {
            return Optional.empty();
        }

        @Override
        public Duration elapsed() {
            return Duration.ofNanos(elapsedNanos);
        }

        @Override
        public String toString() {
            return "Success[" + elapsedNanos / 1_000_000 + " ms]";
        }
    }

    /**
     * The call failed.
     *
     * @param item the item
     * @param error the client's error; its {@link MfaException#disposition()} says whether to send the item again
     * @param elapsedNanos how long the call took, in nanoseconds
     * @param <T> the items
     * @param <R> the responses
     */
    record Failure<T, R>(T item, MfaException error, long elapsedNanos) implements Outcome<T, R> {

        @Override
        public Optional<Disposition> disposition() {
            return Optional.of(error.disposition());
        }

        @Override
        public Duration elapsed() {
            return Duration.ofNanos(elapsedNanos);
        }

        @Override
        public String toString() {
            return "Failure[" + error.getMessage() + "]";
        }
    }

    /**
     * No call was made for this item; or only calls that were refused with a 429 or because the client's queue was full, and
     * the batch ended before it could be retried.
     *
     * @param item the item
     * @param reason why not
     * @param cause what was thrown, for {@link Reason#NO_REQUEST}, {@link Reason#NO_PERMIT} and {@link Reason#STOPPED}
     * @param <T> the items
     * @param <R> the responses
     */
    record NotAttempted<T, R>(T item, Reason reason, Optional<Throwable> cause) implements Outcome<T, R> {

        /** Why no call was made. */
        public enum Reason {
            /** The function that makes calls of items threw, or returned null: this item cannot be sent as it is. */
            NO_REQUEST,
            /** The rate limiter failed. */
            NO_PERMIT,
            /** The batch had been stopped. */
            STOPPED,
            /** The subscriber had cancelled. */
            CANCELLED
        }

        @Override
        public Optional<Disposition> disposition() {
            return Optional.of(Disposition.NOT_SENT);
        }

        @Override
        public Duration elapsed() {
            return Duration.ZERO;
        }

        /** Without the cause's message: what an application throws about an item may quote it. */
        @Override
        public String toString() {
            return "NotAttempted[" + reason
                    + cause.map(thrown -> ", " + thrown.getClass().getName()).orElse("") + "]";
        }
    }

    /**
     * The call ended as no call of the client does: without a response, or with an error that is no {@link MfaException}.
     * Its cause is in what the application has added to the call. The request may have been sent all the same.
     *
     * @param item the item
     * @param cause the error
     * @param elapsedNanos how long the call took, in nanoseconds
     * @param <T> the items
     * @param <R> the responses
     */
    record UnexpectedError<T, R>(T item, Throwable cause, long elapsedNanos) implements Outcome<T, R> {

        @Override
        public Optional<Disposition> disposition() {
            return Optional.of(Disposition.UNKNOWN);
        }

        @Override
        public Duration elapsed() {
            return Duration.ofNanos(elapsedNanos);
        }

        /** Without the cause's message: what an application throws about an item may quote it. */
        @Override
        public String toString() {
            return "UnexpectedError[" + cause.getClass().getName() + "]";
        }
    }

    /**
     * The response, if there is one.
     *
     * @return the response of a {@link Success}, otherwise empty
     */
    default Optional<R> result() {
        return this instanceof Success<T, R> success ? Optional.of(success.response()) : Optional.empty();
    }
}
