package io.github.bandwidthmfa.batch.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.bandwidthmfa.batch.kafka.Claims.Mark;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClaimsTests {

    private static final String OWNER = "o".repeat(Claims.MAX_OWNER_LENGTH);

    @Test
    void theTextIsAsDocumented() {
        NavigableMap<Long, Mark> pending = new TreeMap<>();
        pending.put(4_700L, Mark.CLAIMED);
        pending.put(4_701L, Mark.CLAIMED);
        pending.put(4_702L, Mark.GIVEN_BACK);
        pending.put(4_710L, Mark.CLAIMED);

        assertThat(new Claims("4711-1f2e3d4c", 37, pending).text(4_711)).isEqualTo("mfa1 4711-1f2e3d4c 11 b:1,1!,8");
        assertThat(new Claims("me", 1, new TreeMap<>()).text(0)).isEqualTo("mfa1 me 1 ");
    }

    @Test
    void whatWasWrittenIsRead() {
        Random random = new Random(18);
        for (int round = 0; round < 500; round++) {
            long end = random.nextBoolean() ? 3_000 : Long.MAX_VALUE - random.nextInt(1_000);
            NavigableMap<Long, Mark> pending = new TreeMap<>();
            for (int i = random.nextInt(200); i > 0; i--) {
                pending.put(
                        end - 1 - random.nextInt(round % 2 == 0 ? 250 : 2_999),
                        random.nextInt(3) == 0 ? Mark.GIVEN_BACK : Mark.CLAIMED);
            }
            Claims claims = new Claims("owner", random.nextInt(Integer.MAX_VALUE), pending);

            assertThat(Claims.parse(claims.text(end), end)).isEqualTo(claims);
        }
    }

    @Test
    void whatHasRoomFitsWhateverBecomesOfIt() {
        Random random = new Random(18);
        for (int round = 0; round < 12; round++) {
            NavigableMap<Long, Mark> pending = new TreeMap<>();
            long next = random.nextLong(1L << 40);
            int spread = 1 + random.nextInt(round % 3 == 0 ? 1 : 3_000);
            int room = Claims.roomBeside(pending);
            while (room >= 0) {
                pending.put(next, Mark.CLAIMED);
                long following = next + 1 + random.nextInt(spread);
                room = Claims.roomBeside(pending) - Claims.cost(next, following);
                next = following;
            }
            List<Long> order = new ArrayList<>(pending.keySet());
            Collections.shuffle(order, random);
            for (long offset : order) {
                assertThat(new Claims(OWNER, Long.MAX_VALUE, pending).text(Long.MAX_VALUE))
                        .hasSizeLessThanOrEqualTo(Claims.MAX_LENGTH);
                if (random.nextBoolean()) {
                    pending.put(offset, Mark.GIVEN_BACK);
                } else {
                    pending.remove(offset);
                }
            }
        }
    }

    @Test
    void moreOrdersThanAnySenderClaimsAreRefused() {
        String runs = "gps0w" + ":8jzz,1".repeat(3);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Claims.parse("mfa1 another 1 " + runs, 2_000_000_000L))
                .withMessageContaining("too many");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "mfa2 me 1 ",
                "mfa1",
                "mfa1 me 1",
                "mfa1  1 ",
                "mfa1 me 1 0",
                "mfa1 me 1 -1",
                "mfa1 me 1 A",
                "mfa1 me 1 1:1:1",
                "mfa1 me 1 1:1",
                "mfa1 me 1 zz",
                "mfa1 me 1 2,1,1",
                "mfa1 me 1 1,",
                "mfa1 me 1 !",
                "mfa1 me ? 1",
                "mfa1 me 1 1 1",
                "{\"app\":\"another\"}"
            })
    void anythingElseIsRefused(String metadata) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Claims.parse(metadata, 100))
                .satisfies(refused -> assertThat(refused.getMessage()).isNotBlank());
    }
}
