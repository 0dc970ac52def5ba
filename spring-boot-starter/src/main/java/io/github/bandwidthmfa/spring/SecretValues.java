package io.github.bandwidthmfa.spring;

import io.github.bandwidthmfa.Credentials;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.PlaceholderResolutionException;

/**
 * The values of the credentials, to be recognised wherever they stand: under the name of the variable that a property refers
 * to, or in a command line. Also encoded, as in the address of a proxy or in a header.
 */
final class SecretValues {

    /** A shorter secret is recognised only where it stands alone: it may be a part of any word. */
    private static final int MIN_FOUND_ANYWHERE = 8;

    private static final String DELIMITERS = " \t\r\n=,;:@/?&'\"`|()[]{}<>";
    private static final Set<String> NAMES = Set.of("client-id", "username", "proxy.username");

    private final Set<String> anywhere = new LinkedHashSet<>();
    private final Set<String> alone = new LinkedHashSet<>();

    /** The values that any property source has for the credentials: one that is overruled is a secret, too. */
    SecretValues(ConfigurableEnvironment environment, @Nullable MfaConnectionDetails connection) {
        PropertyText texts = new PropertyText(environment);
        for (String property : PropertyText.CREDENTIALS) {
            ConfigurationPropertyName name = ConfigurationPropertyName.of(MfaProperties.PREFIX + property);
            for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
                ConfigurationProperty found = source.getConfigurationProperty(name);
                if (found != null) {
                    add(texts, found.getValue(), NAMES.contains(property));
                }
            }
        }
        Credentials credentials = connection == null ? null : connection.credentials();
        if (credentials != null) {
            add(credentials.authorization());
        }
    }

    private void add(PropertyText texts, Object value, boolean name) {
        Set<String> variables = new LinkedHashSet<>();
        String text;
        try {
            text = texts.resolve(value, (variable, its) -> variables.add(String.valueOf(its)));
        } catch (PlaceholderResolutionException e) {
            return;
        }
        add(text, name);
        // A secret that is put together of several variables is in each of them in part.
        variables.stream().filter(text::contains).forEach(part -> add(part, name));
    }

    private void add(String secret, boolean name) {
        if (secret.isBlank()) {
            return;
        }
        Set<String> forms = name || secret.length() < MIN_FOUND_ANYWHERE ? alone : anywhere;
        forms.add(secret);
        forms.add(secret.strip());
        String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        forms.add(encoded);
        forms.add(encoded.toLowerCase(Locale.ROOT));
        forms.add(encoded.replace("+", "%20"));
        forms.add(secret.replace("\\", "\\\\").replace("\"", "\\\""));
        addBase64(secret.getBytes(StandardCharsets.UTF_8), forms);
    }

    /** The value of an {@code Authorization} header: its Base64, and the secret in it. */
    private void add(String authorization) {
        int space = authorization.indexOf(' ');
        String scheme = authorization.substring(0, space);
        String token = authorization.substring(space + 1);
        if (!scheme.equals("Basic")) {
            add(token, false);
            return;
        }
        String pair = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        add(pair.substring(0, colon), true);
        add(pair.substring(colon + 1), false);
        addBase64(pair.getBytes(StandardCharsets.UTF_8), anywhere);
    }

    private static void addBase64(byte[] bytes, Set<String> forms) {
        forms.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
        forms.add(Base64.getEncoder().encodeToString(bytes));
        forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        forms.add(Base64.getUrlEncoder().encodeToString(bytes));
    }

    /** Whether a text shows a secret. */
    boolean isIn(String text) {
        return anywhere.stream().anyMatch(text::contains)
                || alone.stream().anyMatch(secret -> standsAlone(secret, text));
    }

    private static boolean standsAlone(String secret, String text) {
        for (int at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
            int end = at + secret.length();
            if ((at == 0 || isDelimiter(text.charAt(at - 1)))
                    && (end == text.length() || isDelimiter(text.charAt(end)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDelimiter(char character) {
        return DELIMITERS.indexOf(character) >= 0;
    }
}
