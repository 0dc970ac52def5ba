/**
 * Tests of Spring Boot applications with a simulator in the place of Bandwidth's MFA service: {@link
 * io.github.bandwidthmfa.spring.test.AutoConfigureMfaSimulator}.
 */
@NullMarked
package io.github.bandwidthmfa.spring.test;

import org.jspecify.annotations.NullMarked;
