package io.github.bandwidthmfa.spring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bandwidthmfa.simulator.MfaSimulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.annotation.DirtiesContext.HierarchyMode;
import org.springframework.test.context.TestContextManager;

class MfaSimulatorContextTests {

    @SpringBootTest(webEnvironment = WebEnvironment.NONE)
    @AutoConfigureMfaSimulator
    static class One {}

    @SpringBootTest(webEnvironment = WebEnvironment.NONE)
    @AutoConfigureMfaSimulator
    static class Same {}

    @SpringBootTest(webEnvironment = WebEnvironment.NONE, properties = "another=true")
    @AutoConfigureMfaSimulator
    static class Another {}

    @SpringBootTest(
            classes = WithASimulatorOfItsOwn.class,
            webEnvironment = WebEnvironment.NONE,
            properties = "spring.main.banner-mode=off")
    static class WithoutTheAnnotation {
        void test() {}
    }

    @Configuration(proxyBeanMethods = false)
    static class WithASimulatorOfItsOwn {

        @Bean
        MfaSimulator theirs() {
            return MfaSimulator.builder().start();
        }
    }

    @Test
    void classesOfOneConfigurationShareTheSimulator() {
        assertThat(simulator(One.class)).isSameAs(simulator(Same.class));
    }

    @Test
    void contextsThatLiveAtTheSameTimeHaveTheirOwn() {
        assertThat(simulator(One.class).port())
                .isNotEqualTo(simulator(Another.class).port());
    }

    @Test
    void theSimulatorEndsWithItsContext() throws IOException {
        TestContextManager tests = new TestContextManager(Another.class);
        int port = simulator(tests).port();
        connect(port);

        tests.getTestContext().markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);

        assertThatThrownBy(() -> connect(port)).isInstanceOf(IOException.class);
    }

    @Test
    void theSimulatorOfAnybodyElseIsNotReset() throws Exception {
        TestContextManager tests = new TestContextManager(WithoutTheAnnotation.class);
        MfaSimulator theirs = simulator(tests);
        call(theirs);

        tests.beforeTestMethod(new WithoutTheAnnotation(), WithoutTheAnnotation.class.getDeclaredMethod("test"));

        assertThat(theirs.requestCount()).isEqualTo(1);
    }

    private static void call(MfaSimulator simulator) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(simulator.baseUri() + "/accounts/9900000/code/verify"))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
    }

    private static MfaSimulator simulator(Class<?> tests) {
        return simulator(new TestContextManager(tests));
    }

    private static MfaSimulator simulator(TestContextManager tests) {
        ApplicationContext context = tests.getTestContext().getApplicationContext();
        return context.getBean(MfaSimulator.class);
    }

    private static void connect(int port) throws IOException {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
    }
}
