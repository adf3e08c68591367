package ai.invoke.release.github.api;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;

/**
 * How a request that changes something ended. Not knowing is an outcome of its own: after it, look before asking again.
 *
 * @param <T> what a success brings
 */
public sealed interface Reply<T> {

    /**
     * It is done.
     *
     * @param value what GitHub answered
     * @param <T> what a success brings
     */
    record Done<T>(T value) implements Reply<T> {}

    /**
     * It was refused and is not done.
     *
     * @param error GitHub's words
     * @param <T> what a success would have brought
     */
    record Refused<T>(ApiError error) implements Reply<T> {}

    /**
     * It may or may not be done: no answer came, or the server had trouble of its own.
     *
     * @param problem what is known
     * @param <T> what a success would have brought
     */
    record Unsure<T>(Problem problem) implements Reply<T> {}

    /**
     * For callers to whom only success is of use.
     *
     * @return what GitHub answered
     */
    default T orThrow() {
        if (this instanceof Done<T> done) {
            return done.value();
        }
        if (this instanceof Refused<T> refused) {
            throw refused.error().exception();
        }
        throw new EnvironmentException(((Unsure<T>) this).problem());
    }
}
