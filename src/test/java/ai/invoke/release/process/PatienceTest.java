package ai.invoke.release.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class PatienceTest {

    private static final Duration SHORT = Duration.ofMillis(100);

    /** A limit that is a constant has no parameter of its own. */
    private static final Pattern FIXED =
            Pattern.compile("\\.withTimeout\\(\\s*+(?:[A-Z][A-Z_]*+\\)|Duration\\.of[A-Za-z]++\\([0-9])");

    @TempDir
    private Path folder;

    private Outcome run(int patience, Command command) {
        return new ProcessRunner(ChildEnvironment.of(System.getenv()), new Patience(patience)).run(command);
    }

    private Command deaf() {
        // It also ignores the polite signal.
        return Command.of(folder, "sh", "-c", "trap '' TERM; exec 1>&- 2>&-; while :; do sleep 0.05; done");
    }

    @Test
    void whoIsTooLateIsToldWhatToSet() {
        Outcome outcome = run(1, deaf().withUsualTimeout(SHORT));

        assertThat(outcome).isInstanceOfSatisfying(Outcome.TimedOut.class, late -> {
            assertThat(late.limit()).isEqualTo(SHORT);
            assertThat(late.why()).isEqualTo("no answer within 0 s (to wait longer: -Dinvokeai.patience=3)");
        });
    }

    @Test
    void usualLimitsGrowAndThoseOfAParameterDoNot() {
        Command command = Command.of(folder, "sh", "-c", "sleep 0.3; echo done");

        assertThat(run(1000, command.withUsualTimeout(SHORT)).succeeded()).isTrue();
        assertThat(run(1000, command.withTimeout(SHORT)))
                .isInstanceOfSatisfying(
                        Outcome.TimedOut.class, late -> assertThat(late.why()).isEqualTo("no answer within 0 s"));
    }

    @Test
    void itIsNeverShorterThanUsualAndHasAnEnd() {
        assertThat(new Patience(0).of(SHORT)).isEqualTo(SHORT);
        assertThat(new Patience(-5).times()).isOne();
        assertThat(new Patience(Integer.MAX_VALUE).times()).isEqualTo(1000);
        assertThat(new Patience(4).more()).isEqualTo("-Dinvokeai.patience=12");
    }

    @Test
    void noFixedLimitIsOutsideOfThePatience() throws IOException {
        List<String> wrong = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher found = FIXED.matcher(Files.readString(file));
                while (found.find()) {
                    wrong.add(file + ": " + found.group());
                }
            }
        }
        assertThat(wrong)
                .as("withUsualTimeout is for limits without a parameter of their own")
                .isEmpty();
    }
}
