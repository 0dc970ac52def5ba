package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaForbiddenException;
import io.github.bandwidthmfa.MfaOverloadedException;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.MfaTimeoutException;
import io.github.bandwidthmfa.MfaTimeoutException.Phase;
import io.github.bandwidthmfa.MfaTokenException;
import io.github.bandwidthmfa.MfaUnauthorizedException;
import io.github.bandwidthmfa.reactor.HttpExchange.ErrorAnswerException;
import io.github.bandwidthmfa.reactor.MfaClientStatus.Failure;
import io.github.bandwidthmfa.reactor.MfaClientStatus.Service;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What calls have shown of the service. In good times a call costs one read of it. */
final class Standing {

    private volatile Service service = Service.UNTRIED;
    private volatile @Nullable Failure latestFailure;

    void succeeded() {
        if (service != Service.ANSWERS) {
            service = Service.ANSWERS;
        }
    }

    /** Notes what a call failed with, and passes it on. */
    MfaException failed(Throwable reason, MfaException failure) {
        Service shown = reason instanceof Calls.ClosedException ? null : shownBy(reason, failure);
        if (shown != null) {
            latestFailure = new Failure(Instant.now(), failure);
            service = shown;
        }
        return failure;
    }

    Service service() {
        return service;
    }

    Optional<Failure> latestFailure() {
        return Optional.ofNullable(latestFailure);
    }

    /** Null if it arose here, and so says nothing of the service. */
    private static @Nullable Service shownBy(Throwable reason, MfaException failure) {
        if (failure instanceof MfaUnauthorizedException) {
            return Service.REFUSES_CALLER;
        }
        if (failure instanceof MfaForbiddenException) {
            // A firewall in front of the service says the same of a request that it does not like, and of nobody's
            // credentials.
            return reason instanceof ErrorAnswerException answer
                            && answer.response().refusesCredentials()
                    ? Service.REFUSES_CALLER
                    : Service.FAILS;
        }
        if (failure instanceof MfaTokenException token) {
            int status = token.status().orElse(0);
            return status == 400 || status == 401 || status == 403 ? Service.REFUSES_CALLER : Service.FAILS;
        }
        if (failure instanceof MfaServiceException answer) {
            int status = answer.status();
            return status >= 400 && status < 500 && status != 408 ? Service.ANSWERS : Service.FAILS;
        }
        if (failure instanceof MfaTimeoutException timeout) {
            return timeout.phase() == Phase.QUEUE ? null : Service.FAILS;
        }
        return failure instanceof MfaOverloadedException ? null : Service.FAILS;
    }
}
