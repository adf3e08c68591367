/**
 * The goals that make files: {@code build-frontend}, {@code run-checks}, {@code build-dist}, {@code assemble-
 * installer}, {@code smoke-test}. Knows the source tree and the tools that build it. Does not know HTTP, PyPI
 * or GitHub.
 */
@NullMarked
package ai.invoke.release.goal.make;

import org.jspecify.annotations.NullMarked;
