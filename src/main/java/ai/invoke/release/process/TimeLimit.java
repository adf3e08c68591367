package ai.invoke.release.process;

import java.time.Duration;
import java.util.Optional;

/**
 * How long something may take, and what a message says gives it longer.
 *
 * @param time positive
 * @param setting what to set for a longer one; empty where the limit has no parameter of its own and grows with the {@link
 *     Patience} of the runner
 */
public record TimeLimit(Duration time, Optional<String> setting) {

    /**
     * A limit without a parameter of its own.
     *
     * @param time positive
     * @return the limit
     */
    public static TimeLimit usual(Duration time) {
        return new TimeLimit(time, Optional.empty());
    }

    /**
     * A limit that a property sets.
     *
     * @param time positive
     * @param property in seconds, for instance {@code invokeai.buildTimeout}
     * @return the limit
     */
    public static TimeLimit of(Duration time, String property) {
        return new TimeLimit(time, Optional.of("-D" + property + "=" + Math.max(1, 3 * time.toSeconds())));
    }

    /**
     * A limit that the POM sets.
     *
     * @param time positive
     * @param element where, for instance {@code <timeout> of the check}
     * @return the limit
     */
    public static TimeLimit inPom(Duration time, String element) {
        return new TimeLimit(time, Optional.of(element));
    }

    /**
     * The limit under a patience.
     *
     * @param patience how many times the usual limit
     * @return names what to set
     */
    public TimeLimit under(Patience patience) {
        return setting.isPresent() ? this : new TimeLimit(patience.of(time), Optional.of(patience.more()));
    }

    /**
     * The limit in words.
     *
     * @return to be put behind a word such as {@code within}
     */
    public String words() {
        return time.toSeconds() + " s"
                + setting.map(text -> " (to wait longer: " + text + ")").orElse("");
    }

    /**
     * Whichever is shorter.
     *
     * @param other another one
     * @return this one when they are equal
     */
    public TimeLimit orShorter(TimeLimit other) {
        return other.time.compareTo(time) < 0 ? other : this;
    }
}
