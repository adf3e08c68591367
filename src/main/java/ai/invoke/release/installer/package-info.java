/**
 * The installer zip and its smoke test: modes, line endings, reproducible order and times. Knows no Maven.
 */
@NullMarked
package ai.invoke.release.installer;

import org.jspecify.annotations.NullMarked;
