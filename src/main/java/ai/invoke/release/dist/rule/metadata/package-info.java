/**
 * Rules about core metadata, in wheels and sdists alike.
 */
@NullMarked
package ai.invoke.release.dist.rule.metadata;

import org.jspecify.annotations.NullMarked;
