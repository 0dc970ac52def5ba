package io.github.bandwidthmfa.spring;

import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.reactor.MfaClient;
import org.springframework.aot.AotDetector;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/** An application that verifies the code it is given, and ends. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class AotSignIn {

    /** Prints whether its context was prepared ahead of time, and whether the code is valid. */
    public static void main(String[] arguments) {
        SpringApplication application = new SpringApplication(AotSignIn.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        try (ConfigurableApplicationContext context = application.run(arguments)) {
            VerifyCodeResponse response = context.getBean(MfaClient.class)
                    .verifyCode(Samples.verifyRequest(context.getEnvironment().getRequiredProperty("code")))
                    .block(Samples.PATIENCE);
            System.out.println("ahead of time: " + AotDetector.useGeneratedArtifacts() + ", " + response);
        }
    }
}
