package io.github.bandwidthmfa.phonefactor;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.json.JacksonJsonDecoder;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.json.JsonMapper;

/** What a form or a JSON object says. A field that nobody would read is refused: a mistyped one must not be ignored. */
record LoginInput(Map<String, String> fields) {

    private static final String REMEMBER_DEVICE = "remember-device";
    private static final Set<String> FIELDS = Set.of("channel", "number", "code", REMEMBER_DEVICE);
    private static final Set<String> YES = Set.of("true", "on");
    private static final Set<String> NO = Set.of("false", "off", "");

    private static final ParameterizedTypeReference<Map<String, @Nullable String>> OBJECT =
            new ParameterizedTypeReference<>() {};

    /** A field that is there twice is refused, like one that nobody reads: which of the two was meant is not known. */
    private static final HandlerStrategies STRATEGIES = HandlerStrategies.builder()
            .codecs(codecs -> codecs.defaultCodecs()
                    .jacksonJsonDecoder(new JacksonJsonDecoder(JsonMapper.builder()
                            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                            .build())))
            .build();

    /** Fails with a {@link RefusedException}. */
    static Mono<LoginInput> of(ServerWebExchange exchange) {
        Mono<Map<String, @Nullable String>> fields =
                Mono.defer(() -> fields(exchange)).onErrorMap(unreadable -> new RefusedException(Reason.BAD_REQUEST));
        Mono<CsrfToken> csrf = exchange.getAttributeOrDefault(CsrfToken.class.getName(), Mono.empty());
        return fields.zipWith(csrf.map(CsrfToken::getParameterName).defaultIfEmpty(""), LoginInput::withoutToken);
    }

    /** Fails for what cannot be read, such as a media type that is none. */
    private static Mono<Map<String, @Nullable String>> fields(ServerWebExchange exchange) {
        ServerRequest request = ServerRequest.create(exchange, STRATEGIES.messageReaders());
        MediaType type = request.headers().contentType().orElse(MediaType.APPLICATION_FORM_URLENCODED);
        if (type.isCompatibleWith(MediaType.APPLICATION_JSON)) {
            return request.bodyToMono(OBJECT).defaultIfEmpty(Map.of());
        }
        if (type.isCompatibleWith(MediaType.APPLICATION_FORM_URLENCODED)) {
            return exchange.getFormData().map(LoginInput::single);
        }
        return Mono.error(new RefusedException(Reason.BAD_REQUEST));
    }

    private static Map<String, @Nullable String> single(MultiValueMap<String, String> form) {
        if (form.values().stream().anyMatch(values -> values.size() > 1)) {
            throw new RefusedException(Reason.BAD_REQUEST);
        }
        return new HashMap<>(form.toSingleValueMap());
    }

    /** A field without a value is as one that is not there. */
    private static LoginInput withoutToken(Map<String, @Nullable String> all, String token) {
        Map<String, String> fields = new HashMap<>();
        all.forEach((name, value) -> {
            if (!name.equals(token)) {
                if (!FIELDS.contains(name)) {
                    throw new RefusedException(Reason.BAD_REQUEST);
                }
                if (value != null) {
                    fields.put(name, value);
                }
            }
        });
        LoginInput input = new LoginInput(fields);
        if (!YES.contains(input.remember()) && !NO.contains(input.remember())) {
            throw new RefusedException(Reason.BAD_REQUEST);
        }
        return input;
    }

    private String remember() {
        return fields.getOrDefault(REMEMBER_DEVICE, "").toLowerCase(Locale.ROOT);
    }

    /** The first of the channels that there are, unless the input names one of them. */
    Channel channel(List<Channel> channels) {
        String name = fields.get("channel");
        if (name == null) {
            return channels.get(0);
        }
        return channels.stream()
                .filter(channel -> channel.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new RefusedException(Reason.CHANNEL));
    }

    @Nullable
    String number() {
        return fields.get("number");
    }

    String code() {
        return fields.getOrDefault("code", "");
    }

    boolean rememberDevice() {
        return YES.contains(remember());
    }

    /** Without the values. */
    @Override
    public String toString() {
        return "LoginInput" + fields.keySet();
    }
}
