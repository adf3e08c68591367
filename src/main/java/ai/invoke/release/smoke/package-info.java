/**
 * The smoke test: unpack an installer, install its wheel into a fresh environment, run commands. Does not know
 * how the wheel was made.
 */
@NullMarked
package ai.invoke.release.smoke;

import org.jspecify.annotations.NullMarked;
