package io.github.bandwidthmfa.spring;

import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.reactor.MfaClientStatus;
import io.github.bandwidthmfa.reactor.MfaClientStatus.Service;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.AbstractReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import reactor.core.publisher.Mono;

/**
 * The health of a client, from what it knows already: a call of its own would be billed. Trouble of the service is told as a
 * detail and leaves the application up, unless the properties say otherwise: an application that is taken out of service
 * makes no more calls, and so never learns that the service is back.
 */
final class MfaHealthIndicator extends AbstractReactiveHealthIndicator {

    private final MfaClient client;
    private final MfaProperties.Health when;

    MfaHealthIndicator(MfaClient client, MfaProperties.Health when) {
        this.client = client;
        this.when = when;
    }

    @Override
    protected Mono<Health> doHealthCheck(Health.Builder health) {
        return Mono.fromSupplier(() -> {
            MfaClientStatus status = client.status();
            describe(health, status);
            MfaClientStatus.Calls calls = status.calls();
            health.withDetail("service", status.service().name())
                    .withDetail("running", calls.running() + " of " + calls.maxConnections())
                    .withDetail("waiting", calls.waiting() + " of " + calls.maxPending())
                    .withDetail("connections", calls.connections());
            if (status.failures().calls() > 0) {
                health.withDetail("failedCalls", status.failures().calls());
            }
            status.latestFailure().ifPresent(failure -> health.withDetail("latestFailure", details(failure)));
            return health.build();
        });
    }

    private void describe(Health.Builder health, MfaClientStatus status) {
        boolean down = switch (when.downWhen()) {
            case NEVER -> false;
            case CALLER_REFUSED -> isLasting(status.refusals());
            case FAILING -> isLasting(status.failures());
        };
        if (down) {
            health.down();
        } else if (status.service() == Service.AVAILABLE) {
            health.up();
        } else {
            health.unknown();
        }
    }

    /**
     * A single refusal may pass, and must not take the application out of service. One that is out of service makes no more
     * calls: after a while what the last ones showed says nothing, and it may try again.
     */
    private boolean isLasting(MfaClientStatus.Streak streak) {
        return streak.calls() >= when.downAfterCalls()
                && streak.span().compareTo(when.downAfter()) >= 0
                && streak.age().compareTo(when.downFor()) < 0;
    }

    /** Not the exception's text: it holds no secret, but words of the service's own. */
    private static Map<String, Object> details(MfaClientStatus.Failure failure) {
        MfaException exception = failure.exception();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("at", failure.at().toString());
        details.put("type", exception.getClass().getSimpleName());
        details.put("operation", exception.operation().name());
        details.put("disposition", exception.disposition().name());
        if (exception instanceof MfaServiceException response) {
            details.put("status", response.status());
        }
        return details;
    }
}
