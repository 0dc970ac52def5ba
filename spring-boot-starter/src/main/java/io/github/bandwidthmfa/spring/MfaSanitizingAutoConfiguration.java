package io.github.bandwidthmfa.spring;

import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.function.SingletonSupplier;

/**
 * Keeps credentials out of what the actuator shows, even where it was told to show values: the properties that hold them, and
 * whatever else shows the value of one. Also where the client is switched off: its properties may be set all the same.
 */
@AutoConfiguration
@ConditionalOnClass(SanitizingFunction.class)
public final class MfaSanitizingAutoConfiguration {

    MfaSanitizingAutoConfiguration() {}

    @Bean
    SanitizingFunction mfaCredentialsSanitizingFunction(
            ConfigurableEnvironment environment, ObjectProvider<MfaConnectionDetails> connection) {
        Supplier<SecretValues> secrets =
                SingletonSupplier.of(() -> new SecretValues(environment, connection.getIfUnique()));
        return SanitizingFunction.sanitizeValue()
                .ifMatches(data -> CredentialKeys.matches(data.getKey())
                        || (data.getValue() != null && secrets.get().isIn(String.valueOf(data.getValue()))));
    }
}
