/**
 * Credentials for an index: passwords and tokens, what a token may do, trusted publishing. Does not know files.
 */
@NullMarked
package ai.invoke.release.pypi.trust;

import org.jspecify.annotations.NullMarked;
