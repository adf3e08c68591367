package ai.invoke.release.approval;

import ai.invoke.release.approval.Approval.Decision;
import ai.invoke.release.approval.Approval.Proof;
import ai.invoke.release.approval.Approvals.Kept;
import ai.invoke.release.approval.Approvals.Verdict;
import ai.invoke.release.approval.ssh.AllowedSigners;
import ai.invoke.release.approval.ssh.SshFormatException;
import ai.invoke.release.approval.ssh.SshSignature;
import ai.invoke.release.plan.ApprovalPolicy;
import ai.invoke.release.plan.ApprovalPolicy.ManualCheck;
import ai.invoke.release.plan.Fingerprint;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.plan.PlanFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Counts decisions under the policy of a plan: each person's, or each key's, latest word counts; one standing rejection outweighs all
 * approvals, however it is proven. What does not count is named.
 */
public final class Tally {

    /** How far the clocks of two machines may differ. */
    private static final Duration SKEW = Duration.ofMinutes(10);

    private final PlanFile plan;
    private final ApprovalPolicy policy;
    private final Optional<AllowedSigners> signers;
    private final Instant now;
    private final Predicate<Kept> known;
    private final boolean rehearsal;

    private Tally(
            PlanFile plan,
            ApprovalPolicy policy,
            Optional<AllowedSigners> signers,
            Instant now,
            Predicate<Kept> known,
            boolean rehearsal) {
        this.plan = plan;
        this.policy = policy;
        this.signers = signers;
        this.now = now;
        this.known = known;
        this.rehearsal = rehearsal;
    }

    /**
     * Counts for a release.
     *
     * @param plan what was decided on
     * @param policy who has to approve: the plan's, or a stricter one
     * @param signers whose signatures count; empty when the policy asks for none
     * @param now the time
     * @return the tally
     */
    public static Tally of(PlanFile plan, ApprovalPolicy policy, Optional<AllowedSigners> signers, Instant now) {
        return new Tally(plan, policy, signers, now, kept -> true, false);
    }

    /**
     * Counts for a rehearsal: its own approval counts, too.
     *
     * @param plan what was decided on
     * @param required how many must have approved
     * @param now the time
     * @return the tally
     */
    public static Tally ofRehearsal(PlanFile plan, int required, Instant now) {
        return new Tally(plan, ApprovalPolicy.DEFAULT.atLeast(required), Optional.empty(), now, kept -> true, true);
    }

    /**
     * The same tally, which leaves out approvals that came too late to be a person's.
     *
     * @param trusted whether the file may hold an approval that counts; a rejection always counts
     * @return a copy
     */
    public Tally knowing(Predicate<Kept> trusted) {
        return new Tally(plan, policy, signers, now, trusted, rehearsal);
    }

    /**
     * Where the plan stands.
     *
     * @param decisions all files
     * @param reviews what GitHub says at this moment; empty when the policy does not ask for it
     * @param target an index or {@link Scope#GITHUB}
     * @return the verdict
     */
    public Verdict verdict(List<Kept> decisions, List<Approval> reviews, String target) {
        Map<String, Approval> latest = new LinkedHashMap<>();
        Set<String> refused = new LinkedHashSet<>();
        Set<String> signatures = new LinkedHashSet<>();
        Set<Fingerprint> others = new LinkedHashSet<>();
        for (Kept kept : ordered(decisions)) {
            Approval word = kept.approval();
            if (ignored(word, reviews)) {
                continue;
            }
            if (!word.fingerprint().equals(plan.fingerprint())) {
                if (word.decision() == Decision.APPROVED) {
                    others.add(word.fingerprint());
                }
                continue;
            }
            if (!word.scope().covers(target)) {
                continue;
            }
            Optional<String> why = refusal(kept, signatures);
            String who = why.isEmpty() ? identity(word) : "name " + PersonName.key(word.approver());
            if (word.decision() == Decision.REJECTED) {
                put(latest, who, word);
            } else if (why.isPresent()) {
                refused.add(refused(word, kept, why.get()));
            } else if (policy.kind() == kind(word.proof())) {
                put(latest, who, word);
            } else {
                // It does not count as an approval, but takes back a rejection of the same name.
                latest.remove(who);
                refused.add(refused(word, kept, otherKind(word).orElseThrow()));
            }
        }
        for (Approval review : reviews) {
            Optional<String> open = unconfirmed(review);
            if (open.isPresent()) {
                refused.add("the review of " + review.shown() + " does not count: " + open.get());
                continue;
            }
            String who = identity(review);
            if (Optional.ofNullable(latest.get(who))
                    .filter(word -> word.decision() == Decision.REJECTED)
                    .isEmpty()) {
                put(latest, who, review);
            }
        }
        return verdict(latest, List.copyOf(others), List.copyOf(refused));
    }

