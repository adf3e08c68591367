/**
 * Core metadata: the fields, the versions that have them, and the description. Knows no archives.
 */
@NullMarked
package ai.invoke.release.dist.metadata;

import org.jspecify.annotations.NullMarked;
