package io.github.bandwidthmfa.phonefactor;

import io.github.bandwidthmfa.phonefactor.PhoneLoginState.Step;
import io.github.bandwidthmfa.sendguard.Purpose;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.HtmlUtils;
import reactor.core.publisher.Mono;

/** The page. Works without script, and under a content security policy that allows this host alone: style and script are files. */
final class LoginPage {

    private static final Map<String, MediaType> RESOURCES = Map.of(
            "/login/phone/page.css", MediaType.valueOf("text/css"),
            "/login/phone/page.js", MediaType.valueOf("text/javascript"));

    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>%1$s</title>
            <link rel="stylesheet" href="%2$s/login/phone/page.css">
            <script src="%2$s/login/phone/page.js" defer></script>
            </head>
            <body>
            <main>
            <h1>%1$s</h1>
            %3$s
            </main>
            </body>
            </html>
            """;

    /** The token against forged requests; the name is empty if there is none. */
    record Token(String name, String value) {

        static final Token NONE = new Token("", "");

        String input() {
            return name.isEmpty()
                    ? ""
                    : "<input type=\"hidden\" name=\"%s\" value=\"%s\">\n".formatted(e(name), e(value));
        }

        @Override
        public String toString() {
            return "Token[***]";
        }
    }

    private final String path;
    private final Map<String, byte[]> resources;

    LoginPage(String path) {
        this.path = path;
        resources = RESOURCES.keySet().stream().collect(Collectors.toUnmodifiableMap(name -> name, LoginPage::load));
    }

    private static byte[] load(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        try (InputStream in = Objects.requireNonNull(LoginPage.class.getResourceAsStream(file), file)) {
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Where people are sent: this page, or the application's own. */
    String path() {
        return path;
    }

    boolean isResource(String requested) {
        return resources.containsKey(requested);
    }

    Mono<Void> write(ServerWebExchange exchange, String resource) {
        ServerHttpResponse response = exchange.getResponse();
        response.getHeaders().setContentType(RESOURCES.get(resource));
        byte[] bytes = Objects.requireNonNull(resources.get(resource));
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(bytes)));
    }

    String render(ServerWebExchange exchange, String action, Applicant applicant, PhoneLoginState state, Token token) {
        String root = exchange.getRequest().getPath().contextPath().value();
        return PAGE.formatted(
                title(applicant, state),
                e(root),
                problem(exchange, state) + body(e(root + action), applicant, state, token));
    }

    private static String title(Applicant applicant, PhoneLoginState state) {
        return switch (state.step()) {
            case CODE -> "Enter your code";
            case NUMBER -> applicant.purpose() == Purpose.ENROLMENT ? "Your phone number" : "Sign in by phone";
            case SEND, DONE -> "Confirm that it is you";
            case NO_PHONE -> "No phone number";
        };
    }

    private static String problem(ServerWebExchange exchange, PhoneLoginState state) {
        var query = exchange.getRequest().getQueryParams();
        Reason reason = state.lockedFor().isZero()
                ? Reason.of(query.getFirst("problem")).orElse(null)
                : Reason.LOCKED;
        // It was sent all the same: the browser asked twice.
        if (reason == null || (reason == Reason.SENT_JUST_NOW && state.step() == Step.CODE)) {
            return "";
        }
        long wait = state.lockedFor().isZero() ? seconds(query.getFirst("wait")) : Responses.seconds(state.lockedFor());
        return """
                <div class="problem" id="problem" role="alert"><p><strong>%s</strong> %s%s</p></div>
                """.formatted(
                        e(reason.title()),
                        e(reason.detail()),
                        wait == 0 ? "" : " <span data-countdown=\"%d\">Wait %s.</span>".formatted(wait, time(wait)));
    }

    private static long seconds(@Nullable String text) {
        return Optional.ofNullable(text)
                .filter(digits -> digits.matches("\\d{1,7}"))
                .map(Long::parseLong)
                .orElse(0L);
    }

    private static String time(long seconds) {
        return seconds < 120
                ? seconds + (seconds == 1 ? " second" : " seconds")
                : Duration.ofSeconds(seconds + 59).toMinutes() + " minutes";
    }

    private static String body(String action, Applicant applicant, PhoneLoginState state, Token token) {
        return switch (state.step()) {
            case NUMBER -> number(action, state, token);
            case SEND ->
                "<p>We send a code to your phone: <strong class=\"number\">%s</strong></p>\n"
                                .formatted(e(state.number()))
                        + form(action + "/code", token, channels(state, "", "primary", "primary quiet"));
            case CODE -> code(action, applicant, state, token);
            case NO_PHONE -> "<p>No phone number is on file for you. Ask for help to have one added.</p>\n";
            case DONE -> "";
        };
    }

    private static String number(String action, PhoneLoginState state, Token token) {
        String field = """
                <label for="number">Phone number</label>
                <input id="number" name="number" type="tel" autocomplete="tel" required autofocus
                 aria-describedby="number-hint problem">
                <p class="hint" id="number-hint">With country code, for example +1 919 555 1234.</p>
                """;
        return form(action + "/code", token, field + channels(state, "", "primary", "primary quiet"));
    }

    private static String code(String action, Applicant applicant, PhoneLoginState state, Token token) {
        boolean generic = applicant.purpose() == Purpose.SIGN_IN;
        String sent = "<p>%s <strong class=\"number\">%s</strong></p>\n"
                .formatted(
                        state.channel() == Channel.VOICE
                                ? generic ? "If it belongs to an account, we call" : "We are calling"
                                : generic
                                        ? "If it belongs to an account, a code is on its way to"
                                        : "We sent a code to",
                        e(state.number()));
        String field = """
                <label for="code">Code</label>
                <input id="code" class="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code"
                 spellcheck="false" required autofocus aria-describedby="problem">
                """;
        String remember = state.deviceCanBeTrusted() ? """
                        <label class="choice"><input type="checkbox" name="remember-device" value="true"> Trust this device</label>
                        """ : "";
        String enter =
                form(action, token, field + remember + "<button class=\"primary\" type=\"submit\">Continue</button>\n");
        long wait = Responses.seconds(state.resendAfter());
        String hint = "<p class=\"hint\">No code? %s</p>\n"
                .formatted(
                        wait == 0
                                ? "Get another one."
                                : "<span data-countdown=\"%d\" data-enables=\"resend\">You can get another one in %s.</span>"
                                        .formatted(wait, time(wait)));
        String resend = form(action + "/code", token, channels(state, "again", "quiet", "quiet"));
        String other = applicant.typesNumber()
                ? "<details><summary>Use another number</summary>\n"
                        + number(action, state, token).replace(" autofocus", "") + "</details>\n"
                : "";
        return sent + enter + "<section class=\"resend\">\n" + hint + resend + other + "</section>\n";
    }

    private static String channels(PhoneLoginState state, String again, String first, String others) {
        StringBuilder buttons = new StringBuilder();
        for (Channel channel : state.channels()) {
            String label =
                    channel == Channel.SMS ? again.isEmpty() ? "Text me a code" : "Text me again" : "Call me instead";
            buttons.append("<button class=\"%s\" type=\"submit\" name=\"channel\" value=\"%s\"%s>%s</button>\n"
                    .formatted(
                            buttons.isEmpty() ? first : others,
                            channel.name().toLowerCase(Locale.ROOT),
                            again.isEmpty() ? "" : " data-resend",
                            label));
        }
        return buttons.toString();
    }

    private static String form(String action, Token token, String content) {
        return "<form method=\"post\" action=\"" + action + "\">\n" + token.input() + content + "</form>\n";
    }

    private static String e(@Nullable String text) {
        return HtmlUtils.htmlEscape(String.valueOf(text));
    }
}
