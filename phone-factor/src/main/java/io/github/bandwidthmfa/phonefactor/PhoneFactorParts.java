package io.github.bandwidthmfa.phonefactor;

import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.sendguard.AttemptLimits;
import io.github.bandwidthmfa.sendguard.SendGuard;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationEventPublisher;
import org.springframework.security.web.server.context.ServerSecurityContextRepository;
import org.springframework.security.web.server.savedrequest.ServerRequestCache;

/** Puts the classes of this package together: they are no beans, since nobody is to replace them one by one. */
final class PhoneFactorParts {

    private final ServerSecurityContextRepository contexts;
    private final PhoneFactor phoneFactor;
    private final PhoneFactorWiring wiring;

    PhoneFactorParts(
            PhoneFactorProperties properties,
            MfaClient client,
            SendGuard guard,
            AttemptLimits attemptLimits,
            PhoneFactorExemption exemption,
            DetachedWork detached,
            UserPhones phones,
            @Nullable PhoneUsers users,
            @Nullable PhoneEnrolment enrolment,
            @Nullable TrustedDeviceVersion deviceVersions,
            @Nullable SendSource source,
            ServerSecurityContextRepository contexts,
            ServerRequestCache requests,
            AuthenticationEventPublisher publisher,
            Clock clock) {
        this.contexts = contexts;
        var authority = new PhoneFactorAuthority(properties.authority());
        var requirement = new FactorRequirement(authority, exemption);
        var person = new CurrentPerson(requirement);
        var messages = properties.messages();
        var limits = new SendLimits(attemptLimits, properties.resendCooldown(), properties.tries());
        var device = properties.trustedDevice();
        var devices =
                new TrustedDevices(device.key(), device.lifetime(), deviceVersions, requirement, authority, clock);
        var responses = new Responses(properties.loginPage());
        var codeChallenge = new CodeChallenge(requests, responses, authority);
        var applicants = new Applicants(person, phones, users != null, authority, clock);
        var states = new LoginStates(messages, properties.resendCooldown(), devices, authority, clock);
        var signedIn = new SignedIn(contexts, authority, clock);
        var events = new LoginEvents(publisher);
        var attempts = new Attempts(phones.numbersAreProven(), source);
        var sendCode = new SendCode(
                new CodeSender(client, guard, messages),
                limits,
                detached,
                properties.numbers(),
                attempts,
                users,
                clock);
        var verifyCode = new VerifyCode(
                applicants,
                new CodeChecker(client, limits, messages),
                messages,
                signedIn,
                guard,
                attempts,
                events,
                enrolment,
                users,
                clock);
        phoneFactor = new PhoneFactor(authority, person, applicants, states, signedIn, events, clock);
        wiring = new PhoneFactorWiring(
                new HalfSignedInWebFilter(properties.require(), requirement, devices, person),
                new PhoneLoginWebFilter(
                        applicants,
                        states,
                        sendCode,
                        verifyCode,
                        devices,
                        messages,
                        requests,
                        responses,
                        codeChallenge,
                        new LoginPage(properties.loginPage()),
                        properties.loginPage().equals(PhoneLoginWebFilter.PATH),
                        enrolment != null),
                new MissingFactorWebFilter(properties.require(), requirement, person, codeChallenge));
    }

    ServerSecurityContextRepository contexts() {
        return contexts;
    }

    PhoneFactor phoneFactor() {
        return phoneFactor;
    }

    PhoneFactorWiring wiring() {
        return wiring;
    }
}
