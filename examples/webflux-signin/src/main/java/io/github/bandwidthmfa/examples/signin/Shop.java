package io.github.bandwidthmfa.examples.signin;

import java.net.URI;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/** What the sign-in protects, and the way to the phone beside it. */
@RestController
final class Shop {

    private static final String ACCOUNT = """
            <!DOCTYPE html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Your account</title>
            <link rel="stylesheet" href="/login/phone/page.css">
            <main>
            <h1>You are signed in</h1>
            <p>as <strong id="account">%s</strong>. Good night, and good reading.</p>
            <p><a href="/login/phone/number">Change your phone number</a></p>
            <p><a href="/logout">Sign out</a></p>
            </main>
            </html>
            """;

    private final @Nullable URI inbox;

    Shop(SignInProperties settings) {
        inbox = settings.inbox();
    }

    @GetMapping(path = "/account", produces = MediaType.TEXT_HTML_VALUE)
    String account(Principal person) {
        return ACCOUNT.formatted(HtmlUtils.htmlEscape(person.getName()));
    }

    @GetMapping("/inbox")
    ResponseEntity<String> inbox() {
        return inbox == null
                ? ResponseEntity.ok("Codes go to real phones: look at yours.")
                : ResponseEntity.status(HttpStatus.SEE_OTHER).location(inbox).build();
    }
}
