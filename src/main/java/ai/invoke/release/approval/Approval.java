package ai.invoke.release.approval;

import ai.invoke.release.approval.ssh.SshFormatException;
import ai.invoke.release.approval.ssh.SshSignature;
import ai.invoke.release.plan.Fingerprint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A human's word on one fingerprint. Only ever added, never changed.
 *
 * @param fingerprint the whole digest of the plan that was looked at
 * @param decision yes or no
 * @param approver who said it, as the machine knows them
 * @param at when
 * @param comment why
 * @param scope which targets it is about
 * @param confirmed names of the manual checks that were done
 * @param proof what stands behind the name
 */
public record Approval(
        Fingerprint fingerprint,
        Decision decision,
        String approver,
        Instant at,
        Optional<String> comment,
        Scope scope,
        List<String> confirmed,
        Proof proof) {

    /** The approver of a rehearsal. It is no person, and its decisions count in a rehearsal only. */
    public static final String REHEARSAL = "rehearsal (not a person)";

    /** Takes an unmodifiable copy. */
    public Approval {
        confirmed = List.copyOf(confirmed);
    }

    /**
     * A typed word about all targets.
     *
     * @param fingerprint the plan
     * @param decision yes or no
     * @param approver who said it
     * @param at when
     * @param comment why
     */
    public Approval(Fingerprint fingerprint, Decision decision, String approver, Instant at, Optional<String> comment) {
        this(fingerprint, decision, approver, at, comment, Scope.ALL, List.of(), new Proof.Typed(false));
    }

    /**
     * The same word with a signature.
     *
     * @param signed the signature
     * @return a copy
     */
    public Approval with(Proof.Signed signed) {
        return new Approval(fingerprint, decision, approver, at, comment, scope, confirmed, signed);
    }

    /**
     * Whether this decision was given in a rehearsal.
     *
     * @return whether it means nothing for a real release
     */
    public boolean ofRehearsal() {
        return approver.equals(REHEARSAL);
    }

    /**
     * The approver for people, with what stands behind the name.
     *
     * @return one line
     */
    public String shown() {
        if (proof instanceof Proof.Typed typed) {
            return typed.startedBy() ? "started by " + approver : approver;
        }
        return proof instanceof Proof.Reviewed reviewed
                ? approver + " (GitHub id " + reviewed.id() + ")"
                : approver + " (signed)";
    }

    /**
     * What stands behind the name, in words.
     *
     * @return one line
     */
    public String proven() {
        if (proof instanceof Proof.Typed typed) {
            return typed.startedBy() ? "who started the job; nobody decided" : "a typed name, which nothing proves";
        }
        if (proof instanceof Proof.Reviewed reviewed) {
            return "review of the environment " + reviewed.environment() + " at GitHub, account " + reviewed.id();
        }
        try {
            return "SSH signature of the key "
                    + SshSignature.read(((Proof.Signed) proof).signature()).key();
        } catch (SshFormatException e) {
            return "something that is no SSH signature: " + e.getMessage();
        }
    }

    /** Yes or no. */
    public enum Decision {
        /** These bytes may go out. */
        APPROVED,
        /** These bytes must not go out. */
        REJECTED
    }

    /** What stands behind a name. */
    public sealed interface Proof {

        /**
         * Nothing: somebody typed it, or a CI service named who started the job.
         *
         * @param startedBy whether it is only known who started the job
         */
        record Typed(boolean startedBy) implements Proof {}

        /**
         * A signature of the statement that {@link ApprovalStatement} makes of the plan and this word.
         *
         * @param signature as ssh-keygen writes it
         */
        record Signed(String signature) implements Proof {}

        /**
         * GitHub's record of a review; true only as GitHub's answer of this moment.
         *
         * @param id the person's number at GitHub
         * @param environment the environment
         */
        record Reviewed(long id, String environment) implements Proof {}
    }
}
