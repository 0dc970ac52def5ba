package io.github.bandwidthmfa.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MaskingTests {

    @Test
    void noStringFormHoldsASecret() {
        try (MfaSimulator simulator = MfaSimulator.builder().start()) {
            Caller caller = new Caller(simulator);
            String code = caller.code();
            caller.verify(code);
            String token = caller.accessToken();
            caller.post("/somewhere?to=" + Caller.TO + "&code=" + code, "");

            List<Object> all = List.of(
                    simulator,
                    simulator.faults(),
                    simulator.messages(),
                    simulator.requests(),
                    new IssuedCodes.Key("1", Caller.TO, "2FA", code),
                    AcceptedCredentials.basic(MfaSimulator.DEFAULT_USERNAME, MfaSimulator.DEFAULT_PASSWORD),
                    AcceptedCredentials.client(MfaSimulator.DEFAULT_CLIENT_ID, MfaSimulator.DEFAULT_CLIENT_SECRET));

            assertThat(all)
                    .extracting(Object::toString)
                    .allSatisfy(text -> assertThat(text)
                            .doesNotContain(
                                    code,
                                    token,
                                    "9195551234",
                                    "9195554321",
                                    Caller.BASIC.substring(6),
                                    Caller.CLIENT.substring(6),
                                    MfaSimulator.DEFAULT_PASSWORD,
                                    MfaSimulator.DEFAULT_CLIENT_SECRET));
        }
    }

    @Test
    void theAuthorizationIsThereForTestsThatAskForIt() {
        try (MfaSimulator simulator = MfaSimulator.builder().start()) {
            new Caller(simulator).send();

            ReceivedRequest request = simulator.requests().get(0);
            assertThat(request.header("AUTHORIZATION")).hasValue(Caller.BASIC);
            assertThat(request.header("x-none")).isEmpty();
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.operation()).isEqualTo(Operation.MESSAGING);
            assertThat(request.body()).isEqualTo(Caller.sendBody(Caller.TO));
        }
    }
}
