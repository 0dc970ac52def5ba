package io.github.bandwidthmfa.simulator;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Runs a simulator for JUnit Jupiter tests and passes it to parameters of type {@link MfaSimulator}.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final MfaSimulatorExtension simulator = new MfaSimulatorExtension();
 * }</pre>
 *
 * <p>In a static field: one simulator for the class, {@linkplain MfaSimulator#reset() reset} before each test. In an
 * instance field: a new simulator for each test. Not for tests of one class that run in parallel.
 */
public final class MfaSimulatorExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {

    private final MfaSimulatorBuilder settings;
    private @Nullable MfaSimulator running;
    private int classes;

    /** Creates an extension whose simulator has the default settings. */
    public MfaSimulatorExtension() {
        this(MfaSimulator.builder());
    }

    /**
     * Creates an extension whose simulator has these settings.
     *
     * @param settings read when the simulator starts
     */
    public MfaSimulatorExtension(MfaSimulatorBuilder settings) {
        this.settings = Objects.requireNonNull(settings, "settings");
    }

    /**
     * {@return the simulator that is running}
     *
     * @throws IllegalStateException if no test of this extension is running
     */
    public MfaSimulator simulator() {
        MfaSimulator simulator = running;
        if (simulator == null) {
            throw new IllegalStateException("the simulator runs only while a test runs");
        }
        return simulator;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // Nested classes come here again.
        if (classes++ == 0) {
            running = settings.start();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (running == null) {
            running = settings.start();
        } else {
            running.reset();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (classes == 0) {
            stop();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (--classes == 0) {
            stop();
        }
    }

    private void stop() {
        MfaSimulator simulator = running;
        running = null;
        if (simulator != null) {
            simulator.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == MfaSimulator.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return simulator();
    }
}
