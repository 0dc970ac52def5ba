package io.github.bandwidthmfa.examples.signin;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * The sign-in page: on an embedded simulator, or on the real service if the environment names an account (see {@link
 * BandwidthAccount}). Exits with 2 if settings are missing.
 */
@SpringBootApplication(exclude = ReactiveUserDetailsServiceAutoConfiguration.class)
@ConfigurationPropertiesScan
public class SignInApplication {

    /**
     * Starts the page and prints its address.
     *
     * @param arguments properties, as Spring Boot reads them: {@code --server.port=8080}
     */
    public static void main(String[] arguments) {
        // Whoever started it may be killed without a chance to stop it; an orphan would keep the port.
        ProcessHandle.current().parent().ifPresent(parent -> {
            var unused = parent.onExit().thenRun(() -> Runtime.getRuntime().halt(0));
        });
        try {
            start(System.getenv(), arguments);
        } catch (IllegalArgumentException unusable) {
            System.err.println(unusable.getMessage());
            System.exit(2);
        }
    }

    private static void start(Map<String, String> environment, String... arguments) {
        SpringApplication application = new SpringApplication(SignInApplication.class);
        Optional<Map<String, Object>> account = BandwidthAccount.properties(environment);
        account.ifPresentOrElse(
                application::setDefaultProperties, () -> application.addInitializers(new EmbeddedSimulator()));
        if (application.run(arguments) instanceof ReactiveWebServerApplicationContext web
                && web.getWebServer() != null) {
            System.out.println(
                    "Sign in at http://localhost:" + web.getWebServer().getPort() + "/"
                            + (account.isPresent()
                                    ? "  (Bandwidth's service: codes are sent, and billed)"
                                    : "  (a simulator: no message leaves this machine)"));
        }
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
