package ai.invoke.release.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FingerprintTest {

    private final Fingerprint fingerprint = new Fingerprint("0123456789abcdef".repeat(4));

    @Test
    void twelveDigitsOrMoreMeanThePlan() {
        assertThat(fingerprint.matches("0123456789ab")).isTrue();
        assertThat(fingerprint.matches(" 0123456789ABCDEF \n")).isTrue();
        assertThat(fingerprint.matches("0123456789abcdef".repeat(4))).isTrue();
    }

    @Test
    void everythingElseDoesNot() {
        assertThat(fingerprint.matches("")).isFalse();
        assertThat(fingerprint.matches("0123456789a")).isFalse();
        assertThat(fingerprint.matches("0123456789ac")).isFalse();
        assertThat(fingerprint.matches("0123456789abcdef".repeat(4) + "0")).isFalse();
    }

    @Test
    void isTheDigestOfTheBytes() {
        assertThat(Fingerprint.of(new byte[0]).sha256())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThatThrownBy(() -> new Fingerprint("E3")).isInstanceOf(IllegalArgumentException.class);
    }
}
