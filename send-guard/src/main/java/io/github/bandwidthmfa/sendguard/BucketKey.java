package io.github.bandwidthmfa.sendguard;

/**
 * Names a bucket: with another shape, the same name is another bucket. {@link #toString()} does not show the name, which may hold a phone
 * number, a person or an address.
 *
 * @param name what is counted, and for whom
 * @param shape what the bucket holds, and how fast it fills
 */
record BucketKey(String name, BucketShape shape) {

    @Override
    public String toString() {
        return "BucketKey[***]";
    }
}
