package ai.invoke.release.problem;

import ai.invoke.release.text.Redactor;
import java.util.Optional;

/**
 * One thing that is wrong: what happened, where, and what to do next. Never holds a secret: whoever makes a problem from
 * foreign text passes it through a {@link Redactor} first.
 *
 * @param what one sentence with the concrete values
 * @param where the place, where there is one
 * @param next what to do next, best a command that can be copied
 */
public record Problem(String what, Optional<Location> where, Optional<String> next) {

    /**
     * A problem without a place or an advice.
     *
     * @param what one sentence with the concrete values
     * @return the problem
     */
    public static Problem of(String what) {
        return new Problem(what, Optional.empty(), Optional.empty());
    }

    /**
     * The same problem at a place.
     *
     * @param location the place
     * @return a copy
     */
    public Problem at(Location location) {
        return new Problem(what, Optional.of(location), next);
    }

    /**
     * The same problem with an advice.
     *
     * @param advice what to do next
     * @return a copy
     */
    public Problem next(String advice) {
        return new Problem(what, where, Optional.of(advice));
    }

    /** The whole problem as a person reads it; the advice stands on a line of its own. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        where.ifPresent(place -> text.append(place).append(": "));
        text.append(what);
        next.ifPresent(
                advice -> text.append(System.lineSeparator()).append("  -> ").append(advice));
        return text.toString();
    }
}
