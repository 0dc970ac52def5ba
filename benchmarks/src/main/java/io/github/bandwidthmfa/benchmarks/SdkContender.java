package io.github.bandwidthmfa.benchmarks;

import com.bandwidth.BandwidthClient;
import com.bandwidth.Environment;
import com.bandwidth.twofactorauth.controllers.MFAController;
import com.bandwidth.twofactorauth.models.TwoFactorVerifyRequestSchema;

/** The official SDK's asynchronous call, set up as its documentation says. */
final class SdkContender implements Contender {

    private final MFAController client;

    SdkContender(Target target) {
        this.client = new BandwidthClient.Builder()
                .environment(Environment.CUSTOM)
                .baseUrl(target.baseUri().toString())
                .twoFactorAuthBasicAuthCredentials("user", "password")
                .build()
                .getTwoFactorAuthClient()
                .getMFAController();
    }

    @Override
    public void call(Outcome outcome) {
        TwoFactorVerifyRequestSchema request = new TwoFactorVerifyRequestSchema();
        request.setTo(Json.REQUEST.to());
        request.setExpirationTimeInMinutes(Json.REQUEST.expirationTimeInMinutes());
        request.setCode(Json.REQUEST.code());
        client.createVerifyTwoFactorAsync(Target.ACCOUNT, request).whenComplete((response, failure) -> {
            if (failure == null) {
                outcome.succeeded(Boolean.TRUE.equals(response.getResult().getValid()));
            } else {
                outcome.failed(failure);
            }
        });
    }
}
