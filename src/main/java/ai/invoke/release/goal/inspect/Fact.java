package ai.invoke.release.goal.inspect;

import ai.invoke.release.text.LetterCase;
import java.net.URI;
import java.util.Optional;

/**
 * One thing that was looked at, and how it stands.
 *
 * @param about what was looked at, the same word in every run, for instance {@code github release}
 * @param state how it stands
 * @param text what was seen, for a person
 * @param link where to look; empty when there is no such page
 */
public record Fact(String about, State state, String text, Optional<URI> link) {

    /** How something stands. */
    public enum State {
        /** It is there and as it should be. */
        OK,
        /** It is not there, or not there yet. */
        OPEN,
        /** Nobody tells, or nothing proves it. */
        UNKNOWN,
        /** It is there and contradicts something else. */
        WRONG;

        /**
         * The word for tables and JSON.
         *
         * @return in lower case
         */
        public String word() {
            return LetterCase.lower(name());
        }
    }

    static Fact ok(String about, String text) {
        return new Fact(about, State.OK, text, Optional.empty());
    }

    static Fact open(String about, String text) {
        return new Fact(about, State.OPEN, text, Optional.empty());
    }

    static Fact unknown(String about, String text) {
        return new Fact(about, State.UNKNOWN, text, Optional.empty());
    }

    static Fact wrong(String about, String text) {
        return new Fact(about, State.WRONG, text, Optional.empty());
    }

    Fact withLink(URI page) {
        return new Fact(about, state, text, Optional.of(page));
    }
}
