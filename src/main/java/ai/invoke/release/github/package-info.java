/**
 * Names of GitHub repositories and hosts, as text. Does not send anything.
 */
@NullMarked
package ai.invoke.release.github;

import org.jspecify.annotations.NullMarked;
