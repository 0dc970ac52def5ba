package io.github.bandwidthmfa;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request to make a one-time code and send it, by text message or by phone call. The names are those of the service's
 * schema {@code codeRequest}, and so are the rules, with one addition from its prose: the message must hold {@code {CODE}}.
 *
 * <pre>{@code
 * CodeRequest request = CodeRequest.builder()
 *         .to("+19195551234")
 *         .from("+19195554321")
 *         .applicationId("66fd98ae-ac8d-a00f-7fcd-ba3280aeb9b1")
 *         .message("Your {NAME} code is {CODE}")
 *         .build();
 * }</pre>
 *
 * <p>Immutable, and safe to send any number of times: each time makes and sends a new code.
 */
public final class CodeRequest {

    private final PhoneNumber to;
    private final String from;
    private final String applicationId;
    private final String message;
    private final int digits;
    private final @Nullable String scope;
    private final @Nullable URI callbackUrl;

    private CodeRequest(PhoneNumber to, String from, String applicationId, String message, Builder optionalParts) {
        this.to = to;
        this.from = from;
        this.applicationId = applicationId;
        this.message = message;
        this.digits = optionalParts.digits;
        this.scope = optionalParts.scope;
        this.callbackUrl = optionalParts.callbackUrl;
    }

    /**
     * Starts a request.
     *
     * @return an empty builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The person's number.
     *
     * @return the number the code goes to
     */
    public PhoneNumber to() {
        return to;
    }

    /**
     * The sender: an E.164 number, or a short code if {@link Builder#fromShortCode} was used.
     *
     * @return the number the code comes from
     */
    public String from() {
        return from;
    }

    /**
     * The Bandwidth application that {@code from} belongs to.
     *
     * @return the messaging application's id for a text message, the voice application's for a call
     */
    public String applicationId() {
        return applicationId;
    }

    /**
     * The text, with its placeholders as given.
     *
     * @return the text to send or to read out
     */
    public String message() {
        return message;
    }

    /**
     * The length of the code.
     *
     * @return the number of digits, 4 to 8
     */
    public int digits() {
        return digits;
    }

    /**
     * What the code is for. The same scope must be given when the code is verified.
     *
     * @return the scope, or empty for the service's default ({@code "2FA"})
     */
    public Optional<String> scope() {
        return Optional.ofNullable(scope);
    }

    /**
     * Where the service posts the delivery receipt.
     *
     * @return the address, or empty for no receipt
     */
    public Optional<URI> callbackUrl() {
        return Optional.ofNullable(callbackUrl);
    }

    /** Masks the number, and leaves the sender, the text and the callback URL out. */
    @Override
    public String toString() {
        return "CodeRequest[to=" + to + ", applicationId=" + applicationId + ", digits=" + digits
                + (scope == null ? "" : ", scope=" + scope) + "]";
    }

    /** Gathers the parts of a {@link CodeRequest}. Nothing is checked before {@link #build()}. Not thread-safe. */
    public static final class Builder {

        private static final int MAX_APPLICATION_ID = 50;
        private static final int MAX_MESSAGE = 2048;
        private static final int MIN_DIGITS = 4;
        private static final int MAX_DIGITS = 8;
        private static final int DEFAULT_DIGITS = 6;
        private static final Pattern SHORT_CODE = Pattern.compile("\\d{3,8}");

        private @Nullable String to;
        private @Nullable String from;
        private boolean fromIsShortCode;
        private @Nullable String applicationId;
        private @Nullable String message;
        private int digits = DEFAULT_DIGITS;
        private @Nullable String scope;
        private @Nullable URI callbackUrl;

        private Builder() {}

        /**
         * Sets the number to send the code to. Required.
         *
         * @param to a number in E.164 form
         * @return this builder
         */
        public Builder to(String to) {
            this.to = Objects.requireNonNull(to, "to");
            return this;
        }

        /**
         * Sets the number to send the code to. Required.
         *
         * @param to the number
         * @return this builder
         */
        public Builder to(PhoneNumber to) {
            return to(to.value());
        }

        /**
         * Sets the Bandwidth number the code comes from. Required, unless {@link #fromShortCode} is used.
         *
         * @param from a number in E.164 form that belongs to the application
         * @return this builder
         */
        public Builder from(String from) {
            this.from = Objects.requireNonNull(from, "from");
            this.fromIsShortCode = false;
            return this;
        }

