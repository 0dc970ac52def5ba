package io.github.bandwidthmfa.phonefactor;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.VerifyCodeRequest;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The requests to the service, from the application's settings. */
final class CodeMessages {

    private final String from;
    private final Map<Channel, String> applicationIds = new EnumMap<>(Channel.class);
    private final String message;
    private final int digits;
    private final Duration lifetime;

    CodeMessages(
            String from,
            @Nullable String messagingApplicationId,
            @Nullable String voiceApplicationId,
            String message,
            int digits,
            Duration lifetime) {
        this.from = from;
        if (messagingApplicationId != null) {
            applicationIds.put(Channel.SMS, messagingApplicationId);
        }
        if (voiceApplicationId != null) {
            applicationIds.put(Channel.VOICE, voiceApplicationId);
        }
        this.message = message;
        this.digits = digits;
        this.lifetime = lifetime;
    }

    List<Channel> channels() {
        return List.copyOf(applicationIds.keySet());
    }

    int digits() {
        return digits;
    }

    Duration lifetime() {
        return lifetime;
    }

    CodeRequest request(PhoneNumber to, PhoneChallenge challenge) {
        String applicationId = applicationIds.get(challenge.channel());
        if (applicationId == null) {
            throw new RefusedException(Reason.CHANNEL);
        }
        return CodeRequest.builder()
                .to(to)
                .from(from)
                .applicationId(applicationId)
                .message(message)
                .digits(digits)
                .scope(challenge.scope())
                .build();
    }

    VerifyCodeRequest verification(PhoneNumber to, PhoneChallenge challenge, String code) {
        return VerifyCodeRequest.builder()
                .to(to)
                .code(code)
                .expirationTime(lifetime)
                .scope(challenge.scope())
                .build();
    }
}
