package io.github.bandwidthmfa;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request to check the code a person has typed in. The names are those of the service's schema {@code
 * verifyCodeRequest}, save that the expiration time is a {@link Duration}.
 *
 * <p>How long a code is valid is chosen here, when it is checked, not when it is sent: any code sent to this number, for
 * this scope, within the last {@link #expirationTime()} is accepted. Whether the service accepts a code twice is not
 * documented: an application must itself make a success good for one sign-in only.
 */
public final class VerifyCodeRequest {

    static final int MAX_SCOPE = 25;

    private final PhoneNumber to;
    private final String code;
    private final Duration expirationTime;
    private final @Nullable String scope;

    private VerifyCodeRequest(PhoneNumber to, String code, Duration expirationTime, @Nullable String scope) {
        this.to = to;
        this.code = code;
        this.expirationTime = expirationTime;
        this.scope = scope;
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
     * @return the number the code was sent to
     */
    public PhoneNumber to() {
        return to;
    }

    /**
     * The code to check. Take care where you write it.
     *
     * @return 4 to 8 digits
     */
    public String code() {
        return code;
    }

    /**
     * How old the code may be.
     *
     * @return whole minutes, 1 to 15
     */
    public Duration expirationTime() {
        return expirationTime;
    }

    /**
     * What the code was sent for.
     *
     * @return the scope given when the code was sent, or empty for the service's default ({@code "2FA"})
     */
    public Optional<String> scope() {
        return Optional.ofNullable(scope);
    }

    /** Masks the number and leaves the code out. */
    @Override
    public String toString() {
        return "VerifyCodeRequest[to=" + to + ", expirationTime=" + expirationTime
                + (scope == null ? "" : ", scope=" + scope) + "]";
    }

    /** Gathers the parts of a {@link VerifyCodeRequest}. Nothing is checked before {@link #build()}. Not thread-safe. */
    public static final class Builder {

        private static final Duration MIN_EXPIRATION = Duration.ofMinutes(1);
        private static final Duration MAX_EXPIRATION = Duration.ofMinutes(15);

        private @Nullable String to;
        private @Nullable String code;
        private @Nullable Duration expirationTime;
        private @Nullable String scope;

        private Builder() {}

        /**
         * Sets the number the code was sent to. Required.
         *
         * @param to a number in E.164 form
         * @return this builder
         */
        public Builder to(String to) {
            this.to = Objects.requireNonNull(to, "to");
            return this;
        }

        /**
         * Sets the number the code was sent to. Required.
         *
         * @param to the number
         * @return this builder
         */
        public Builder to(PhoneNumber to) {
            return to(to.value());
        }

        /**
         * Sets the code to check. Required. It is text, not a number: leading zeros count. For what a person has typed, see
         * {@link TypedCode#normalize}.
         *
         * @param code 4 to 8 digits, 0 to 9, and nothing else
         * @return this builder
         */
        public Builder code(String code) {
            this.code = Objects.requireNonNull(code, "code");
            return this;
        }

        /**
         * Sets how old the code may be. Required.
         *
         * @param expirationTime whole minutes, 1 to 15
         * @return this builder
         */
        public Builder expirationTime(Duration expirationTime) {
            this.expirationTime = Objects.requireNonNull(expirationTime, "expirationTime");
            return this;
        }

        /**
         * Sets what the code was sent for. Required if it was given when the code was sent, and it must be the same.
         *
         * @param scope the scope, 1 to 25 characters
         * @return this builder
         */
        public Builder scope(String scope) {
            this.scope = Objects.requireNonNull(scope, "scope");
            return this;
        }

        /**
         * Checks everything and makes the request.
         *
         * @return the request
         * @throws IllegalArgumentException if anything is missing or breaks a rule: the message lists every fault, naming
         *     the field and the rule, and holds neither the phone number nor the code
         */
        public VerifyCodeRequest build() {
            Violations faults = new Violations();
            faults.requireNumber("to", to);
            checkCode(faults);
            checkExpirationTime(faults);
            if (scope != null) {
                faults.checkText("scope", scope, MAX_SCOPE);
            }
            faults.throwIfAny("VerifyCodeRequest");
            return new VerifyCodeRequest(
                    PhoneNumber.of(Objects.requireNonNull(to)),
                    Objects.requireNonNull(code),
                    Objects.requireNonNull(expirationTime),
                    scope);
        }

        private void checkCode(Violations faults) {
            faults.require("code", code);
            if (code != null && !TypedCode.isCode(code)) {
                faults.add(
                        "code",
                        "must have " + TypedCode.MIN_DIGITS + " to " + TypedCode.MAX_DIGITS
                                + " digits, 0 to 9, and nothing else: TypedCode.normalize finds them in what was typed");
            }
        }

        private void checkExpirationTime(Violations faults) {
            faults.require("expirationTime", expirationTime);
            if (expirationTime != null
                    && (expirationTime.compareTo(MIN_EXPIRATION) < 0
                            || expirationTime.compareTo(MAX_EXPIRATION) > 0
                            || !expirationTime.equals(Duration.ofMinutes(expirationTime.toMinutes())))) {
                faults.addShowing("expirationTime", "must be whole minutes, 1 to 15", expirationTime);
            }
        }
    }
}
