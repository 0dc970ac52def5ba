/**
 * One call as a value: {@link io.github.bandwidthmfa.wire.WireCall} turns a request into bytes, and the response's bytes back
 * into a response or an error. For transports; an application does not need it.
 */
@NullMarked
package io.github.bandwidthmfa.wire;

import org.jspecify.annotations.NullMarked;
