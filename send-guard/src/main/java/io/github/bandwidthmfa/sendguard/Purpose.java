package io.github.bandwidthmfa.sendguard;

/** What a code is for: for meters, and for guards that trust numbers according to it. {@link StandardSendGuard} treats all alike. */
public enum Purpose {

    /** A second factor: the number comes from the application's records, and the first factor has been proven. */
    SECOND_FACTOR,

    /** Sign-in by phone number alone: anybody may type any number. */
    SIGN_IN,

    /** A signed-in person adds or changes a number, which may be any. */
    ENROLMENT
}
