package ai.invoke.release.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final AtomicLong clock = new AtomicLong(1);

    @Test
    void aLineSaysHowFarAndHowFast() {
        try (TerminalProgress progress = new TerminalProgress(out, "x.whl", 2_000_000, clock::get)) {
            clock.addAndGet(1_000_000_000L);
            progress.advance(500_000);
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("\rx.whl   25 %  488.3 KiB of 1.9 MiB  488.3 KiB/s, 0:03 left")
                .endsWith("\r" + " ".repeat(79) + "\r");
    }

    @Test
    void shortWorkLeavesNoTrace() {
        try (TerminalProgress progress = new TerminalProgress(out, "x.whl", 10, clock::get)) {
            progress.advance(10);
        }
        assertThat(bytes.size()).isZero();
    }

    @Test
    void aLongNameIsCutAndAnUnknownTotalIsNotShown() {
        try (TerminalProgress progress = new TerminalProgress(out, "n".repeat(200), 0, clock::get)) {
            clock.addAndGet(2_000_000_000L);
            progress.advance(5);
        }
        String line = bytes.toString(StandardCharsets.UTF_8).split("\r")[1];
        assertThat(line).hasSize(79).contains("n…").doesNotContain("%");
    }
}
