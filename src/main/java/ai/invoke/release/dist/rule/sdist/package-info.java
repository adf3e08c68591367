/**
 * Rules about sdists: the archive, its layout and its metadata.
 */
@NullMarked
package ai.invoke.release.dist.rule.sdist;

import org.jspecify.annotations.NullMarked;
