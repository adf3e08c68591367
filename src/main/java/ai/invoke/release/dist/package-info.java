/**
 * Wheels, sdists, core metadata, rules and findings. Does not know where files will go.
 */
@NullMarked
package ai.invoke.release.dist;

import org.jspecify.annotations.NullMarked;
