package io.github.bandwidthmfa.phonefactor;

import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.sendguard.AttemptLimits;
import io.github.bandwidthmfa.sendguard.Limit;
import io.github.bandwidthmfa.sendguard.SendGuard;
import io.github.bandwidthmfa.sendguard.SendGuardListener;
import io.github.bandwidthmfa.sendguard.SendGuardMeters;
import io.github.bandwidthmfa.sendguard.StandardSendGuard;
import io.github.bandwidthmfa.spring.MfaAutoConfiguration;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AuthenticationEventPublisher;
import org.springframework.security.authentication.DefaultAuthenticationEventPublisher;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.context.ServerSecurityContextRepository;
import org.springframework.security.web.server.context.WebSessionServerSecurityContextRepository;
import org.springframework.security.web.server.savedrequest.ServerRequestCache;
import org.springframework.security.web.server.savedrequest.WebSessionServerRequestCache;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Adds a code to the phone to every sign-in of a WebFlux application on Spring Security, from the properties under {@code
 * bandwidth.mfa.phone-factor} and the application's {@link UserPhones}. An application with this module and without such a bean does not start.
 *
 * <p>Beans of the application that take the place of defaults: {@link SendGuard}, {@link AttemptLimits}, {@link
 * PhoneFactorExemption}, {@link SendGuardListener} (meters, where Micrometer is). Beans that are used if they are there: {@link PhoneUsers}, {@link PhoneEnrolment}, {@link TrustedDeviceVersion}, {@link
 * SendSource}, an {@link AsyncProxyManager} for byte arrays (limits are then shared by all instances), {@link
 * ServerSecurityContextRepository}, {@link ServerRequestCache}, {@link AuthenticationEventPublisher}, {@link Clock}.
 */
@AutoConfiguration(after = MfaAutoConfiguration.class, before = ReactiveWebSecurityAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass({ServerHttpSecurity.class, ServerResponse.class})
@Conditional(OnPhoneFactorEnabled.class)
@EnableConfigurationProperties(PhoneFactorProperties.class)
public final class PhoneFactorAutoConfiguration {

    PhoneFactorAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    PhoneFactorExemption phoneFactorExemption() {
        return new BearerTokenExemption();
    }

    @Bean
    @ConditionalOnMissingBean
    AttemptLimits phoneFactorAttemptLimits(ObjectProvider<AsyncProxyManager<byte[]>> backEnds) {
        AsyncProxyManager<byte[]> backEnd = backEnds.getIfUnique();
        return backEnd == null ? AttemptLimits.inMemory() : AttemptLimits.shared(backEnd, Duration.ofSeconds(2));
    }

    @Bean
    @ConditionalOnMissingBean
    SendGuard phoneFactorSendGuard(
            PhoneFactorProperties properties,
            AttemptLimits limits,
            ObjectProvider<SendGuardListener> listeners,
            ObjectProvider<PhoneUsers> users,
            ObjectProvider<PhoneEnrolment> enrolment) {
        boolean anyNumber = users.getIfAvailable() != null || enrolment.getIfAvailable() != null;
        if (anyNumber && properties.guard().countries().isEmpty()) {
            throw new PhoneFactorConfigurationException(
                    "People may type any phone number (there is a PhoneUsers or PhoneEnrolment bean), and no countries are named.",
                    "Set '" + PhoneFactorProperties.PREFIX
                            + "guard.countries' to the countries that your people have phones of, for example US,CA.");
        }
        // The cooldown is the module's own: it also holds for numbers that are nobody's.
        StandardSendGuard.Builder guard = StandardSendGuard.builder()
                .limits(limits)
                .countries(properties.guard().countries())
                .numberLimits(List.of(new Limit(5, Duration.ofHours(1)), new Limit(10, Duration.ofDays(1))));
        listeners.ifUnique(guard::listener);
        return (properties.guard().mode() == PhoneFactorProperties.Guard.Mode.ENFORCE ? guard.enforce() : guard)
                .build();
    }

    /** Where Micrometer's meters are there. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterBinder.class)
    static class Meters {

        @Bean
        @ConditionalOnMissingBean(SendGuardListener.class)
        SendGuardMeters phoneFactorSendGuardMeters() {
            return new SendGuardMeters();
        }
    }

    @Bean
    DetachedWork phoneFactorDetachedWork() {
        return new DetachedWork();
    }

    @Bean
    PhoneFactorParts phoneFactorParts(
            PhoneFactorProperties properties,
            MfaClient client,
            SendGuard guard,
            AttemptLimits limits,
            PhoneFactorExemption exemption,
            DetachedWork detached,
            ObjectProvider<UserPhones> phones,
            ObjectProvider<PhoneUsers> users,
            ObjectProvider<PhoneEnrolment> enrolment,
            ObjectProvider<TrustedDeviceVersion> deviceVersions,
            ObjectProvider<SendSource> sources,
            ObjectProvider<ServerSecurityContextRepository> contexts,
            ObjectProvider<ServerRequestCache> requests,
            ObjectProvider<AuthenticationEventPublisher> publishers,
            ObjectProvider<Clock> clocks,
            ApplicationEventPublisher events) {
        if (properties.require() == Require.BY_RULE) {
            LoggerFactory.getLogger(PhoneFactor.class)
                    .warn("require=by-rule: a password alone opens everything that no rule asks a code for");
        }
        return new PhoneFactorParts(
                properties,
                client,
                guard,
                limits,
                exemption,
                detached,
                phones(phones.getIfAvailable(), users.getIfAvailable()),
                users.getIfAvailable(),
                enrolment.getIfAvailable(),
                deviceVersions.getIfAvailable(),
                sources.getIfAvailable(),
                contexts.getIfAvailable(WebSessionServerSecurityContextRepository::new),
                requests.getIfAvailable(WebSessionServerRequestCache::new),
                publishers.getIfAvailable(() -> new DefaultAuthenticationEventPublisher(events)),
                clocks.getIfUnique(Clock::systemUTC));
    }

    private static UserPhones phones(@Nullable UserPhones phones, @Nullable PhoneUsers users) {
        if (phones != null) {
            return phones;
        }
        if (users == null) {
            throw new PhoneFactorConfigurationException(
                    "The phone factor does not know where to send codes: there is no bean of type "
                            + UserPhones.class.getName() + ".",
                    "Make a bean of that type, which returns the number of a person. To do without the factor, remove the module, or set '"
                            + PhoneFactorProperties.PREFIX + "enabled' to false.");
        }
        return person -> Mono.empty();
    }

    @Bean
    PhoneFactor phoneFactor(PhoneFactorParts parts) {
        return parts.phoneFactor();
    }

    @Bean
    PhoneFactorWiring phoneFactorWiring(PhoneFactorParts parts) {
        return parts.wiring();
    }

    @Bean
    SecurityChainsCheck phoneFactorSecurityChainsCheck(
            PhoneFactorParts parts,
            PhoneFactorProperties properties,
            ObjectProvider<PhoneUsers> users,
            ListableBeanFactory beans) {
        return new SecurityChainsCheck(
                beans, parts.contexts(), properties.allowStatelessChains(), users.getIfAvailable() != null);
    }
}
