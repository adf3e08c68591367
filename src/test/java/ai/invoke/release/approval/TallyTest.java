package ai.invoke.release.approval;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.approval.Approval.Decision;
import ai.invoke.release.approval.Approval.Proof;
import ai.invoke.release.approval.Approvals.Kept;
import ai.invoke.release.approval.Approvals.Verdict;
import ai.invoke.release.plan.ApprovalPolicy;
import ai.invoke.release.plan.ApprovalPolicy.ManualCheck;
import ai.invoke.release.plan.Fingerprint;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.Plans;
import ai.invoke.release.plan.evidence.Evidence;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TallyTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Proof TYPED = new Proof.Typed(false);
    private static final Proof REVIEWED = new Proof.Reviewed(7, "pypi");

    private static PlanFile plan(ApprovalPolicy policy) {
        return PlanFile.of(Plans.full().with(Evidence.NONE, policy));
    }

    private static final PlanFile PLAN = plan(ApprovalPolicy.DEFAULT);
    private static final PlanFile REVIEW = plan(new ApprovalPolicy(
            ApprovalPolicy.Kind.ENVIRONMENT,
            1,
            Optional.empty(),
            Optional.of(new ApprovalPolicy.Environment("pypi", false)),
            List.of()));

    private static Approval word(PlanFile plan, String who, Decision decision, Proof proof, String... targets) {
        return new Approval(
                plan.fingerprint(),
                decision,
                who,
                NOW,
                Optional.empty(),
                new Scope(new TreeSet<>(List.of(targets))),
                List.of(),
                proof);
    }

    private static List<Kept> kept(Approval... words) {
        return IntStream.range(0, words.length)
                .mapToObj(i -> new Kept(Path.of("000" + i + ".json"), i, Integer.toString(i), words[i]))
                .toList();
    }

    private static Tally tally(PlanFile plan) {
        return Tally.of(plan, plan.plan().policy(), Optional.empty(), NOW);
    }

    @Test
    void theWholeWaitsForItsLastTarget() {
        Approval index = word(PLAN, "ada", Decision.APPROVED, TYPED, "testpypi", "pypi");
        Approval github = word(PLAN, "bob", Decision.APPROVED, TYPED, Scope.GITHUB);
        assertThat(tally(PLAN).overall(kept(index), List.of())).isInstanceOf(Verdict.Waiting.class);
        assertThat(tally(PLAN).overall(kept(index, github), List.of())).isEqualTo(new Verdict.Approved(List.of(index)));
    }

    @Test
    void oneRejectedTargetRejectsTheWhole() {
        Approval no = word(PLAN, "bob", Decision.REJECTED, TYPED, "pypi");
        assertThat(tally(PLAN).overall(kept(no), List.of())).isEqualTo(new Verdict.Rejected(List.of(no)));
        assertThat(tally(PLAN).verdict(kept(no), List.of(), "testpypi")).isInstanceOf(Verdict.Waiting.class);
    }

    /** Clocks of two machines may differ by ten minutes and no more. */
    @Test
    void theFutureBeginsInTenMinutes() {
        Approval soon =
                new Approval(PLAN.fingerprint(), Decision.APPROVED, "ada", NOW.plusSeconds(600), Optional.empty());
        Approval late =
                new Approval(PLAN.fingerprint(), Decision.APPROVED, "ada", NOW.plusSeconds(601), Optional.empty());
        assertThat(tally(PLAN).verdict(kept(soon), List.of(), "pypi")).isInstanceOf(Verdict.Approved.class);
        assertThat(tally(PLAN).verdict(kept(late), List.of(), "pypi")).isInstanceOf(Verdict.Waiting.class);
    }

    @Test
    void whatGitHubDoesNotSayItselfDoesNotCount() {
        Approval before = word(REVIEW, "ada", Decision.APPROVED, REVIEWED);
        assertThat(tally(REVIEW).verdict(kept(before), List.of(), "pypi"))
                .isInstanceOfSatisfying(
                        Verdict.Waiting.class,
                        waiting -> assertThat(waiting.refused())
                                .singleElement()
                                .asString()
                                .contains("only GitHub itself can say so"));
        assertThat(tally(REVIEW).verdict(kept(before), List.of(before), "pypi"))
                .isEqualTo(new Verdict.Approved(List.of(before)));
    }

    @Test
    void aRejectionOutlivesWhatGitHubSays() {
        Approval no = word(REVIEW, "ada", Decision.REJECTED, REVIEWED);
        Approval yes = word(REVIEW, "ada", Decision.APPROVED, REVIEWED);
        Approval typed = word(REVIEW, "bob", Decision.REJECTED, TYPED);
        assertThat(tally(REVIEW).verdict(kept(typed), List.of(yes), "pypi")).isInstanceOf(Verdict.Rejected.class);
        assertThat(tally(REVIEW).verdict(List.of(), List.of(no), "pypi")).isInstanceOf(Verdict.Rejected.class);
        assertThat(tally(REVIEW).verdict(List.of(), List.of(no, yes), "pypi")).isInstanceOf(Verdict.Rejected.class);
        assertThat(tally(REVIEW).verdict(List.of(), List.of(yes, no), "pypi")).isInstanceOf(Verdict.Rejected.class);
    }

    /** Whoever typed a no may type a yes, which opens nothing where a review is asked for. */
    @Test
    void aWordOfAnotherKindTakesBackItsOwnRejectionAndNoMore() {
        Approval no = word(REVIEW, "bob", Decision.REJECTED, TYPED);
        Approval yes = word(REVIEW, "Bob", Decision.APPROVED, TYPED);
        Approval stranger = word(REVIEW, "eve", Decision.APPROVED, TYPED);
        assertThat(tally(REVIEW).verdict(kept(no, stranger), List.of(), "pypi")).isInstanceOf(Verdict.Rejected.class);
        assertThat(tally(REVIEW).verdict(kept(no, yes), List.of(), "pypi"))
                .isInstanceOfSatisfying(
                        Verdict.Waiting.class,
                        waiting -> assertThat(waiting.refused())
                                .singleElement()
                                .asString()
                                .contains("this plan asks for approvals of the kind environment"));
    }

    @Test
    void eachDecisionIsShownWithWhatSpeaksAgainstIt() {
        ApprovalPolicy careful = new ApprovalPolicy(
                ApprovalPolicy.Kind.ENVIRONMENT,
                1,
                Optional.empty(),
                Optional.of(new ApprovalPolicy.Environment("pypi", false)),
                List.of(new ManualCheck("ui", "look")));
        PlanFile plan = plan(careful);
        Approval no = word(plan, "ada", Decision.REJECTED, TYPED);
        Approval hasty = word(plan, "bob", Decision.APPROVED, TYPED);
        Approval other = new Approval(new Fingerprint("b".repeat(64)), Decision.APPROVED, "eve", NOW, Optional.empty());
        Approval review = word(plan, "carol", Decision.APPROVED, REVIEWED);
        Approval rehearsal = word(plan, Approval.REHEARSAL, Decision.APPROVED, TYPED);
        List<Tally.Judged> judged = tally(plan).judged(kept(no, other, rehearsal, hasty), List.of(review));
        assertThat(judged).extracting(Tally.Judged::approval).containsExactly(no, hasty, review);
        assertThat(judged)
                .extracting(Tally.Judged::refusal)
                .containsExactly(
                        Optional.empty(), Optional.of("it does not confirm ui"), Optional.of("it does not confirm ui"));
    }

    @Test
    void aRehearsalAsksForNothingByHand() {
        PlanFile plan = plan(new ApprovalPolicy(
                ApprovalPolicy.Kind.TYPED,
                1,
                Optional.empty(),
                Optional.empty(),
                List.of(new ManualCheck("ui", "look"))));
        List<Kept> words = kept(word(plan, Approval.REHEARSAL, Decision.APPROVED, TYPED));
        assertThat(Tally.ofRehearsal(plan, 1, NOW).verdict(words, List.of(), "pypi"))
                .isInstanceOf(Verdict.Approved.class);
        assertThat(tally(plan).verdict(words, List.of(), "pypi")).isInstanceOf(Verdict.Waiting.class);
    }
}
