package io.github.bandwidthmfa.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.ConnectException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MfaSimulatorExtensionTests {

    @RegisterExtension
    static final MfaSimulatorExtension EACH_CLASS = new MfaSimulatorExtension();

    private static final Set<MfaSimulator> SEEN = new HashSet<>();

    @RepeatedTest(2)
    void aClassKeepsItsSimulatorAndEachTestFindsItEmpty(MfaSimulator simulator) {
        SEEN.add(simulator);
        assertThat(SEEN).containsExactly(simulator);
        assertThat(EACH_CLASS.simulator()).isSameAs(simulator);
        assertThat(simulator.messages()).isEmpty();
        assertThat(simulator.requests()).isEmpty();
        assertThat(simulator.requestCount()).isZero();
        assertThat(simulator.faults().pending()).isZero();
        assertThat(simulator.liveCodes()).isZero();

        new Caller(simulator).send();
        simulator.faults().next(Fault.hang());
    }

    @Nested
    class InANestedClass {

        @Test
        void theSimulatorIsThatOfTheOuterClass(MfaSimulator simulator) {
            SEEN.add(simulator);
            assertThat(SEEN).containsExactly(simulator);
            assertThat(new Caller(simulator).send().statusCode()).isEqualTo(200);
        }
    }

    @Nested
    class InAnInstanceField {

        private static MfaSimulator previous;

        @RegisterExtension
        final MfaSimulatorExtension eachTest = new MfaSimulatorExtension();

        @RepeatedTest(2)
        void eachTestHasASimulatorOfItsOwnAndTheOneBeforeIsClosed() {
            MfaSimulator own = eachTest.simulator();
            assertThat(new Caller(own).send().statusCode()).isEqualTo(200);
            if (previous != null) {
                assertThat(own).isNotSameAs(previous);
                MfaSimulator closed = previous;
                assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> {
                    try (RawConnection unexpected = new RawConnection(closed)) {
                        unexpected.send("");
                    }
                });
            }
            previous = own;
        }
    }

    @Test
    void outsideOfTestsThereIsNoSimulator() {
        assertThatIllegalStateException().isThrownBy(new MfaSimulatorExtension()::simulator);
    }

    @AfterAll
    static void forget() {
        SEEN.clear();
        InAnInstanceField.previous = null;
    }
}
