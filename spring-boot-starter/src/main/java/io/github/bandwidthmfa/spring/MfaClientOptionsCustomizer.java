package io.github.bandwidthmfa.spring;

import io.github.bandwidthmfa.reactor.MfaClientOptions;

/**
 * Changes the options of the application's clients, after the properties have been applied. Beans of this type are called in
 * their order ({@code @Order}); the last word is theirs. The application's event loops come in as one of order 0: a
 * customizer of a lower order can be overruled by it.
 */
@FunctionalInterface
public interface MfaClientOptionsCustomizer {

    /**
     * Changes the options.
     *
     * @param options what the properties, and the customizers before this one, have made of them
     */
    void customize(MfaClientOptions.Builder options);
}