        /**
         * Sets a short code as the sender, in place of {@link #from}. The published schema does not allow short codes,
         * Bandwidth's support pages do: the service decides.
         *
         * @param shortCode 3 to 8 digits
         * @return this builder
         */
        public Builder fromShortCode(String shortCode) {
            this.from = Objects.requireNonNull(shortCode, "shortCode");
            this.fromIsShortCode = true;
            return this;
        }

        /**
         * Sets the Bandwidth application. Required.
         *
         * @param applicationId the id, at most 50 characters
         * @return this builder
         */
        public Builder applicationId(String applicationId) {
            this.applicationId = Objects.requireNonNull(applicationId, "applicationId");
            return this;
        }

        /**
         * Sets the text. Required. The service replaces {@code {CODE}}, which must occur, and {@code {NAME}} (the
         * application's name) and {@code {SCOPE}}, which may.
         *
         * @param message the text, at most 2048 characters
         * @return this builder
         */
        public Builder message(String message) {
            this.message = Objects.requireNonNull(message, "message");
            return this;
        }

        /**
         * Sets the length of the code. Default 6.
         *
         * @param digits 4 to 8
         * @return this builder
         */
        public Builder digits(int digits) {
            this.digits = digits;
            return this;
        }

        /**
         * Sets what the code is for, so that a code for one purpose is not valid for another. Default: none is sent, and
         * the service takes {@code "2FA"}.
         *
         * @param scope the scope, 1 to 25 characters
         * @return this builder
         */
        public Builder scope(String scope) {
            this.scope = Objects.requireNonNull(scope, "scope");
            return this;
        }

        /**
         * Asks for a delivery receipt. Text messages only: {@code sendVoiceCode} refuses a request that has it. In
         * Bandwidth's documentation, but not in its published schema.
         *
         * @param callbackUrl a public http or https address; default: no receipt
         * @return this builder
         */
        public Builder callbackUrl(URI callbackUrl) {
            this.callbackUrl = Objects.requireNonNull(callbackUrl, "callbackUrl");
            return this;
        }

        /**
         * Checks everything and makes the request.
         *
         * @return the request
         * @throws IllegalArgumentException if anything is missing or breaks a rule: the message lists every fault, naming
         *     the field and the rule, and holds no phone number
         */
        public CodeRequest build() {
            Violations faults = new Violations();
            faults.requireNumber("to", to);
            checkFrom(faults);
            faults.requireText("applicationId", applicationId, MAX_APPLICATION_ID);
            checkMessage(faults);
            if (digits < MIN_DIGITS || digits > MAX_DIGITS) {
                faults.addShowing("digits", "must be " + MIN_DIGITS + " to " + MAX_DIGITS, digits);
            }
            if (scope != null) {
                faults.checkText("scope", scope, VerifyCodeRequest.MAX_SCOPE);
            }
            if (callbackUrl != null && !isPublicAddress(callbackUrl)) {
                faults.add("callbackUrl", "must be an absolute http or https address with a host");
            }
            faults.throwIfAny("CodeRequest");
            return new CodeRequest(
                    PhoneNumber.of(Objects.requireNonNull(to)),
                    Objects.requireNonNull(from),
                    Objects.requireNonNull(applicationId),
                    Objects.requireNonNull(message),
                    this);
        }

        private void checkFrom(Violations faults) {
            if (from != null && fromIsShortCode) {
                if (!SHORT_CODE.matcher(from).matches()) {
                    faults.add("from", "must be 3 to 8 digits when it is a short code");
                }
            } else {
                faults.requireNumber("from", from);
            }
        }

        private void checkMessage(Violations faults) {
            faults.requireText("message", message, MAX_MESSAGE);
            if (message != null && !message.contains("{CODE}")) {
                faults.add("message", "must contain {CODE}, which the service replaces by the code");
            }
        }

        private static boolean isPublicAddress(URI address) {
            return address.getHost() != null
                    && Violations.isWellFormed(address.toString())
                    && ("https".equalsIgnoreCase(address.getScheme()) || "http".equalsIgnoreCase(address.getScheme()));
        }
    }
}
