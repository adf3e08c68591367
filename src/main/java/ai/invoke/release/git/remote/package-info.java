/**
 * Remotes: addresses, logins, signed tags, and the compare-and-swap push of a tag. Knows no versions and not
 * GitHub's API.
 */
@NullMarked
package ai.invoke.release.git.remote;

import org.jspecify.annotations.NullMarked;
