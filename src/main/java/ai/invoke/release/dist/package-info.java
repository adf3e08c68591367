/**
 * Verifying wheels and sdists: the catalogue of all rules and the class that applies them. Does not know where
 * files will go.
 */
@NullMarked
package ai.invoke.release.dist;

import org.jspecify.annotations.NullMarked;
