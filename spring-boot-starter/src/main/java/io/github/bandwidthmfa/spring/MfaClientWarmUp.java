package io.github.bandwidthmfa.spring;

import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaTokenException;
import io.github.bandwidthmfa.reactor.MfaClient;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.Ordered;
import reactor.core.publisher.Mono;

/**
 * Warms the application's clients up before it says that it is ready. Waits for that on the starting thread, for a limited
 * time, and never fails the start: a failure is one line of the log. Clients that do not exist yet, because their
 * initialisation is lazy, stay so.
 */
final class MfaClientWarmUp implements ApplicationRunner, Ordered {

    private static final Log LOG = LogFactory.getLog(MfaClientWarmUp.class);

    private final MfaProperties properties;
    private final ConfigurableListableBeanFactory beans;

    MfaClientWarmUp(MfaProperties properties, ConfigurableListableBeanFactory beans) {
        this.properties = properties;
        this.beans = beans;
    }

    /** Before the application's own runners, which may make calls. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (!properties.warmUp()) {
            return;
        }
        long deadline = System.nanoTime() + properties.warmUpTimeout().toNanos();
        Map<String, Future<?>> begun = new LinkedHashMap<>();
        for (String name : beans.getBeanNamesForType(MfaClient.class, false, false)) {
            if (beans.containsSingleton(name)) {
                begun.put(name, begin(name));
            }
        }
        begun.forEach((name, warmUp) -> await(name, warmUp, deadline));
    }

    /** A client of the application's own may do anything, one that is mocked returns null. */
    private Future<?> begin(String name) {
        try {
            @Nullable Mono<Void> warmUp = beans.getBean(name, MfaClient.class).warmUp();
            @Nullable Future<?> begun = warmUp == null ? null : warmUp.toFuture();
            return begun == null ? CompletableFuture.completedFuture(true) : begun;
        } catch (RuntimeException | LinkageError failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private void await(String name, Future<?> warmUp, long deadline) {
        try {
            @Nullable
            Object unusedNothing = warmUp.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            warn(name, describe(e.getCause()), advice(e.getCause()));
        } catch (TimeoutException e) {
            boolean unusedStopped = warmUp.cancel(true);
            warn(
                    name,
                    "it took longer than " + properties.warmUpTimeout().toMillis() + " ms",
                    "Check the way to the service and to the token endpoint, or raise 'bandwidth.mfa.warm-up-timeout'");
        } catch (InterruptedException e) {
            boolean unusedStopped = warmUp.cancel(true);
            Thread.currentThread().interrupt();
        }
    }

    private static void warn(String name, String what, String advice) {
        LOG.warn("The MFA client '" + name + "' is not warm, so its first call takes longer: " + what + ". " + advice
                + "; 'bandwidth.mfa.warm-up=false' switches the warm-up off.");
    }

    /** Only the client's own exceptions are known to quote no secret. */
    private static String describe(@Nullable Throwable failure) {
        return failure instanceof MfaException
                ? Stream.concat(Stream.of(failure), Stream.of(failure.getSuppressed()))
                        .filter(MfaException.class::isInstance)
                        .map(Throwable::getMessage)
                        .collect(Collectors.joining("; "))
                : "it failed with "
                        + (failure == null ? "nothing" : failure.getClass().getName());
    }

    private static String advice(@Nullable Throwable failure) {
        if (failure instanceof MfaException refused && refused.refusesCredentials()) {
            return "Check 'bandwidth.mfa.client-id' and 'bandwidth.mfa.client-secret'";
        }
        return "Check the way to '"
                + (failure instanceof MfaTokenException ? "bandwidth.mfa.token-uri" : "bandwidth.mfa.base-uri")
                + "': DNS, proxy, firewall, certificate";
    }
}
