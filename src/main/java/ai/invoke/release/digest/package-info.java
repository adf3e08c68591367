/**
 * Digests in one streaming pass. Knows no file format and no service.
 */
@NullMarked
package ai.invoke.release.digest;

import org.jspecify.annotations.NullMarked;
