/**
 * The goals about tag and version: {@code check-version} and {@code tag-release}. Knows git, versions, and, to
 * see whether a version is taken, PyPI and GitHub. Does not know how anything is built or published.
 */
@NullMarked
package ai.invoke.release.goal.tag;

import org.jspecify.annotations.NullMarked;
