package ai.invoke.release.git;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One commit as {@code git log} shows it.
 *
 * @param id the full 40 hex digits
 * @param parents the ids of the parents; more than one for a merge, none for a root
 * @param author who wrote it; empty when the commit object holds no readable author line
 * @param committer who put it into the history; empty when not readable
 * @param message the whole message, with LF line ends
 */
public record LogEntry(
        String id, List<String> parents, Optional<Person> author, Optional<Person> committer, String message) {

    private static final Pattern TRAILER = Pattern.compile("([A-Za-z0-9][A-Za-z0-9-]*)[ \\t]*:[ \\t]*(\\S.*)");

    /** Takes unmodifiable copies. */
    public LogEntry {
        parents = List.copyOf(parents);
    }

    /**
     * Somebody as a commit names them; nothing proves that they are who they say.
     *
     * @param name the display name, may be empty
     * @param mail the address without angle brackets, may be empty
     * @param when the time that the commit claims
     */
    public record Person(String name, String mail, Instant when) {}

    /**
     * A {@code Key: value} line of the last paragraph.
     *
     * @param key as it was written; compare without case
     * @param value what follows the colon, continuation lines joined with a blank
     */
    public record Trailer(String key, String value) {}

    /**
     * The first line.
     *
     * @return may be empty
     */
    public String subject() {
        return message.lines().findFirst().orElse("").strip();
    }

    /**
     * Whether this commit joins branches.
     *
     * @return true for two or more parents
     */
    public boolean isMerge() {
        return parents.size() > 1;
    }

    /**
     * The trailers of the last paragraph, as {@code git interpret-trailers} understands them: lines of {@code Key: value},
     * a line that starts with white space continues the one before. The first paragraph is the subject and never holds any.
     *
     * @return in the order in which they stand
     */
    public List<Trailer> trailers() {
        List<String> lines = message.stripTrailing().lines().toList();
        int start = lines.size();
        while (start > 0 && !lines.get(start - 1).isBlank()) {
            start--;
        }
        List<Trailer> trailers = new ArrayList<>();
        if (start == 0) {
            return trailers;
        }
        StringBuilder value = new StringBuilder();
        String key = "";
        for (String line : lines.subList(start, lines.size())) {
            if (!key.isEmpty() && Character.isWhitespace(line.charAt(0))) {
                value.append(' ').append(line.strip());
                continue;
            }
            close(key, value, trailers);
            Matcher trailer = TRAILER.matcher(line);
            key = trailer.matches() ? trailer.group(1) : "";
            if (!key.isEmpty()) {
                value.append(trailer.group(2).strip());
            }
        }
        close(key, value, trailers);
        return List.copyOf(trailers);
    }

    /** Adds a trailer that no line continues any more; an empty key is that of no trailer. */
    private static void close(String key, StringBuilder value, List<Trailer> trailers) {
        if (!key.isEmpty()) {
            trailers.add(new Trailer(key, value.toString()));
            value.setLength(0);
        }
    }
}
