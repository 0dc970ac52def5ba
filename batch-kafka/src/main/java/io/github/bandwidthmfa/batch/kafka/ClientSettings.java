package io.github.bandwidthmfa.batch.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.kafka.common.utils.Utils;

/** The settings of the Kafka clients: the application's, those that must be so, and better defaults. */
final class ClientSettings {

    /** What sending at most once depends on. A value of the application's is refused, not replaced. */
    private static final Map<String, Object> FIXED = Map.of(
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
            ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none",
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName(),
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName(),
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName(),
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName(),
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true",
            ProducerConfig.ACKS_CONFIG, "all");

    private static final int MAX_PORT = 65_535;
    private static final String GROUP_PROTOCOL = "group.protocol";
    private static final Duration BESIDE_DRAIN = Duration.ofMinutes(1);
    private static final long DEFAULT_MAX_POLL_INTERVAL_MILLIS = 300_000;
    private static final long DEFAULT_SESSION_TIMEOUT_MILLIS = 45_000;

    private final Map<String, Object> given;
    private final KafkaBatchOptions options;

    private ClientSettings(Map<String, Object> given, KafkaBatchOptions options) {
        this.given = given;
        this.options = options;
    }

    /** Checks the application's settings, and adds to the faults. */
    static ClientSettings of(Map<String, ?> given, KafkaBatchOptions options, List<String> faults) {
        ClientSettings settings = new ClientSettings(new TreeMap<>(given), options);
        settings.check(faults);
        return settings;
    }

    private void check(List<String> faults) {
        for (String required :
                List.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, CommonClientConfigs.GROUP_ID_CONFIG)) {
            if (text(required).isBlank()) {
                faults.add("connection needs " + required);
            }
        }
        String brokers = text(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
        for (String address : brokers.split(",", -1)) {
            if (!brokers.isEmpty() && !isAddress(address.strip())) {
                faults.add(
                        "bootstrap.servers must be HOST:PORT, or several separated by commas, was '" + address + "'");
            }
        }
        FIXED.forEach((name, value) -> {
            if (given.containsKey(name) && !text(name).equals(value)) {
                faults.add("connection must not set " + name + ": it is always " + value);
            }
        });
        if (given.containsKey(ProducerConfig.TRANSACTIONAL_ID_CONFIG)) {
            faults.add("connection must not set transactional.id: each process has its own");
        }
        if (given.containsKey(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG)) {
            faults.add("connection must not set group.instance.id: static members are not supported");
        }
        if (text(GROUP_PROTOCOL).equalsIgnoreCase("consumer") && !isAtLeast44(AppInfoParser.getVersion())) {
            faults.add("group.protocol=consumer needs kafka-clients 4.4 or newer, and " + AppInfoParser.getVersion()
                    + " is on the class path: an older one may fail to read commits");
        }
        long sessionTimeout = millis(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, DEFAULT_SESSION_TIMEOUT_MILLIS, faults);
        if (options.staleAfter().toMillis() >= sessionTimeout) {
            faults.add("staleAfter must be less than session.timeout.ms (" + sessionTimeout + "), was "
                    + options.staleAfter().toMillis() + " ms");
        }
        long least = options.drainTimeout().plus(BESIDE_DRAIN).toMillis();
        if (millis(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, least, faults) < least) {
            faults.add("max.poll.interval.ms must be at least drainTimeout and one minute (" + least + ")");
        }
        if (faults.isEmpty()) {
            // Of settings that both clients have, either tells the same.
            Stream.of(
                            wrongType(ConsumerConfig.configDef(), consumer()),
                            wrongType(ProducerConfig.configDef(), plainProducer()))
                    .flatMap(Optional::stream)
                    .distinct()
                    .forEach(faults::add);
        }
    }

    private static boolean isAddress(String address) {
        Integer port = Utils.getPort(address);
        return Utils.getHost(address) != null && port != null && port > 0 && port <= MAX_PORT;
    }

    /** As the clients check them when they are made. Their message names the setting and quotes it, so passwords come first. */
    private static Optional<String> wrongType(ConfigDef definition, Map<String, Object> settings) {
        for (ConfigDef.ConfigKey key : definition.configKeys().values()) {
            Object value = settings.get(key.name);
            boolean readable = value == null || value instanceof String || value instanceof Password;
            if (key.type == ConfigDef.Type.PASSWORD && !readable) {
                return Optional.of("connection: " + key.name + " must be a text");
            }
        }
        try {
            Map<String, Object> unusedParsed = definition.parse(settings);
            return Optional.empty();
        } catch (ConfigException wrong) {
            return Optional.of("connection: " + wrong.getMessage());
        }
    }

    /** Of a version like 4.4.0 or 4.4.0-rc1. */
    static boolean isAtLeast44(String version) {
        String[] parts = version.split("[.-]", -1);
        try {
            int major = Integer.parseInt(parts[0]);
            return major > 4 || (major == 4 && parts.length > 1 && Integer.parseInt(parts[1]) >= 4);
        } catch (NumberFormatException unknown) {
            return false;
        }
    }

    private long millis(String name, long otherwise, List<String> faults) {
        try {
            return given.containsKey(name) ? Long.parseLong(text(name)) : otherwise;
        } catch (NumberFormatException notANumber) {
            faults.add(name + " must be a number of milliseconds");
            return otherwise;
        }
    }

    private String text(String name) {
        Object value = given.get(name);
        return value == null ? "" : value.toString().strip();
    }

    String groupId() {
        return text(CommonClientConfigs.GROUP_ID_CONFIG);
    }

    Map<String, Object> consumer() {
        Map<String, Object> settings = new HashMap<>();
        if (!text(GROUP_PROTOCOL).equalsIgnoreCase("consumer")) {
            settings.put(
                    ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        }
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        settings.put(
                ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                String.valueOf(Math.max(
                        DEFAULT_MAX_POLL_INTERVAL_MILLIS,
                        options.drainTimeout().plus(BESIDE_DRAIN).toMillis())));
        return complete(settings, ConsumerConfig.configNames(), ProducerConfig.configNames());
    }

    Map<String, Object> transactionalProducer(String transactionalId) {
        Map<String, Object> settings = plainProducer();
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        return settings;
    }

    Map<String, Object> plainProducer() {
        Map<String, Object> settings = new HashMap<>();
        // A process that dies in a transaction keeps its partitions' commits from others for so long.
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, "10000");
        // A transaction that is begun before the last one's markers are written waits for so long.
        settings.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, "5");
        // The poll loop waits for so long for a broker that is away.
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "20000");
        return complete(settings, ProducerConfig.configNames(), ConsumerConfig.configNames());
    }

    /** Settings of the other client only would be reported as unknown; those of neither may be a plug-in's. */
    private Map<String, Object> complete(Map<String, Object> defaults, Set<String> own, Set<String> others) {
        Map<String, Object> settings = new HashMap<>(defaults);
        given.forEach((name, value) -> {
            if (own.contains(name) || !others.contains(name)) {
                settings.put(name, value);
            }
        });
        FIXED.forEach((name, value) -> {
            if (own.contains(name)) {
                settings.put(name, value);
            }
        });
        return settings;
    }
}
