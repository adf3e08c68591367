package ai.invoke.release.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.EnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    private static final Pattern FIXED = Pattern.compile("(?:withTimeout|TimeLimit\\.(?:of|inPom))\\(\\s*+"
            + "(?:[A-Z][A-Z_]*+[,)]|Duration\\.of[A-Za-z]++\\([0-9])");

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
        assertThat(run(1000, command.withTimeout(SHORT, "invokeai.test")))
                .isInstanceOfSatisfying(
                        Outcome.TimedOut.class,
                        late -> assertThat(late.why())
                                .isEqualTo("no answer within 0 s (to wait longer: -Dinvokeai.test=1)"));
    }

    @Test
    void whoIsAskedMayBeMissingButNotLate() {
        ProcessRunner runner = new ProcessRunner(ChildEnvironment.of(System.getenv()), new Patience(2));

        assertThat(runner.ask("nobody", Command.of(folder, "there-is-no-such-program")))
                .isEmpty();
        assertThat(runner.ask("sh", Command.of(folder, "sh", "-c", "exit 3")))
                .hasValueSatisfying(exited -> assertThat(exited.code()).isEqualTo(3));
        assertThatThrownBy(() -> runner.ask("the deaf one", deaf().withUsualTimeout(SHORT)))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("the deaf one gave no answer within 0 s")
                .hasMessageContaining("(to wait longer: -Dinvokeai.patience=6)");
    }

    @Test
    void itIsNeverShorterThanUsualAndHasAnEnd() {
        assertThat(new Patience(0).of(SHORT)).isEqualTo(SHORT);
        assertThat(new Patience(-5).times()).isOne();
        assertThat(new Patience(Integer.MAX_VALUE).times()).isEqualTo(1000);
        assertThat(new Patience(4).more()).isEqualTo("-Dinvokeai.patience=12");
    }

    private static Map<Path, String> sources() throws IOException {
        Map<Path, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                sources.put(file, Files.readString(file));
            }
        }
        return sources;
    }

    @Test
    void noFixedLimitIsOutsideOfThePatience() throws IOException {
        List<String> wrong = new ArrayList<>();
        sources().forEach((file, text) -> {
            Matcher found = FIXED.matcher(text);
            while (found.find()) {
                wrong.add(file + ": " + found.group());
            }
        });
        assertThat(wrong)
                .as("withUsualTimeout is for limits without a parameter of their own")
                .isEmpty();
    }

    @Test
    void whoIsLateIsNeverTakenForMissing() throws IOException {
        List<String> silent = sources().entrySet().stream()
                .filter(file -> file.getValue().contains(".withUsualTimeout("))
                .filter(file ->
                        !file.getValue().contains(".ask(") && !file.getValue().contains("TimedOut"))
                .map(file -> String.valueOf(file.getKey().getFileName()))
                .toList();
        assertThat(silent)
                .as("ProcessRunner.ask, or a look at Outcome.TimedOut; the width of a screen may be guessed")
                .containsExactly("ScreenSize.java");
    }
}
