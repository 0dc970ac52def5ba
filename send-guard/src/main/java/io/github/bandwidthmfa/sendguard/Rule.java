package io.github.bandwidthmfa.sendguard;

/** The rules of the default guard, in the order in which they are asked. The first that refuses is the one that is named. */
public enum Rule {

    /** The number's country is none of those that the application sends to. */
    COUNTRY,

    /** A number of a type that costs extra or that no person reads: premium rate, shared cost, UAN, pager, voicemail. */
    NUMBER_TYPE,

    /** Too many codes for this number, or the last one was sent just now. Always enforced. */
    NUMBER,

    /** Too many codes for this person. Always enforced. */
    PERSON,

    /** Too many codes that nobody entered for numbers that differ in the last four digits only. */
    RANGE,

    /** Too many codes that nobody entered for numbers of this country. */
    COUNTRY_BUDGET,

    /** Too many codes that nobody entered for this source. */
    SOURCE,

    /** More codes for everybody together than the application ever needs. */
    TOTAL
}
