package ai.invoke.release.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GrowthTest {

    private static final List<String> TEXT = List.of("", "a", "");

    private volatile long sum;

    /** Some milliseconds for 32 kB, which the start of a reader takes, too. */
    @Test
    void catchesQuadraticTimeThatIsShortForShortText() {
        assertThatThrownBy(() -> Growth.isLinear("quadratic", TEXT, input -> {
                    work((long) input.length * input.length / 128);
                    return Optional.empty();
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("131,072");
    }

    @Test
    void letsLinearTimePassHoweverSlow() {
        assertThatCode(() -> Growth.isLinear("linear", TEXT, input -> {
                    work(input.length * 300L);
                    return Optional.empty();
                }))
                .doesNotThrowAnyException();
    }

    private void work(long rounds) {
        long value = sum;
        for (long i = 0; i < rounds; i++) {
            value = value * 31 + i;
        }
        sum = value;
    }
}
