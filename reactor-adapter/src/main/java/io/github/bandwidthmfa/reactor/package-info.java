/**
 * The client: {@link io.github.bandwidthmfa.reactor.MfaClient}, made from {@link
 * io.github.bandwidthmfa.reactor.MfaClientOptions}.
 */
@NullMarked
package io.github.bandwidthmfa.reactor;

import org.jspecify.annotations.NullMarked;
