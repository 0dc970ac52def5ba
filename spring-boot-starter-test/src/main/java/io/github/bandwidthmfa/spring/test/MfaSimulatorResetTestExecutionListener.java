package io.github.bandwidthmfa.spring.test;

import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/** Resets the simulator of {@link AutoConfigureMfaSimulator} before each test, and no other simulator. */
final class MfaSimulatorResetTestExecutionListener implements TestExecutionListener {

    @Override
    public void beforeTestMethod(TestContext test) {
        if (test.hasApplicationContext()) {
            // Not initializing anything: one that has not been started has nothing to forget.
            test.getApplicationContext()
                    .getBeansOfType(SimulatorConnectionDetails.class, false, false)
                    .values()
                    .forEach(connection -> connection.simulator().reset());
        }
    }
}
