package io.github.bandwidthmfa.spring;

import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import io.github.bandwidthmfa.reactor.observation.MfaObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Makes an {@link MfaClient} of the properties under {@code bandwidth.mfa}, unless the application has one of its own. It is
 * closed with the application: calls in flight may finish first.
 *
 * <p>For an application with several accounts there is a {@link MfaClientOptions.Builder} to inject, a new one each time,
 * with the properties and every {@link MfaClientOptionsCustomizer} applied:
 *
 * <pre>{@code
 * @Bean
 * MfaClient marketing(MfaClientOptions.Builder options) {
 *     return MfaClient.create(options.accountId("9900001").credentials(theirs).build());
 * }
 * }</pre>
 */
@AutoConfiguration
@Conditional(OnMfaCondition.Enabled.class)
@EnableConfigurationProperties(MfaProperties.class)
public final class MfaAutoConfiguration {

    MfaAutoConfiguration() {}

    @Bean
    static ConfigurationPropertiesBindHandlerAdvisor mfaBindHandlerAdvisor(ConfigurableEnvironment environment) {
        PropertyText texts = new PropertyText(environment);
        return parent -> new MfaBindHandler(parent, texts);
    }

    @Bean
    @Conditional(OnMfaCondition.Configured.class)
    @ConditionalOnMissingBean(MfaConnectionDetails.class)
    PropertiesMfaConnectionDetails mfaConnectionDetails(MfaProperties properties, ObjectProvider<SslBundles> bundles) {
        return new PropertiesMfaConnectionDetails(properties, bundles.getIfAvailable());
    }

    @Bean
    @Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
    @ConditionalOnMissingBean
    @ConditionalOnBean(MfaConnectionDetails.class)
    MfaClientOptions.Builder mfaClientOptions(
            MfaProperties properties,
            MfaConnectionDetails connection,
            ObjectProvider<MfaClientOptionsCustomizer> customizers) {
        MfaClientOptions.Builder options = MfaClientOptions.builder();
        properties.applyLimitsTo(options);
        apply(connection, options);
        customizers.orderedStream().forEach(customizer -> customizer.customize(options));
        return options;
    }

    private static void apply(MfaConnectionDetails connection, MfaClientOptions.Builder options) {
        MfaProperties.set("account-id", connection.accountId(), options::accountId);
        MfaProperties.set("base-uri", connection.baseUri(), options::baseUri);
        MfaProperties.set("token-uri", connection.tokenUri(), options::tokenUri);
        MfaProperties.set("client-id", connection.credentials(), options::credentials);
        SslBundle bundle = connection.sslBundle();
        if (bundle != null) {
            if (bundle.getOptions().isSpecified()) {
                throw new InvalidMfaConfigurationException(
                        "The SSL bundle of the MFA client sets ciphers or protocols, which the client leaves to the JVM.",
                        "Use a bundle without 'options', or set the TLS of the HttpClient in an MfaClientOptionsCustomizer.");
            }
            options.trustManager(bundle.getManagers().getTrustManagerFactory());
            options.keyManager(bundle.getManagers().getKeyManagerFactory());
        }
    }

    // Closed by its close(), which Spring calls and waits for; MfaClientShutdown has normally called it by then.
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(MfaConnectionDetails.class)
    MfaClient mfaClient(MfaClientOptions.Builder options, MfaConnectionDetails connection) {
        try {
            return MfaClient.create(options.build());
        } catch (IllegalArgumentException e) {
            throw new InvalidMfaConfigurationException(
                    "The options of the MFA client do not fit together: " + e.getMessage() + ".",
                    connection.credentials() == null
                            ? ConfigurationHints.CREDENTIALS
                            : "Correct the property of that name under 'bandwidth.mfa'.");
        } catch (IllegalStateException e) {
            throw new InvalidMfaConfigurationException(
                    "The MFA client cannot be made: " + e.getMessage() + ".",
                    "Use Spring Boot 4.0.4 or newer, or set the version of Reactor: 'reactor-bom.version' to 2025.0.4 or newer"
                            + " where Spring Boot's parent is used, else import that version of 'io.projectreactor:reactor-bom'"
                            + " before Spring Boot's dependencies.");
        }
    }

    @Bean
    MfaClientShutdown mfaClientShutdown(ApplicationContext context) {
        return new MfaClientShutdown(context);
    }

    @Bean
    MfaClientWarmUp mfaClientWarmUp(MfaProperties properties, ConfigurableListableBeanFactory beans) {
        return new MfaClientWarmUp(properties, beans);
    }

    /** The event loops of the application's web server and clients, where it has them: not a second set of threads. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ReactorResourceFactory.class)
    static class SharedEventLoops {

        @Bean
        @Order(0)
        MfaClientOptionsCustomizer sharedEventLoopsMfaClientOptionsCustomizer(
                ObjectProvider<ReactorResourceFactory> resources) {
            return options -> resources.ifUnique(shared -> options.loopResources(shared.getLoopResources()));
        }
    }

    /** Observed by the application's registry, where it has one. */
    @Bean
    @Order(0)
    MfaClientOptionsCustomizer observationMfaClientOptionsCustomizer(
            ObjectProvider<ObservationRegistry> registries, ObjectProvider<MfaObservationConvention> conventions) {
        return options -> {
            registries.ifUnique(options::observationRegistry);
            conventions.ifUnique(options::observationConvention);
        };
    }
}
