package ai.invoke.release.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QuarterProgressTest {

    private final List<String> lines = new ArrayList<>();
    private final AtomicLong clock = new AtomicLong(1);

    private void move(long total, int steps) {
        try (QuarterProgress progress = new QuarterProgress(lines::add, "x.whl", total, clock::get)) {
            for (int i = 0; i < steps; i++) {
                clock.addAndGet(1_000_000_000L);
                progress.advance(total / steps);
            }
        }
    }

    @Test
    void eachQuarterIsALineWithTheRateAndTheTimeLeft() {
        move(512L << 20, 64);
        assertThat(lines)
                .containsExactly(
                        "x.whl: 25 % of 512 MiB, 8 MiB/s, 0:48 left",
                        "x.whl: 50 % of 512 MiB, 8 MiB/s, 0:32 left", "x.whl: 75 % of 512 MiB, 8 MiB/s, 0:16 left");
    }

    @Test
    void severalQuartersAtOnceAreOneLine() {
        move(512L << 20, 1);
        assertThat(lines).hasSize(1);
    }

    @Test
    void longTimesHaveHours() {
        move(65536L << 20, 16384);
        assertThat(lines.get(0)).isEqualTo("x.whl: 25 % of 64 GiB, 4 MiB/s, 3:24:48 left");
    }

    @Test
    void whatIsSmallOrOfUnknownLengthIsNotToldOf() {
        move(QuarterProgress.WORTH_A_LINE - 64, 64);
        move(0, 8);
        assertThat(lines).isEmpty();
    }
}
