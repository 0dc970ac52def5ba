package io.github.bandwidthmfa.examples.signin;

import static io.github.bandwidthmfa.Disposition.NOT_SENT;
import static io.github.bandwidthmfa.Disposition.UNKNOWN;
import static io.github.bandwidthmfa.MfaOperation.MESSAGING;
import static io.github.bandwidthmfa.MfaOperation.VERIFY;
import static io.github.bandwidthmfa.MfaOperation.VOICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaDecodingException;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.MfaOverloadedException;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.MfaTimeoutException;
import io.github.bandwidthmfa.MfaTimeoutException.Phase;
import io.github.bandwidthmfa.MfaTokenException;
import io.github.bandwidthmfa.MfaTransportException;
import io.github.bandwidthmfa.ServiceError;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

class ProblemsTests {

    private static final String SECRET = "what the service said";

    static Stream<Arguments> table() {
        return Stream.of(
                arguments(new MfaOverloadedException(MESSAGING, 1, 1), 503, "overloaded", "2"),
                arguments(new MfaOverloadedException(VERIFY, 1, 1), 503, "overloaded", "2"),
                arguments(timeout(MESSAGING, NOT_SENT, Phase.QUEUE), 503, "overloaded", "2"),
                arguments(timeout(MESSAGING, NOT_SENT, Phase.CONNECT), 504, "not-sent", "2"),
                arguments(timeout(VOICE, UNKNOWN, Phase.RESPONSE), 504, "may-be-sent", null),
                arguments(timeout(VERIFY, UNKNOWN, Phase.CALL), 504, "not-checked", null),
                arguments(service(MESSAGING, 400, null), 502, "not-accepted", null),
                arguments(service(VERIFY, 400, null), 502, "not-checked", null),
                arguments(service(MESSAGING, 401, null), 500, "misconfigured", null),
                arguments(service(VERIFY, 403, null), 500, "misconfigured", null),
                arguments(service(MESSAGING, 404, null), 502, "not-accepted", null),
                arguments(service(VERIFY, 429, Duration.ofSeconds(75)), 429, "locked", "75"),
                arguments(service(VERIFY, 429, null), 429, "locked", "30"),
                arguments(service(MESSAGING, 429, Duration.ofMillis(1500)), 429, "throttled", "2"),
                arguments(service(MESSAGING, 408, null), 502, "may-be-sent", null),
                arguments(service(MESSAGING, 503, null), 502, "may-be-sent", null),
                arguments(service(MESSAGING, 504, null), 504, "may-be-sent", null),
                arguments(service(VERIFY, 500, null), 502, "not-checked", null),
                arguments(new MfaTransportException(MESSAGING, NOT_SENT, SECRET, null), 503, "not-sent", "2"),
                arguments(new MfaTransportException(MESSAGING, UNKNOWN, SECRET, null), 502, "may-be-sent", null),
                arguments(new MfaDecodingException(VOICE, 200, Optional.empty(), SECRET), 502, "may-be-sent", null),
                arguments(new MfaTokenException(VERIFY, OptionalInt.of(401), SECRET, null), 500, "misconfigured", null),
                arguments(new MfaTokenException(MESSAGING, OptionalInt.of(503), SECRET, null), 503, "not-sent", "2"),
                arguments(new MfaTokenException(MESSAGING, OptionalInt.empty(), SECRET, null), 503, "not-sent", "2"));
    }

    @ParameterizedTest
    @MethodSource("table")
    void everyErrorHasItsResponse(MfaException failed, int status, String type, @Nullable String retryAfter) {
        ResponseEntity<ProblemDetail> response = new Problems().failed(failed);

        ProblemDetail problem = response.getBody();
        assertThat(response.getStatusCode().value()).isEqualTo(status);
        assertThat(problem.getStatus()).isEqualTo(status);
        assertThat(problem.getType()).hasToString("urn:sign-in:" + type);
        assertThat(problem.getTitle()).isNotBlank();
        assertThat(problem.getDetail()).isNotBlank().doesNotContain(SECRET);
        assertThat(response.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo(retryAfter);
    }

    @ParameterizedTest
    @MethodSource("table")
    void onlyWhatMayHaveBeenSentIsSaidToBeOnItsWay(MfaException failed, int status, String type, String retryAfter) {
        String detail = String.valueOf(new Problems().failed(failed).getBody().getDetail());

        boolean mayBeSent = failed.disposition() == UNKNOWN && failed.operation() != VERIFY;
        assertThat(detail.contains("may be on its way")).isEqualTo(mayBeSent);
    }

    @Test
    void theTableHasEveryTypeOfError() {
        Set<Class<?>> inTable = new LinkedHashSet<>();
        table().forEach(row -> inTable.add(row.get()[0].getClass()));

        assertThat(inTable).containsAll(concreteTypes(MfaException.class));
    }

    private static Set<Class<?>> concreteTypes(Class<?> type) {
        Set<Class<?>> types = new LinkedHashSet<>();
        if (type.isSealed()) {
            Arrays.stream(type.getPermittedSubclasses()).forEach(each -> types.addAll(concreteTypes(each)));
        }
        if (!Modifier.isAbstract(type.getModifiers())) {
            types.add(type);
        }
        return types;
    }

    private static MfaException timeout(MfaOperation operation, Disposition disposition, Phase phase) {
        return new MfaTimeoutException(operation, disposition, phase, Duration.ofSeconds(1), null);
    }

    private static MfaException service(MfaOperation operation, int status, @Nullable Duration retryAfter) {
        return MfaServiceException.of(
                operation,
                new ServiceError(status, Optional.of("id"), Optional.of(SECRET), Optional.ofNullable(retryAfter)));
    }
}
