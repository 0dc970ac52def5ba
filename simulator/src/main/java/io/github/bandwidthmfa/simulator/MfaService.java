package io.github.bandwidthmfa.simulator;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the service does with a call, without HTTP: judge, act, response. */
final class MfaService {

    private static final String DEFAULT_SCOPE = "2FA";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(CODE|NAME|SCOPE)}");

    private final Accounts accounts;
    private final boolean basicAccepted;
    private final Set<String> accountIds;
    private final Tokens tokens;
    private final IssuedCodes codes;
    private final LockoutTracker lockouts;
    private final Inbox inbox;
    private final Clock clock;
    private final Applications applications;
    private final String applicationName;
    private final String lockoutText;

    MfaService(MfaSimulatorBuilder settings, Inbox inbox) {
        this.inbox = inbox;
        clock = settings.clock;
        applications = new Applications(settings.applications);
        applicationName = settings.applicationName;
        accounts = new Accounts(settings.accounts());
        basicAccepted = settings.basicAccepted;
        accountIds = Set.copyOf(settings.accounts().keySet());
        tokens = new Tokens(accounts, clock, settings.tokenLifetime, settings.announcedTokenLifetime());
        codes = new IssuedCodes(settings.liveCodes, settings.singleUse);
        lockouts = new LockoutTracker(settings.wrongTriesBeforeLockout, settings.lockoutDuration);
        // Only 2 minutes is documented; the plural stays for 1 so that clients find the number where they expect it.
        long minutes = settings.lockoutDuration.plusSeconds(59).toMinutes();
        lockoutText = "This number has exceeded verification attempts, please wait " + minutes + " minutes";
    }

    SimulatedResponse respond(Route route, @Nullable String authorization, byte[] body, String requestId) {
        if (route.operation() == Operation.OTHER) {
            return SimulatedResponse.noSuchRoute();
        }
        if (route.operation() == Operation.TOKEN) {
            return tokens.respond(authorization, body);
        }
        if (authorization == null || authorization.isBlank() || (!basicAccepted && Accounts.isBasic(authorization))) {
            return SimulatedResponse.unauthorized();
        }
        if (!accounts.ofUser(authorization).contains(route.accountId())
                && !tokens.accountsOf(authorization).contains(route.accountId())) {
            return SimulatedResponse.denied();
        }
        return route.operation() == Operation.VERIFY
                ? Json.read(body, VerifyRequest.class)
                        .map(request -> verify(route.accountId(), request, requestId))
                        .orElseGet(() -> notAnObject(requestId))
                : Json.read(body, SendRequest.class)
                        .map(request -> send(route, request, requestId))
                        .orElseGet(() -> notAnObject(requestId));
    }

    private static SimulatedResponse notAnObject(String requestId) {
        return SimulatedResponse.error(400, "request body must be a JSON object", requestId);
    }

    SimulatedResponse fail(StatusFault fault, Operation operation, String requestId) {
        return fault.respond(operation, lockoutText, requestId);
    }

    private SimulatedResponse send(Route route, SendRequest request, String requestId) {
        RequestValidator fields = new RequestValidator();
        String to = fields.to(request.to());
        String from = fields.from(request.from());
        String applicationId = fields.required("applicationId", request.applicationId(), 1, 50);
        String scope = fields.optional("scope", request.scope(), 25);
        String template = fields.message(request.message());
        int digits = fields.wholeNumber("digits", request.digits(), 4, 8);
        if (!fields.valid()) {
            return SimulatedResponse.error(400, fields.violations(), requestId);
        }
        Optional<String> notTheirs = applications.violation(applicationId, from);
        if (notTheirs.isPresent()) {
            return SimulatedResponse.error(400, notTheirs.get(), requestId);
        }
        String code = Identifiers.code(digits);
        String partition = scope.isEmpty() ? DEFAULT_SCOPE : scope;
        boolean sms = route.operation() == Operation.MESSAGING;
        long now = clock.millis();
        String id = sms ? Identifiers.messageId(now) : Identifiers.callId();
        codes.issue(new IssuedCodes.Key(route.accountId(), to, partition, code), now);
        inbox.deliver(new ReceivedMessage(
                id,
                sms ? ReceivedMessage.Channel.SMS : ReceivedMessage.Channel.VOICE,
                route.accountId(),
                from,
                to,
                partition,
                applicationId,
                render(template, code, partition),
                code,
                clock.instant()));
        return SimulatedResponse.ok(Json.object(sms ? "messageId" : "callId", id));
    }

    /** In one pass: a scope that itself reads like a placeholder stays as it is. */
    private String render(String template, String code, String scope) {
        return PLACEHOLDER
                .matcher(template)
                .replaceAll(found -> Matcher.quoteReplacement(
                        switch (found.group(1)) {
                            case "CODE" -> code;
                            case "NAME" -> applicationName;
                            default -> scope;
                        }));
    }

    private SimulatedResponse verify(String accountId, VerifyRequest request, String requestId) {
        RequestValidator fields = new RequestValidator();
        String to = fields.to(request.to());
        String code = fields.required("code", request.code(), 4, 8);
        double minutes = fields.number("expirationTimeInMinutes", request.expirationTimeInMinutes(), 1, 15);
        // No limit is documented here; a longer one than can be sent simply never matches.
        String scope = fields.optional("scope", request.scope(), Integer.MAX_VALUE);
        if (!fields.valid()) {
            return SimulatedResponse.error(400, fields.violations(), requestId);
        }
        IssuedCodes.Key key = new IssuedCodes.Key(accountId, to, scope.isEmpty() ? DEFAULT_SCOPE : scope, code);
        long now = clock.millis();
        return switch (lockouts.attempt(
                accountId, to, now, () -> codes.accept(key, Math.round(minutes * 60_000), now))) {
            case RIGHT -> SimulatedResponse.verified(true);
            case WRONG -> SimulatedResponse.verified(false);
            case LOCKED -> SimulatedResponse.error(429, lockoutText, requestId);
        };
    }

    Set<String> accountIds() {
        return accountIds;
    }

    void lock(String accountId, String to) {
        lockouts.lock(accountId, to, clock.millis());
    }

    void unlock(String accountId, String to) {
        lockouts.unlock(accountId, to);
    }

    void unlockAll() {
        lockouts.clear();
    }

    List<LockoutTracker.Lockout> lockouts(int most) {
        return lockouts.lockouts(clock.millis(), most);
    }

    void revokeTokens() {
        tokens.revokeAll();
    }

    int liveCodes() {
        return codes.size();
    }

    void clear() {
        codes.clear();
        lockouts.clear();
    }
}
