package ai.invoke.release.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BytesTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1023, 1023 B",
        "1024, 1 KiB",
        "1536, 1.5 KiB",
        "1048524, 1023.9 KiB",
        "1048525, 1.0 MiB",
        "8165726, 7.8 MiB",
        "104857600, 100 MiB",
        "10737418240, 10 GiB",
        "9223372036854775807, 8388608 TiB",
    })
    void sizesAreReadAsPeopleReadThem(long bytes, String text) {
        assertThat(Bytes.text(bytes)).isEqualTo(text);
    }

    /** A larger size never reads as a smaller one, and a text is at most half of its last digit off. */
    @Test
    void theTextGrowsWithTheSize() {
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            long size = random.nextLong() >>> (1 + random.nextInt(63));
            String[] parts = Bytes.text(size).split(" ");
            long unit = 1L << 10 * List.of("B", "KiB", "MiB", "GiB", "TiB").indexOf(parts[1]);
            double shown = Double.parseDouble(parts[0]) * unit;
            assertThat(Math.abs(shown - size)).as(Bytes.text(size)).isLessThanOrEqualTo(0.0501 * unit + size * 1e-15);
            assertThat(parts[1].equals("TiB") || Double.parseDouble(parts[0]) < 1024)
                    .isTrue();
        }
    }
}
