package io.github.bandwidthmfa.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * On a test class: the application's client calls a simulator, which the test can inject as a {@link
 * io.github.bandwidthmfa.simulator.MfaSimulator}, and no account or credentials need be set. With {@code @SpringBootTest} and
 * with slices such as {@code @WebFluxTest}, which get a client, too.
 *
 * <p>Each application context has a simulator of its own, on a free port, which is closed with the context. Before each test
 * it is {@linkplain io.github.bandwidthmfa.simulator.MfaSimulator#reset() reset}, before the methods annotated with {@code
 * BeforeEach}. Classes whose tests run in parallel on one context share its simulator.
 *
 * <p>{@link MfaSimulatorBuilderCustomizer} beans change its settings. An {@code MfaSimulator} bean of the test's own takes its
 * place. An {@link io.github.bandwidthmfa.spring.MfaConnectionDetails} bean of the application gives way to it, and so does
 * {@code bandwidth.mfa.base-uri}; a client that the application makes of options of its own, and addresses set by an {@link
 * io.github.bandwidthmfa.spring.MfaClientOptionsCustomizer}, do not.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
public @interface AutoConfigureMfaSimulator {}
