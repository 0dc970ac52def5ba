package io.github.bandwidthmfa.spring.test;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.spring.MfaConnectionDetails;
import java.net.URI;

/** Points the application's client at a simulator. */
record SimulatorConnectionDetails(MfaSimulator simulator) implements MfaConnectionDetails {

    @Override
    public String accountId() {
        return MfaSimulator.DEFAULT_ACCOUNT_ID;
    }

    @Override
    public Credentials credentials() {
        return Credentials.clientCredentials(MfaSimulator.DEFAULT_CLIENT_ID, MfaSimulator.DEFAULT_CLIENT_SECRET);
    }

    @Override
    public URI baseUri() {
        return simulator.baseUri();
    }

    @Override
    public URI tokenUri() {
        return simulator.tokenUri();
    }
}
