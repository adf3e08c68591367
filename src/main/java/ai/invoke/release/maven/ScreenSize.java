package ai.invoke.release.maven;

import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How much fits on a terminal.
 *
 * @param columns characters in a line, at least 1
 * @param rows lines, at least 1
 */
record ScreenSize(int columns, int rows) {

    /** What a terminal has that does not tell: the size of a VT100. */
    static final ScreenSize USUAL = new ScreenSize(80, 24);

    private static final Pattern STTY = Pattern.compile("(?<rows>\\d{1,5}) (?<columns>\\d{1,5})");
    private static final File TERMINAL = new File("/dev/tty");
    private static final Duration LIMIT = Duration.ofSeconds(1);

    /**
     * The size now.
     *
     * @param environment {@code COLUMNS} and {@code LINES} win, for who sets them means it
     * @return what is known, {@link #USUAL} for the rest
     */
    static ScreenSize of(Map<String, String> environment) {
        Optional<Integer> columns = number(environment.get("COLUMNS"));
        Optional<Integer> rows = number(environment.get("LINES"));
        ScreenSize told = columns.isPresent() && rows.isPresent()
                ? USUAL
                : ask(environment).flatMap(ScreenSize::parse).orElse(USUAL);
        return new ScreenSize(columns.orElse(told.columns()), rows.orElse(told.rows()));
    }

    /**
     * Reads what {@code stty size} prints.
     *
     * @param text for instance {@code 24 80}
     * @return empty for anything else, and for the zeros of a terminal that does not know
     */
    static Optional<ScreenSize> parse(String text) {
        Matcher matcher = STTY.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return number(matcher.group("columns"))
                .flatMap(columns -> number(matcher.group("rows")).map(rows -> new ScreenSize(columns, rows)));
    }

    private static Optional<Integer> number(@Nullable String text) {
        return Optional.ofNullable(text)
                .filter(digits -> digits.matches("[1-9]\\d{0,4}"))
                .map(Integer::valueOf);
    }

    private static Optional<String> ask(Map<String, String> environment) {
        if (!TERMINAL.exists()) {
            return Optional.empty();
        }
        Outcome outcome = new ProcessRunner(environment)
                .run(Command.of(Path.of("."), "sh", "-c", "exec stty size < " + TERMINAL)
                        .withUsualTimeout(LIMIT));
        // Without stty the usual size will do.
        return outcome instanceof Outcome.Exited exited ? Optional.of(exited.output()) : Optional.empty();
    }
}
