package io.github.bandwidthmfa.examples.signin;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;

/**
 * The sign-in page: on an embedded simulator, or on the real service if the environment names an account (see {@link
 * BandwidthAccount}). Exit codes: 1 if it cannot be started, for example because the port is in use, 2 if settings are missing
 * or refused.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class SignInApplication {

    private static final int NOT_STARTED = 1;
    private static final int BAD_SETTINGS = 2;

    /**
     * Starts the page and prints its address.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        if (SignInArguments.askForHelp(arguments)) {
            System.out.print(SignInArguments.USAGE);
            return;
        }
        String[] properties;
        Optional<Map<String, Object>> account;
        try {
            properties = SignInArguments.parse(arguments);
            account = BandwidthAccount.properties(System.getenv());
        } catch (IllegalArgumentException unusable) {
            System.err.println(unusable.getMessage());
            System.exit(BAD_SETTINGS);
            return;
        }
        // Whoever started it may be killed without a chance to stop it; an orphan would keep the port.
        ProcessHandle.current().parent().ifPresent(parent -> {
            var unused = parent.onExit().thenRun(() -> Runtime.getRuntime().halt(0));
        });
        try {
            start(account, properties);
        } catch (RuntimeException reported) {
            System.exit(isOfSettings(reported) ? BAD_SETTINGS : NOT_STARTED);
        }
    }

    private static boolean isOfSettings(@Nullable Throwable failure) {
        return failure != null && (failure instanceof BindException || isOfSettings(failure.getCause()));
    }

    private static void start(Optional<Map<String, Object>> account, String... properties) {
        SpringApplication application = new SpringApplication(SignInApplication.class);
        account.ifPresentOrElse(
                named -> application.addInitializers(context ->
                        context.getEnvironment().getPropertySources().addLast(new AccountPropertySource(named))),
                () -> application.addInitializers(new EmbeddedSimulator()));
        if (application.run(properties) instanceof ReactiveWebServerApplicationContext web
                && web.getWebServer() != null) {
            System.out.println(
                    "Sign in at http://localhost:" + web.getWebServer().getPort() + "/"
                            + (account.isPresent()
                                    ? "  (Bandwidth's service: codes are sent, and billed)"
                                    : "  (a simulator: no message leaves this machine)"));
        }
    }
}
