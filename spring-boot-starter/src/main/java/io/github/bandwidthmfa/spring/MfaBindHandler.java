package io.github.bandwidthmfa.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/** Looks at every property under {@code bandwidth.mfa} as it is bound: refuses placeholders without a value, drops blanks. */
final class MfaBindHandler extends AbstractBindHandler {

    private final PropertyText texts;

    MfaBindHandler(BindHandler parent, PropertyText texts) {
        super(parent);
        this.texts = texts;
    }

    @Override
    public @Nullable Object onSuccess(
            ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
        return isBlank(name, context) ? null : super.onSuccess(name, target, context, result);
    }

    @Override
    public @Nullable Object onFailure(
            ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error) throws Exception {
        return isBlank(name, context) ? null : super.onFailure(name, target, context, error);
    }

    private boolean isBlank(ConfigurationPropertyName name, BindContext context) {
        ConfigurationProperty property = context.getConfigurationProperty();
        return property != null
                && property.getName().equals(name)
                && PropertyText.isOurs(name)
                && texts.check(property) == null;
    }
}
