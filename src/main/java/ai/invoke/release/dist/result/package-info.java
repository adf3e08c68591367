/** What was found in a release, judged by the user's options, and the forms in which it is shown and kept. */
@NullMarked
package ai.invoke.release.dist.result;

import org.jspecify.annotations.NullMarked;
