/**
 * The goals that prove files and ask for a decision: {@code verify-dist}, {@code plan}, {@code approve}, {@code
 * reject}, {@code release-notes}, {@code contributors}. Knows what was made, by its digests. Does not know
 * HTTP, PyPI or the API of GitHub.
 */
@NullMarked
package ai.invoke.release.goal.plan;

import org.jspecify.annotations.NullMarked;
