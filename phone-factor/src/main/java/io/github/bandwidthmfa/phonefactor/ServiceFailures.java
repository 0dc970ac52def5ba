package io.github.bandwidthmfa.phonefactor;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaForbiddenException;
import io.github.bandwidthmfa.MfaTokenException;
import io.github.bandwidthmfa.MfaTooManyRequestsException;
import io.github.bandwidthmfa.MfaUnauthorizedException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a person is told when the service, or what counts attempts, fails. What went wrong is for the log. */
final class ServiceFailures {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceFailures.class);

    /** The service gives no time with some of its refusals; half a minute is the least that its documentation names. */
    private static final Duration USUAL_LOCKOUT = Duration.ofSeconds(30);

    private static final Duration MOMENT = Duration.ofSeconds(2);

    private ServiceFailures() {}

    static RefusedException ofSend(MfaException failed) {
        LOG.warn("A code could not be sent, {}: {}", failed.disposition(), failed.toString());
        if (failed instanceof MfaTooManyRequestsException tooMany) {
            return new RefusedException(Reason.TOO_MANY_CODES, lockout(tooMany));
        }
        if (failed.disposition() == Disposition.UNKNOWN) {
            return new RefusedException(Reason.MAY_BE_SENT);
        }
        if (isOurFault(failed)) {
            return new RefusedException(Reason.OUR_FAULT);
        }
        return failed.disposition() == Disposition.REJECTED
                ? new RefusedException(Reason.NOT_ACCEPTED)
                : new RefusedException(Reason.NOT_SENT, MOMENT);
    }

    static RefusedException ofCheck(MfaException failed) {
        LOG.warn("A code could not be checked: {}", failed.toString());
        return failed instanceof MfaTooManyRequestsException tooMany
                ? new RefusedException(Reason.LOCKED, lockout(tooMany))
                : new RefusedException(Reason.NOT_CHECKED, MOMENT);
    }

    /** What counts attempts, or the guard, cannot be asked: without it nothing is sent or checked. */
    static RefusedException ofCounting(Throwable failed, Reason reason) {
        LOG.warn("An attempt could not be counted: {}", failed.getClass().getName());
        return new RefusedException(reason, MOMENT);
    }

    private static Duration lockout(MfaTooManyRequestsException tooMany) {
        return tooMany.retryAfter().orElse(USUAL_LOCKOUT);
    }

    /** Credentials that are wrong, or may not do this: trying again does not help. */
    private static boolean isOurFault(MfaException failed) {
        return failed instanceof MfaUnauthorizedException
                || failed instanceof MfaForbiddenException
                || (failed instanceof MfaTokenException token
                        && token.status().isPresent()
                        && token.status().getAsInt() / 100 == 4);
    }
}
