/** Gzip-compressed tar archives as they stand in the file. Knows nothing of sdists. */
@NullMarked
package ai.invoke.release.dist.tar;

import org.jspecify.annotations.NullMarked;
