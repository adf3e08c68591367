/**
 * What went wrong, said so that a person can act on it and without secrets. Knows nothing else.
 */
@NullMarked
package ai.invoke.release.problem;

import org.jspecify.annotations.NullMarked;
