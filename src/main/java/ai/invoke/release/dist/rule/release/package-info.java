/**
 * Rules about the files of one release together.
 */
@NullMarked
package ai.invoke.release.dist.rule.release;

import org.jspecify.annotations.NullMarked;
