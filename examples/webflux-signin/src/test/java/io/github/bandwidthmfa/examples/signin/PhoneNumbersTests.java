package io.github.bandwidthmfa.examples.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.examples.signin.SignInRefusedException.Reason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the page uses what {@code PhoneNumberParserTests} shows. */
class PhoneNumbersTests {

    private static PhoneNumbers in(@Nullable String region) {
        return new PhoneNumbers(new SignInProperties(
                "+19195554321",
                "m",
                "v",
                "{CODE}",
                region,
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                3,
                4,
                5,
                null));
    }

    @ParameterizedTest
    @CsvSource({
        "+447911123456, +44 ... 3456",
        "+19195551234, +1 ... 1234",
        "+393331234567, +39 ... 4567",
        "+8613812345678, +86 ... 5678",
        // A short number of which four digits would be nearly all.
        "+2903123, +290 ... 23"
    })
    void aMaskedNumberShowsCountryAndLastFourDigits(String number, String masked) {
        assertThat(PhoneNumbers.masked(PhoneNumber.of(number))).isEqualTo(masked);
    }

    @Test
    void aNumberOfNoCountryIsMaskedAllTheSame() {
        assertThat(PhoneNumbers.masked(PhoneNumber.of("+99912345678"))).doesNotContain("345");
    }

    @Test
    void aNationalNumberIsOfTheRegionOfTheSettings() {
        assertThat(in("GB").read("07911 123456").value()).isEqualTo("+447911123456");
        assertThat(in("GB").read("+1 (919) 555-1234").value()).isEqualTo("+19195551234");
    }

    @Test
    void theRefusalSaysWhatIsWrong() {
        assertThatExceptionOfType(SignInRefusedException.class)
                .isThrownBy(() -> in(null).read("+1 919 555 1234-5"))
                .satisfies(refused -> {
                    assertThat(refused.reason()).isEqualTo(Reason.NOT_A_NUMBER);
                    assertThat(refused.detail())
                            .isEqualTo("The phone number has too many digits for a number of country code +1: leave out"
                                    + " an extension.");
                });
    }
}
