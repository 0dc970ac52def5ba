package io.github.bandwidthmfa.spring;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;
import org.springframework.util.PlaceholderResolutionException;
import org.springframework.util.PropertyPlaceholderHelper;

/**
 * The text of a property under {@code bandwidth.mfa}. Spring Boot leaves a placeholder without a value as it stands, and takes
 * what YAML has made of an unquoted secret: both are refused here, since the client would send them. No message shows a value.
 */
final class PropertyText {

    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("bandwidth.mfa");

    /** The properties that hold credentials. */
    static final Set<String> CREDENTIALS = Set.of(
            "client-id",
            "client-secret",
            "username",
            "password",
            "proxy.username",
            "proxy.password",
            "phone-factor.trusted-device.key");

    private static final PropertyPlaceholderHelper PLACEHOLDERS =
            new PropertyPlaceholderHelper("${", "}", ":", '\\', false);

    private final ConfigurableEnvironment environment;

    PropertyText(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    static boolean isOurs(ConfigurationPropertyName name) {
        return ROOT.isAncestorOf(name);
    }

    /** The text in force of a property; null if it is not set, or blank. */
    @Nullable
    String of(String property) {
        ConfigurationPropertyName name = ConfigurationPropertyName.of(MfaProperties.PREFIX + property);
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            ConfigurationProperty found = source.getConfigurationProperty(name);
            if (found != null) {
                return check(found);
            }
        }
        return null;
    }

    /**
     * The text of a property, with its placeholders resolved.
     *
     * @return null if it is blank
     * @throws InvalidMfaConfigurationException if a placeholder has no value, or a credential is no text
     */
    @Nullable
    String check(ConfigurationProperty property) {
        boolean credential = isCredential(property.getName());
        if (credential) {
            refuseUnlessText(property, MfaProperties.PREFIX + relative(property.getName()), property.getValue());
        }
        if (relative(property.getName()).equals("account-id") && !isAsWritten(property)) {
            refuseUnlessText(property, property.getName().toString(), property.getValue());
        }
        String text;
        try {
            text = resolve(property.getValue(), (variable, value) -> {
                if (credential) {
                    refuseUnlessText(property, variable, value);
                }
            });
        } catch (PlaceholderResolutionException e) {
            String variable = e.getPlaceholder();
            throw new InvalidMfaConfigurationException(
                    "'" + property.getName() + "' takes its value from '${" + variable + "}', and '" + variable
                            + "' is not set." + from(property),
                    "Set the variable or property '" + variable + "', or give it a default: '${" + variable
                            + ":}' leaves '" + property.getName()
                            + "' unset. If the text is meant as it stands, write '\\${'.");
        }
        return text.isBlank() ? null : text;
    }

    /**
     * Resolves placeholders as Spring does, telling each variable that was found.
     *
     * @throws PlaceholderResolutionException if one has neither a value nor a default
     */
    String resolve(Object value, BiConsumer<String, Object> found) {
        return PLACEHOLDERS.replacePlaceholders(String.valueOf(value), variable -> {
            for (PropertySource<?> source : environment.getPropertySources()) {
                Object its = source.getProperty(variable);
                if (its != null) {
                    found.accept(variable, its);
                    return String.valueOf(its);
                }
            }
            return null;
        });
    }

    /** Whether a property holds credentials, however it is written: Spring Boot takes many spellings for the same. */
    private static boolean isCredential(ConfigurationPropertyName name) {
        return CREDENTIALS.stream()
                .anyMatch(credential -> ConfigurationPropertyName.of(MfaProperties.PREFIX + credential)
                        .equals(name));
    }

    private static String relative(ConfigurationPropertyName name) {
        return name.subName(ROOT.getNumberOfElements()).toString();
    }

    private static void refuseUnlessText(ConfigurationProperty property, String where, Object value) {
        if (value instanceof CharSequence || value instanceof char[]) {
            return;
        }
        throw new InvalidMfaConfigurationException(
                "'" + where + "' is set without quotes, and was read as " + kind(value)
                        + ": of '0123456' YAML makes '42798', of '1e5' '100000.0'." + from(property),
                "Write the value of '" + where + "' in quotes.");
    }

    /** Most account ids are numbers, and nobody quotes those: one is taken if YAML has left it as it is. */
    private static boolean isAsWritten(ConfigurationProperty property) {
        Object value = property.getValue();
        if (!(value instanceof Integer) && !(value instanceof Long)) {
            return false;
        }
        Origin set = property.getOrigin() instanceof PropertySourceOrigin wrapped
                ? wrapped.getOrigin()
                : property.getOrigin();
        if (!(set instanceof TextResourceOrigin origin)) {
            return true;
        }
        Resource file = origin.getResource();
        TextResourceOrigin.Location place = origin.getLocation();
        if (file == null || place == null) {
            return true;
        }
        try {
            return file.getContentAsString(StandardCharsets.UTF_8)
                    .lines()
                    .skip(place.getLine())
                    .limit(1)
                    .filter(line -> line.length() > place.getColumn())
                    .anyMatch(line -> line.substring(place.getColumn()).matches(value + "(\\s.*)?"));
        } catch (IOException e) {
            return false;
        }
    }

    private static String kind(Object value) {
        return value instanceof Number
                ? "a number"
                : value instanceof Boolean ? "true or false" : "something that is no text";
    }

    private static String from(ConfigurationProperty property) {
        return property.getOrigin() == null ? "" : " It is set in " + property.getOrigin() + ".";
    }
}
