package io.github.bandwidthmfa.spring;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import java.net.URI;

/** The simulator in the service's place, by one bean. */
record SimulatorDetails(MfaSimulator simulator) implements MfaConnectionDetails {

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
