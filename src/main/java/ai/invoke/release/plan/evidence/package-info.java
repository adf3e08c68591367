/**
 * What was tested before anybody is asked to approve: results of checks, smoke tests, rules and builds, as files of the release
 * directory and as a part of the plan. Does not know how anything is run.
 */
@NullMarked
package ai.invoke.release.plan.evidence;

import org.jspecify.annotations.NullMarked;