    /**
     * Where the plan stands as a whole.
     *
     * @param decisions all files
     * @param reviews what GitHub says, or has said where that is only to be shown
     * @return of all targets the verdict of the first that may not go out; when all may, of the first
     */
    public Verdict overall(List<Kept> decisions, List<Approval> reviews) {
        List<String> targets = new ArrayList<>(
                plan.plan().indexes().stream().map(IndexTarget::name).toList());
        if (targets.isEmpty() || plan.plan().github().isPresent()) {
            targets.add(Scope.GITHUB);
        }
        List<Verdict> verdicts = targets.stream()
                .map(target -> verdict(decisions, reviews, target))
                .toList();
        return verdicts.stream()
                .filter(verdict -> verdict instanceof Verdict.Rejected)
                .findFirst()
                .or(() -> verdicts.stream()
                        .filter(verdict -> verdict instanceof Verdict.Waiting)
                        .findFirst())
                .orElse(verdicts.get(0));
    }

    private Verdict verdict(Map<String, Approval> latest, List<Fingerprint> others, List<String> refused) {
        List<Approval> rejections = latest.values().stream()
                .filter(word -> word.decision() == Decision.REJECTED)
                .toList();
        if (!rejections.isEmpty()) {
            return new Verdict.Rejected(rejections);
        }
        List<Approval> approvals = List.copyOf(latest.values());
        return approvals.size() >= policy.required()
                ? new Verdict.Approved(approvals)
                : new Verdict.Waiting(approvals, policy.required(), others, refused);
    }

    /**
     * A decision and whether it counts.
     *
     * @param approval the decision
     * @param refusal why it does not count; empty when it does
     */
    public record Judged(Approval approval, Optional<String> refusal) {}

    /**
     * Judges each decision about the plan by itself, to be shown.
     *
     * @param decisions all files
     * @param reviews what GitHub says, or has said where that is only to be shown
     * @return in the order in which they were made; reviews come last
     */
    public List<Judged> judged(List<Kept> decisions, List<Approval> reviews) {
        Set<String> signatures = new LinkedHashSet<>();
        List<Judged> judged = new ArrayList<>();
        for (Kept kept : ordered(decisions)) {
            Approval word = kept.approval();
            if (!ignored(word, reviews) && word.fingerprint().equals(plan.fingerprint())) {
                judged.add(new Judged(word, refusal(kept, signatures).or(() -> otherKind(word))));
            }
        }
        reviews.forEach(review -> judged.add(new Judged(review, unconfirmed(review))));
        return List.copyOf(judged);
    }

    /** A rehearsal's word says nothing here; a kept review nothing that GitHub does not say itself. */
    private boolean ignored(Approval word, List<Approval> reviews) {
        return (word.ofRehearsal() && !rehearsal)
                || (word.decision() == Decision.APPROVED
                        && word.proof() instanceof Proof.Reviewed
                        && reviews.stream().anyMatch(review -> identity(review).equals(identity(word))));
    }

    private static String refused(Approval word, Kept kept, String why) {
        return "the approval of " + word.shown() + " in " + kept.file().getFileName() + " does not count: " + why;
    }

