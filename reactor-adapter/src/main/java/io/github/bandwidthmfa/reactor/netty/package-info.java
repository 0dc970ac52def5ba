/**
 * What touches Netty's pipeline and event loops: repairs and rules of HTTP, TLS and connecting. Knows nothing of calls, tokens
 * or this library's exceptions. Not exported.
 */
@NullMarked
package io.github.bandwidthmfa.reactor.netty;

import org.jspecify.annotations.NullMarked;
