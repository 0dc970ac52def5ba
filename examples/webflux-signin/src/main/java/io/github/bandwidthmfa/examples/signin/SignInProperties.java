package io.github.bandwidthmfa.examples.signin;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the module's own properties do not say.
 *
 * @param byPhone Whether a phone number and a code are enough to sign in, without a password.
 * @param inbox Page that shows what the phones receive, where a simulator stands in for the service.
 */
@ConfigurationProperties(prefix = "sign-in", ignoreUnknownFields = false)
record SignInProperties(
        @DefaultValue("false") boolean byPhone, @Nullable URI inbox) {}
