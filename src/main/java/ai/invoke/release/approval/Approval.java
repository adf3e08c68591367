package ai.invoke.release.approval;

import ai.invoke.release.plan.Fingerprint;
import java.time.Instant;
import java.util.Optional;

/**
 * A human's word on one fingerprint. Only ever added, never changed.
 *
 * @param fingerprint the whole digest of the plan that was looked at
 * @param decision yes or no
 * @param approver who said it, as the machine knows them
 * @param at when
 * @param comment why
 */
public record Approval(
        Fingerprint fingerprint, Decision decision, String approver, Instant at, Optional<String> comment) {

    /** The approver of a rehearsal. It is no person, and its decisions count in a rehearsal only. */
    public static final String REHEARSAL = "rehearsal (not a person)";

    /**
     * Whether this decision was given in a rehearsal.
     *
     * @return whether it means nothing for a real release
     */
    public boolean ofRehearsal() {
        return approver.equals(REHEARSAL);
    }

    /** Yes or no. */
    public enum Decision {
        /** These bytes may go out. */
        APPROVED,
        /** These bytes must not go out. */
        REJECTED
    }
}
