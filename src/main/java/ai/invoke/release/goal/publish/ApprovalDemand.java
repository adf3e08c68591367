package ai.invoke.release.goal.publish;

import ai.invoke.release.plan.ApprovalPolicy;
import java.util.Optional;
import java.util.Set;

/**
 * What whoever publishes asks of the approvals, besides the policy in the plan: the plan comes from a build, this comes from the POM
 * and the command line of the job that has the credentials.
 *
 * @param required how many people must have approved at least
 * @param kind how approvals must be proven; empty to take the plan's word
 * @param planSha256 the digest of the plan that the build job has handed over; empty when nobody told it
 * @param known SHA-256 of the decisions that were there when this session began to run code of the project; empty when it ran none
 */
public record ApprovalDemand(
        int required, Optional<ApprovalPolicy.Kind> kind, Optional<String> planSha256, Optional<Set<String>> known) {

    /** Takes an unmodifiable copy. */
    public ApprovalDemand {
        known = known.map(Set::copyOf);
    }

    /**
     * A number of approvals and nothing else.
     *
     * @param required how many people must have approved
     * @return the demand
     */
    public static ApprovalDemand of(int required) {
        return new ApprovalDemand(required, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
