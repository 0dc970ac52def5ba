package io.github.bandwidthmfa.spring;

import java.util.Locale;
import java.util.Set;

/** The properties that hold credentials, however they are written: Spring Boot takes many spellings for the same. */
final class CredentialKeys {

    private static final Set<String> KEYS = Set.of(
            "bandwidthmfaclientid",
            "bandwidthmfaclientsecret",
            "bandwidthmfausername",
            "bandwidthmfapassword",
            "bandwidthmfaproxyusername",
            "bandwidthmfaproxypassword",
            "bandwidthmfaphonefactortrusteddevicekey");

    private CredentialKeys() {}

    static boolean matches(String key) {
        return KEYS.contains(key.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", ""));
    }
}
