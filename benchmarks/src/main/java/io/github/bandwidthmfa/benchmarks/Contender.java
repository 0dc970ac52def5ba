package io.github.bandwidthmfa.benchmarks;

/**
 * A way of asking whether a code is valid. Each does the whole job: it writes the request object as JSON, authenticates,
 * sends, checks the status and reads the JSON of the response. It has at most {@link #CONNECTIONS} connections, where it can be
 * told so.
 */
interface Contender {

    int CONNECTIONS = 64;
    String AUTHORIZATION = "Basic dXNlcjpwYXNzd29yZA==";

    /** Where the end of a call is told, on whatever thread. */
    interface Outcome {

        void succeeded(boolean valid);

        void failed(Throwable failure);
    }

    void call(Outcome outcome);
}
