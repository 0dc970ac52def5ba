package io.github.bandwidthmfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MfaExceptionTests {

    @Test
    void aServiceErrorSaysEverythingThatIsKnown() {
        assertThat(MfaServiceException.of(
                        MfaOperation.VERIFY,
                        new ServiceError(
                                429,
                                Optional.of("354cc8a3"),
                                Optional.of("please wait"),
                                Optional.of(Duration.ofMinutes(2)))))
                .isExactlyInstanceOf(MfaTooManyRequestsException.class)
                .hasMessage("verify: the service answered 429, request id 354cc8a3: please wait [REJECTED]")
                .hasNoCause();
        assertThat(MfaServiceException.of(
                        MfaOperation.VOICE,
                        new ServiceError(504, Optional.empty(), Optional.empty(), Optional.empty())))
                .isExactlyInstanceOf(MfaServerException.class)
                .hasMessage("voice: the service answered 504 [UNKNOWN]");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204, 299})
    void aSuccessIsNoServiceError(int status) {
        ServiceError error = new ServiceError(status, Optional.empty(), Optional.empty(), Optional.empty());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MfaServiceException.of(MfaOperation.VERIFY, error))
                .withMessage("status " + status + " is not an error");
    }

    @Test
    void aTransportFailureSaysWhatTheCallerMayDo() {
        IOException cause = new IOException("refused");
        MfaTransportException exception = new MfaTransportException(
                MfaOperation.MESSAGING, Disposition.NOT_SENT, "the connection was refused", cause);

        assertThat(exception)
                .hasMessage("messaging: the connection was refused [NOT_SENT]")
                .hasCause(cause)
                .returns(MfaOperation.MESSAGING, MfaException::operation)
                .returns(Disposition.NOT_SENT, MfaException::disposition);
    }

    @ParameterizedTest
    @CsvSource({
        "QUEUE,         pendingTimeout",
        "CONNECT,       connectTimeout",
        "TLS_HANDSHAKE, tlsHandshakeTimeout",
        "RESPONSE,      responseTimeout",
        "CALL,          callTimeout"
    })
    void aTimeoutNamesTheOptionThatSetsIt(MfaTimeoutException.Phase phase, String option) {
        MfaTimeoutException exception =
                new MfaTimeoutException(MfaOperation.VOICE, Disposition.UNKNOWN, phase, Duration.ofMillis(1500), null);

        assertThat(phase.option()).isEqualTo(option);
        assertThat(exception)
                .hasMessage("voice: " + option + " of 1500 ms ran out [UNKNOWN]")
                .hasNoCause()
                .returns(phase, MfaTimeoutException::phase)
                .returns(Duration.ofMillis(1500), MfaTimeoutException::limit)
                .returns(Disposition.UNKNOWN, MfaException::disposition);
    }

    @Test
    void shedLoadWasNotSentAndNamesBothLimits() {
        assertThat(new MfaOverloadedException(MfaOperation.VERIFY, 64, 128))
                .hasMessage("verify: overloaded: 64 calls in flight (maxConnections) and 128 waiting (maxPending)"
                        + " [NOT_SENT]")
                .returns(64, MfaOverloadedException::maxConnections)
                .returns(128, MfaOverloadedException::maxPending)
                .returns(Disposition.NOT_SENT, MfaException::disposition);
    }

    @Test
    void anUnreadableSuccessMayHaveBeenActedOn() {
        assertThat(new MfaDecodingException(MfaOperation.VERIFY, 200, Optional.of("354cc8a3"), "its body is empty"))
                .hasMessage("verify: the service answered 200, request id 354cc8a3, but its body is empty [UNKNOWN]")
                .returns(200, MfaDecodingException::status)
                .returns(Optional.of("354cc8a3"), MfaDecodingException::requestId)
                .returns(Disposition.UNKNOWN, MfaException::disposition);
        assertThat(new MfaDecodingException(MfaOperation.VERIFY, 204, Optional.empty(), "its body is empty"))
                .hasMessage("verify: the service answered 204, but its body is empty [UNKNOWN]")
                .returns(Optional.empty(), MfaDecodingException::requestId);
    }

    @Test
    void withoutATokenNothingWasSent() {
        assertThat(new MfaTokenException(MfaOperation.VOICE, OptionalInt.of(401), "the endpoint answered 401", null))
                .hasMessage("voice: no access token: the endpoint answered 401 [NOT_SENT]")
                .returns(OptionalInt.of(401), MfaTokenException::status)
                .returns(Disposition.NOT_SENT, MfaException::disposition);
        assertThat(new MfaTokenException(MfaOperation.VOICE, OptionalInt.empty(), "no response in time", null))
                .returns(OptionalInt.empty(), MfaTokenException::status);
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 401, 403, 404, 408, 429, 500, 504})
    void serviceErrorsSurviveSerialization(int status) throws Exception {
        MfaServiceException original = MfaServiceException.of(
                MfaOperation.VERIFY,
                new ServiceError(
                        status,
                        Optional.of("354cc8a3"),
                        Optional.of("please wait"),
                        Optional.of(Duration.ofSeconds(7))));

        assertThat(roundTrip(original))
                .hasSameClassAs(original)
                .hasMessage(original.getMessage())
                .returns(status, MfaServiceException::status)
                .returns(Optional.of("354cc8a3"), MfaServiceException::requestId)
                .returns(Optional.of("please wait"), MfaServiceException::serviceMessage)
                .returns(Optional.of(Duration.ofSeconds(7)), MfaServiceException::retryAfter)
                .returns(MfaOperation.VERIFY, MfaException::operation)
                .returns(original.disposition(), MfaException::disposition);
    }

    @Test
    void serviceErrorsOfWhichOnlyTheStatusIsKnownSurviveSerialization() throws Exception {
        assertThat(roundTrip(MfaServiceException.of(
                        MfaOperation.VOICE,
                        new ServiceError(503, Optional.empty(), Optional.empty(), Optional.empty()))))
                .isExactlyInstanceOf(MfaServerException.class)
                .returns(503, MfaServiceException::status)
                .returns(Optional.empty(), MfaServiceException::requestId)
                .returns(Optional.empty(), MfaServiceException::serviceMessage)
                .returns(Optional.empty(), MfaServiceException::retryAfter);
    }

    @Test
    void failuresOfTheClientItselfSurviveSerialization() throws Exception {
        assertThat(roundTrip(new MfaTransportException(
                        MfaOperation.VOICE, Disposition.UNKNOWN, "reset", new IOException("peer"))))
                .hasMessage("voice: reset [UNKNOWN]")
                .hasCauseExactlyInstanceOf(IOException.class)
                .returns(MfaOperation.VOICE, MfaException::operation)
                .returns(Disposition.UNKNOWN, MfaException::disposition);
        assertThat(roundTrip(new MfaTimeoutException(
                        MfaOperation.VOICE,
                        Disposition.NOT_SENT,
                        MfaTimeoutException.Phase.QUEUE,
                        Duration.ofSeconds(2),
                        null)))
                .hasMessage("voice: pendingTimeout of 2000 ms ran out [NOT_SENT]")
                .returns(MfaTimeoutException.Phase.QUEUE, MfaTimeoutException::phase)
                .returns(Duration.ofSeconds(2), MfaTimeoutException::limit)
                .returns(Disposition.NOT_SENT, MfaException::disposition);
        assertThat(roundTrip(new MfaOverloadedException(MfaOperation.VERIFY, 64, 128)))
                .returns(64, MfaOverloadedException::maxConnections)
                .returns(128, MfaOverloadedException::maxPending);
        assertThat(roundTrip(new MfaDecodingException(MfaOperation.VERIFY, 200, Optional.of("354cc8a3"), "cut off")))
                .returns(200, MfaDecodingException::status)
                .returns(Optional.of("354cc8a3"), MfaDecodingException::requestId);
        assertThat(roundTrip(new MfaTokenException(MfaOperation.VERIFY, OptionalInt.of(429), "refused", null)))
                .returns(OptionalInt.of(429), MfaTokenException::status);
    }

    private static <T extends MfaException> T roundTrip(T exception) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(exception);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            @SuppressWarnings("unchecked")
            T copy = (T) in.readObject();
            return copy;
        }
    }
}
