/**
 * Rules about wheels: the archive, names, {@code .dist-info}, {@code .data}, RECORD, entry points.
 */
@NullMarked
package ai.invoke.release.dist.rule.wheel;

import org.jspecify.annotations.NullMarked;
