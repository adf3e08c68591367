/**
 * The checks of {@code run-checks}: which ones a project configures, and running them at the same time.
 */
@NullMarked
package ai.invoke.release.build.checks;

import org.jspecify.annotations.NullMarked;
