/**
 * In what a wheel differs from the one of the release before. Does not know where either came from.
 */
@NullMarked
package ai.invoke.release.dist.compare;

import org.jspecify.annotations.NullMarked;
