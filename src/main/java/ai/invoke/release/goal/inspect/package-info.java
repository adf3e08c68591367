/**
 * Read-only goals that ask the services: {@code collect}, {@code status}, {@code audit}. Change nothing anywhere but in the release directory.
 */
@NullMarked
package ai.invoke.release.goal.inspect;

import org.jspecify.annotations.NullMarked;
