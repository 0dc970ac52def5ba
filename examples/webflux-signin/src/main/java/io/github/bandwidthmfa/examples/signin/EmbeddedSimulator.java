package io.github.bandwidthmfa.examples.signin;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.spring.MfaConnectionDetails;
import java.net.URI;
import java.util.Map;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** Puts a simulator in the service's place, and its inbox on the page. It ends with the application. */
final class EmbeddedSimulator implements ApplicationContextInitializer<GenericApplicationContext> {

    @Override
    public void initialize(GenericApplicationContext context) {
        MfaSimulator simulator = MfaSimulator.builder()
                .applicationName("Night Owl Books")
                .refuseBasic()
                .start();
        context.registerBean(MfaSimulator.class, () -> simulator);
        context.registerBean(MfaConnectionDetails.class, () -> new Connection(simulator));
        context.getEnvironment()
                .getPropertySources()
                .addLast(new MapPropertySource(
                        "simulator",
                        Map.of(
                                "sign-in.inbox", simulator.inboxPage().toString(),
                                "bandwidth.mfa.phone-factor.from", "+19195554321",
                                "bandwidth.mfa.phone-factor.messaging-application-id", "demo-messaging-app",
                                "bandwidth.mfa.phone-factor.voice-application-id", "demo-voice-app")));
    }

    record Connection(MfaSimulator simulator) implements MfaConnectionDetails {

        @Override
        public String accountId() {
            return MfaSimulator.DEFAULT_ACCOUNT_ID;
        }

        @Override
        public Credentials credentials() {
            return Credentials.clientCredentials(MfaSimulator.DEFAULT_CLIENT_ID, MfaSimulator.DEFAULT_CLIENT_SECRET);
        }

        @Override
        public URI baseUri() {
            return simulator.baseUri();
        }

        @Override
        public URI tokenUri() {
            return simulator.tokenUri();
        }
    }
}
