package io.github.bandwidthmfa.phonefactor;

import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Other than with Spring Boot's own condition, a value that is neither true nor false stops the start: a typing error must not
 * open an application.
 */
final class OnPhoneFactorEnabled extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        String property = PhoneFactorProperties.PREFIX + "enabled";
        boolean enabled = Binder.get(context.getEnvironment())
                .bind(property, Boolean.class)
                .orElse(true);
        return new ConditionOutcome(enabled, "'" + property + "' is " + enabled);
    }
}