    private Optional<String> otherKind(Approval word) {
        return word.decision() == Decision.REJECTED || policy.kind() == kind(word.proof())
                ? Optional.empty()
                : Optional.of("this plan asks for approvals of the kind "
                        + policy.kind().word());
    }

    /** Somebody who has not done what must be done by hand has not approved, however that is proven. */
    private Optional<String> unconfirmed(Approval word) {
        if (word.decision() == Decision.REJECTED || rehearsal) {
            return Optional.empty();
        }
        List<String> open = policy.manualChecks().stream()
                .map(ManualCheck::name)
                .filter(name -> !word.confirmed().contains(name))
                .toList();
        return open.isEmpty() ? Optional.empty() : Optional.of("it does not confirm " + String.join(", ", open));
    }

    /** A copy of an old signature behind a newer one must not be the last word of its key: what was signed says when. */
    private static List<Kept> ordered(List<Kept> decisions) {
        List<Kept> signed = new ArrayList<>(decisions.stream()
                .filter(kept -> kept.approval().proof() instanceof Proof.Signed)
                .sorted(Comparator.comparing((Kept kept) -> kept.approval().at()))
                .toList());
        List<Kept> all = new ArrayList<>();
        for (Kept kept : decisions) {
            all.add(kept.approval().proof() instanceof Proof.Signed ? signed.remove(0) : kept);
        }
        return all;
    }

    private static void put(Map<String, Approval> latest, String who, Approval word) {
        latest.remove(who);
        latest.put(who, word);
    }

    private Optional<String> refusal(Kept kept, Set<String> signatures) {
        Approval word = kept.approval();
        if (!known.test(kept)) {
            return Optional.of(
                    "it was not there when this Maven session began, which has run code of the project since");
        }
        if (word.at().isAfter(now.plus(SKEW))) {
            return Optional.of("it is dated " + word.at() + ", and the clock here says " + now);
        }
        Optional<String> open = unconfirmed(word);
        if (open.isPresent()) {
            return open;
        }
        if (word.proof() instanceof Proof.Signed signed) {
            if (!signatures.add(signed.signature())) {
                return Optional.of("the same signature was there before");
            }
            return refusal(word, signed);
        }
        return word.proof() instanceof Proof.Reviewed ? Optional.of("only GitHub itself can say so") : Optional.empty();
    }

    /**
     * Why a signature does not count.
     *
     * @param word what was signed
     * @param signed the signature
     * @return empty when it does
     */
    public Optional<String> refusal(Approval word, Proof.Signed signed) {
        if (signers.isEmpty()) {
            return Optional.of("nothing says whose signatures count");
        }
        try {
            SshSignature signature = SshSignature.read(signed.signature());
            signature.verify(
                    ApprovalStatement.of(plan, word).getBytes(StandardCharsets.UTF_8), ApprovalStatement.NAMESPACE);
            // What was signed claims a time; a key that has expired since must not date back.
            signers.get()
                    .require(signature.key(), ApprovalStatement.NAMESPACE, word.approver(), List.of(word.at(), now));
            return Optional.empty();
        } catch (SshFormatException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Keys and accounts count, not names: one key is one person, whatever it calls itself. */
    private static String identity(Approval word) {
        if (word.proof() instanceof Proof.Signed signed) {
            return "key " + SshSignature.read(signed.signature()).key().fingerprint();
        }
        return word.proof() instanceof Proof.Reviewed reviewed
                ? "account " + reviewed.id()
                : "name " + PersonName.key(word.approver());
    }

    private static ApprovalPolicy.Kind kind(Proof proof) {
        if (proof instanceof Proof.Signed) {
            return ApprovalPolicy.Kind.SIGNED;
        }
        return proof instanceof Proof.Reviewed ? ApprovalPolicy.Kind.ENVIRONMENT : ApprovalPolicy.Kind.TYPED;
    }
}
