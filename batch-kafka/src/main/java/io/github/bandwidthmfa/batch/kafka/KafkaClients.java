package io.github.bandwidthmfa.batch.kafka;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/** Makes the clients: a producer must be replaced when a commit is in doubt. */
interface KafkaClients {

    Consumer<byte[], byte[]> consumer();

    Producer<byte[], byte[]> transactionalProducer(String transactionalId);

    Producer<byte[], byte[]> plainProducer();

    static KafkaClients of(ClientSettings settings) {
        return new KafkaClients() {
            @Override
            public Consumer<byte[], byte[]> consumer() {
                return new KafkaConsumer<>(settings.consumer());
            }

            @Override
            public Producer<byte[], byte[]> transactionalProducer(String transactionalId) {
                return new KafkaProducer<>(settings.transactionalProducer(transactionalId));
            }

            @Override
            public Producer<byte[], byte[]> plainProducer() {
                return new KafkaProducer<>(settings.plainProducer());
            }
        };
    }
}
