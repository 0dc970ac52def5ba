package io.github.bandwidthmfa.phonefactor;

import io.github.bandwidthmfa.spring.test.AutoConfigureMfaSimulator;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** Tests with this annotation share one running application. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        classes = SecondFactorApplication.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "bandwidth.mfa.max-pending=300",
            "bandwidth.mfa.phone-factor.from=+19195554321",
            "bandwidth.mfa.phone-factor.messaging-application-id=messaging",
            "bandwidth.mfa.phone-factor.voice-application-id=voice",
            "bandwidth.mfa.phone-factor.trusted-device.key=0123456789abcdef0123456789abcdef"
        })
@AutoConfigureMfaSimulator
@interface SecondFactorApplicationTest {}
