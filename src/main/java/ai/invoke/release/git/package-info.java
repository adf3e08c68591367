/**
 * Reading a repository with JGit: HEAD, tags, log, work tree. Knows no versions and not GitHub's API.
 */
@NullMarked
package ai.invoke.release.git;

import org.jspecify.annotations.NullMarked;
