/**
 * The installer zip: files, modes, line endings, reproducible order and times. Knows no Maven and does not run
 * anything.
 */
@NullMarked
package ai.invoke.release.installer;

import org.jspecify.annotations.NullMarked;
