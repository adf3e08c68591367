/**
 * Release plan, fingerprint, approvals, journal, receipt: the contract between the goals. Does not know how to publish.
 */
@NullMarked
package ai.invoke.release.plan;

import org.jspecify.annotations.NullMarked;
