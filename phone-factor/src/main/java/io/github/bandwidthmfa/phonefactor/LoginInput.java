package io.github.bandwidthmfa.phonefactor;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/** What a form or a JSON object says. A field that nobody would read is refused: a mistyped one must not be ignored. */
record LoginInput(Map<String, String> fields) {

    private static final Set<String> FIELDS = Set.of("channel", "number", "code", "remember-device");
    private static final ParameterizedTypeReference<Map<String, String>> OBJECT = new ParameterizedTypeReference<>() {};

    /** Fails with a {@link RefusedException}. */
    static Mono<LoginInput> of(ServerRequest request) {
        MediaType type = request.headers().contentType().orElse(MediaType.APPLICATION_FORM_URLENCODED);
        Mono<Map<String, String>> fields;
        if (type.isCompatibleWith(MediaType.APPLICATION_JSON)) {
            fields = request.bodyToMono(OBJECT)
                    .defaultIfEmpty(Map.of())
                    .onErrorMap(unreadable -> new RefusedException(Reason.BAD_REQUEST));
        } else if (type.isCompatibleWith(MediaType.APPLICATION_FORM_URLENCODED)) {
            fields = request.exchange().getFormData().map(form -> form.toSingleValueMap());
        } else {
            return Mono.error(new RefusedException(Reason.BAD_REQUEST));
        }
        Mono<CsrfToken> csrf = request.exchange().getAttributeOrDefault(CsrfToken.class.getName(), Mono.empty());
        return fields.zipWith(csrf.map(CsrfToken::getParameterName).defaultIfEmpty(""), LoginInput::withoutToken);
    }

    private static LoginInput withoutToken(Map<String, String> all, String token) {
        Map<String, String> fields = new HashMap<>(all);
        fields.remove(token);
        if (!FIELDS.containsAll(fields.keySet())) {
            throw new RefusedException(Reason.BAD_REQUEST);
        }
        return new LoginInput(fields);
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
        String value = fields.get("remember-device");
        return value != null && !value.equalsIgnoreCase("false");
    }

    /** Without the values. */
    @Override
    public String toString() {
        return "LoginInput" + fields.keySet();
    }
}
