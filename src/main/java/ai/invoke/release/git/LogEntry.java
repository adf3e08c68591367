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
        boolean open = false;
        for (String line : lines.subList(start, lines.size())) {
            Matcher trailer = TRAILER.matcher(line);
            if (open && Character.isWhitespace(line.charAt(0))) {
                Trailer last = trailers.remove(trailers.size() - 1);
                trailers.add(new Trailer(last.key(), last.value() + " " + line.strip()));
            } else {
                open = trailer.matches();
                if (open) {
                    trailers.add(new Trailer(trailer.group(1), trailer.group(2).strip()));
                }
            }
        }
        return List.copyOf(trailers);
    }
}
