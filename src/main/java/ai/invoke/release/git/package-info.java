/**
 * JGit: HEAD, tags, log, compare-and-swap push, signing. Knows no versions and not GitHub's API.
 */
@NullMarked
package ai.invoke.release.git;

import org.jspecify.annotations.NullMarked;
