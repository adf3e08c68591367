package ai.invoke.release.smoke;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A command that must work after the installation. In its arguments, URL and expectation <code>{port}</code> stands for a
 * free port, <code>{python}</code> for the new environment's interpreter, <code>{venv}</code> for its folder and
 * <code>{installer}</code> for the unpacked installer.
 *
 * @param line the program and its arguments as one would type them; quotes group, no shell takes part. A program of the
 *     new environment is found by its name
 * @param url asked again and again until it answers with a 2xx status, then the command is killed; without one, the
 *     command must end by itself with exit code 0
 * @param expect text that must be in the answer, or in what the command prints
 * @param timeout for all of it; the command is killed then
 * @param keepsRunning how long it must run without ending by itself, as an application with a window does; then it is killed
 *     with all that it started
 */
public record SmokeCommand(
        String line, Optional<String> url, Optional<String> expect, Duration timeout, Optional<Duration> keepsRunning) {

    /** How long a command may take unless told otherwise. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(2);

    /** Checks the form of the line and the URL. */
    public SmokeCommand {
        if (split(line).isEmpty()) {
            throw new IllegalArgumentException("an empty command");
        }
        url.ifPresent(text -> {
            URI uri = URI.create(text.replace("{port}", "1"));
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (!web || uri.getHost() == null) {
                throw new IllegalArgumentException("not an http URL with a host: " + text);
            }
        });
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a time limit must be positive");
        }
        if (keepsRunning.filter(time -> time.isNegative() || time.isZero()).isPresent()) {
            throw new IllegalArgumentException("how long a command keeps running must be positive");
        }
        if (keepsRunning.isPresent() && url.isPresent()) {
            throw new IllegalArgumentException("a command has a URL or keeps running, not both");
        }
    }

    /**
     * A command that ends by itself, or a server with a URL.
     *
     * @param line as one would type it
     * @param url asked until it answers
     * @param expect text that must be in the answer, or in what the command prints
     * @param timeout for all of it
     */
    public SmokeCommand(String line, Optional<String> url, Optional<String> expect, Duration timeout) {
        this(line, url, expect, timeout, Optional.empty());
    }

    /** Whether it starts a program of that name. */
    boolean starts(String program) {
        return arguments().contains(program);
    }

    /**
     * A command that must end by itself with exit code 0.
     *
     * @param line as one would type it
     * @return the command
     */
    public static SmokeCommand of(String line) {
        return new SmokeCommand(line, Optional.empty(), Optional.empty(), DEFAULT_TIMEOUT);
    }

    /**
     * The program and its arguments.
     *
     * @return at least one
     */
    List<String> arguments() {
        return split(line);
    }

    /**
     * Splits a line at white space outside quotes.
     *
     * @param line as one would type it
     * @return the words
     * @throws IllegalArgumentException when a quote is not closed
     */
    static List<String> split(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean open = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                open = true;
            } else if (!Character.isWhitespace(c)) {
                word.append(c);
                open = true;
            } else if (open) {
                words.add(word.toString());
                word.setLength(0);
                open = false;
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("a quote is not closed: " + line);
        }
        if (open) {
            words.add(word.toString());
        }
        return words;
    }
}
