package io.github.bandwidthmfa.sendguard;

/**
 * What an attempt takes of a bucket.
 *
 * @param cost the tokens that a code takes when it is sent
 * @param earnings the tokens that it brings when it is entered
 */
record Charge(Rule rule, BucketKey key, long cost, long earnings) {

    /** Of a bucket that codes only take from. */
    static Charge ofLimit(Rule rule, String name, BucketShape limit) {
        return new Charge(rule, new BucketKey(name, limit), 1, 0);
    }
}
