package io.github.bandwidthmfa.batch.kafka;

/**
 * Reads an order from the value of its record.
 *
 * @param <O> the orders
 */
@FunctionalInterface
public interface OrderDecoder<O> {

    /**
     * Reads an order. Must not block.
     *
     * @param value the record's value; never null: a record without a value is no order, and its outcome is {@code NOT_SENT}
     * @return the order, not null
     * @throws Exception if the bytes are no order: nothing is sent, and the outcome is {@code NOT_SENT}. Its message is
     *     neither logged nor written, since it may quote the order
     */
    O decode(byte[] value) throws Exception;
}
