package ai.invoke.release.smoke;

import ai.invoke.release.process.Outcome;
import ai.invoke.release.text.Redactor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A command of a smoke test that has ended, and the words for how it did.
 *
 * @param outcome how it ended
 * @param log the file with everything that it printed
 */
record SmokeStep(Outcome outcome, Path log) {

    private static final int SHOWN_LINES = 15;

    /** A process that a signal killed has this exit code and the signal's number; 31 is the last that every Unix has. */
    private static final int SIGNALS = 128;

    private static final int LAST_SIGNAL = 32;

    boolean succeeded() {
        return outcome.succeeded();
    }

    List<String> tail() {
        return outcome.tail();
    }

    /**
     * What it printed on standard output.
     *
     * @return empty unless it ended by itself
     */
    String output() {
        return outcome instanceof Outcome.Exited exited ? exited.output() : "";
    }

    boolean printed(Predicate<String> line) {
        return tail().stream().anyMatch(line);
    }

    /**
     * Whether it ever printed a line, also long before it ended.
     *
     * @param line accepts it
     * @return as far as the log goes, which has all but what is beyond its limit
     * @throws IOException when the log cannot be read
     */
    boolean logContains(Predicate<String> line) throws IOException {
        if (printed(line)) {
            return true;
        }
        if (!Files.isRegularFile(log)) {
            return false;
        }
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(log), StandardCharsets.UTF_8))) {
            return lines.lines().anyMatch(line);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    Optional<String> lastLine(Predicate<String> fits) {
        return tail().stream().filter(fits).reduce((first, second) -> second);
    }

    /**
     * How long it took, to be put behind what it did.
     *
     * @return for instance {@code " in 0.9 s"}; empty when it did not end by itself
     */
    String seconds() {
        return outcome instanceof Outcome.Exited exited
                ? String.format(Locale.ROOT, " in %.1f s", exited.duration().toMillis() / 1e3)
                : "";
    }

    /**
     * Whether the system ended it, for instance after an access to memory that is not its own.
     *
     * @return false where the exit code does not say it
     */
    boolean killedBySignal() {
        return outcome instanceof Outcome.Exited exited
                && exited.code() > SIGNALS
                && exited.code() < SIGNALS + LAST_SIGNAL;
    }

    /**
     * How it ended.
     *
     * @return a few words
     */
    String how() {
        if (outcome instanceof Outcome.Exited exited) {
            return "exit code " + exited.code()
                    + (killedBySignal() ? " (killed by signal " + (exited.code() - SIGNALS) + ")" : "");
        }
        if (outcome instanceof Outcome.TimedOut timedOut) {
            return "killed after " + timedOut.limit().toSeconds() + " s"
                    + timedOut.more()
                            .map(setting -> "; to wait longer: " + setting)
                            .orElse("");
        }
        return outcome instanceof Outcome.NotStarted notStarted ? notStarted.reason() : "";
    }

    /**
     * How it ended and what it said last.
     *
     * @return a few words, then lines
     */
    String end() {
        return how() + lines();
    }

    /**
     * What it said last; foreign text, so secrets are taken out.
     *
     * @return lines, each after a line break
     */
    String lines() {
        Redactor redactor = Redactor.byShape();
        StringBuilder text = new StringBuilder();
        Outcome.shown(tail(), SHOWN_LINES)
                .forEach(line ->
                        text.append(System.lineSeparator()).append("    ").append(redactor.redact(line)));
        return text.toString();
    }
}
