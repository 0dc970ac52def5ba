package io.github.bandwidthmfa.phonefactor;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Why something was refused: what a person reads, and what a program does. Nothing here depends on what was typed. */
enum Reason {
    WRONG_CODE(422, "That code is not right.", "Compare it with the latest message, or get another code."),
    NOT_A_CODE(422, "That is not a code.", "Enter the digits that you were sent. No try was used up."),
    EXPIRED(422, "That code is too old.", "Get another code."),
    NO_CODE(409, "No code has been sent.", "Get a code first."),
    TOO_MANY_TRIES(429, "Too many wrong codes.", "The code no longer works. Get another one."),
    LOCKED(
            429,
            "Too many wrong codes.",
            "The number is locked for a while: even the right code does not work until then."),
    SENT_JUST_NOW(429, "A code was sent just now.", "Wait for it to arrive. You can get another one in a moment."),
    TOO_MANY_CODES(429, "Too many codes.", "Nothing was sent. Try again later."),
    NUMBER_REFUSED(422, "No code can be sent to this number.", "Nothing was sent. Use another number."),
    NOT_ACCEPTED(422, "No code can be sent to this number.", "Nothing was sent. Check the number."),
    NOT_A_NUMBER(
            422,
            "That is not a phone number.",
            "Enter it with country code, for example +1 919 555 1234. Nothing was sent."),
    NUMBER_ON_FILE(422, "Codes go to your number on file.", "Leave the number out. Nothing was sent."),
    NO_PHONE(422, "No phone number is on file for you.", "Ask for help to have one added."),
    CHANNEL(422, "A code cannot be sent that way.", "Choose another way. Nothing was sent."),
    BAD_REQUEST(
            400,
            "The request is not understood.",
            "Send a form or a JSON object with the fields channel, number, code and remember-device, as needed."),
    NOT_SENT(503, "No code can be sent at the moment.", "Nothing was sent. Try again in a moment."),
    MAY_BE_SENT(
            503,
            "We cannot tell whether the code was sent.",
            "It may be on its way. If it arrives, enter it. If not, get another one."),
    NOT_CHECKED(503, "Your code could not be checked.", "It may well be right. Try it again in a moment."),
    NOT_SAVED(503, "Your number could not be saved.", "Your code was right. Get another one in a moment."),
    OUR_FAULT(500, "This does not work at the moment.", "The fault is ours. Please come back later."),
    ENTERED_AGAIN(409, "The code was entered twice.", "It counts for the second time."),
    START_AGAIN(409, "You have been signed out in the meantime.", "Sign in again."),
    NOT_SIGNED_IN(401, "You are not signed in.", "Sign in first.");

    private final HttpStatus status;
    private final String title;
    private final String detail;

    Reason(int status, String title, String detail) {
        this.status = HttpStatus.valueOf(status);
        this.title = title;
        this.detail = detail;
    }

    HttpStatus status() {
        return status;
    }

    String title() {
        return title;
    }

    String detail() {
        return detail;
    }

    /** As it stands in an address or a URN. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Reason> of(@Nullable String id) {
        return Arrays.stream(values()).filter(reason -> reason.id().equals(id)).findFirst();
    }
}
