package ai.invoke.release.notes;

import java.util.List;
import java.util.Optional;

/**
 * One person (or program) behind some commits.
 *
 * @param name the display name, as {@code .mailmap} or else the newest commit writes it
 * @param login the GitHub login, only when an address proves it ({@code LOGIN@users.noreply.github.com})
 * @param changes the commits that the person wrote or helped to write, newest first
 * @param kind whether the person belongs to the project
 * @param firstTime true when no earlier commit is by any of the person's addresses; empty when the history at hand does not
 *     reach back far enough to know
 * @param aliases every {@code Name <mail>} that was taken for this person, sorted
 */
public record Contributor(
        String name,
        Optional<String> login,
        List<Change> changes,
        Kind kind,
        Optional<Boolean> firstTime,
        List<String> aliases) {

    /** Takes unmodifiable copies. */
    public Contributor {
        changes = List.copyOf(changes);
        aliases = List.copyOf(aliases);
    }

    /** Who is thanked by name and who is not. */
    public enum Kind {
        /** From outside of the project. */
        EXTERNAL,
        /** On the configured list of the project's own people. */
        INTERNAL,
        /** A program. */
        BOT
    }

    /**
     * How much the person did.
     *
     * @return how many commits
     */
    public int commits() {
        return changes.size();
    }

    /**
     * How the notes name the person: as a mention when the login is proven, else as escaped text that notifies nobody.
     *
     * @return Markdown for the middle of a line
     */
    public String markdown() {
        return login.map(known -> "@" + known).orElseGet(() -> Markdown.inline(name));
    }
}
