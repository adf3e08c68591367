/** Raw ZIP records as they stand in the file, and the ways in which they contradict each other. Knows nothing of wheels. */
@NullMarked
package ai.invoke.release.dist.zip;

import org.jspecify.annotations.NullMarked;
