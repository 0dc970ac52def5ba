/**
 * A stateful stand-in for Bandwidth's MFA service, for tests, load demonstrations and local work.
 *
 * <p>It sends nothing to anyone: codes land in an inbox that tests can read. Start with
 * {@link io.github.bandwidthmfa.simulator.MfaSimulator}, or from a terminal with
 * {@link io.github.bandwidthmfa.simulator.SimulatorMain}.
 */
@NullMarked
package io.github.bandwidthmfa.simulator;

import org.jspecify.annotations.NullMarked;
