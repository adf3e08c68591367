/**
 * The goals that publish: {@code preflight}, {@code draft-github-release}, {@code publish-testpypi}, {@code
 * publish-pypi}, {@code publish-github-release}, the session that they share and the gate that asks for
 * approvals. Knows plans and services. Does not know how files are built, packed or tried.
 */
@NullMarked
package ai.invoke.release.goal.publish;

import org.jspecify.annotations.NullMarked;
