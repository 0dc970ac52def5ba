package io.github.bandwidthmfa.spring;

import java.util.List;
import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** What the properties switch on. Other than Spring Boot's own conditions, blank is unset, and what cannot be read is told. */
abstract class OnMfaCondition extends SpringBootCondition {

    /** Unless {@code bandwidth.mfa.enabled} is false. */
    static final class Enabled extends OnMfaCondition {

        @Override
        public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
            Environment environment = context.getEnvironment();
            boolean enabled = texts(environment).of("enabled") == null
                    || Binder.get(environment)
                            .bind(MfaProperties.PREFIX + "enabled", Boolean.class)
                            .orElse(true);
            return new ConditionOutcome(enabled, "'bandwidth.mfa.enabled' is " + enabled);
        }
    }

    /** If any of the account and the credentials is set: if only a part is, that is a mistake to be told. */
    static final class Configured extends OnMfaCondition {

        private static final List<String> PROPERTIES =
                List.of("account-id", "client-id", "client-secret", "username", "password");

        @Override
        public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
            PropertyText texts = texts(context.getEnvironment());
            boolean any = PROPERTIES.stream().map(texts::of).anyMatch(Objects::nonNull);
            return new ConditionOutcome(
                    any,
                    ConditionMessage.of(
                            any ? "an account or credentials are set" : "neither account nor credentials are set"));
        }
    }

    static PropertyText texts(Environment environment) {
        return new PropertyText((ConfigurableEnvironment) environment);
    }
}
