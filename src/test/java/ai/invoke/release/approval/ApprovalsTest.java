package ai.invoke.release.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.approval.Approval.Decision;
import ai.invoke.release.approval.Approvals.Verdict;
import ai.invoke.release.plan.ApprovalPolicy;
import ai.invoke.release.plan.Fingerprint;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.Plans;
import ai.invoke.release.problem.ProjectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApprovalsTest {

    private static final Fingerprint PLAN = new Fingerprint("a".repeat(64));
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Fingerprint OTHER = new Fingerprint("b".repeat(64));

    @TempDir
    Path folder;

    private Approval word(Fingerprint plan, String who, Decision decision) {
        return new Approval(plan, decision, who, Instant.parse("2026-11-22T10:00:00Z"), Optional.of("because \"x\""));
    }

    private Approvals approvals() {
        return new Approvals(folder.resolve("approvals"));
    }

    private static PlanFile plan() {
        return new PlanFile(Plans.full(), PLAN);
    }

    private Verdict verdict(int required) {
        return Tally.of(plan(), ApprovalPolicy.DEFAULT.atLeast(required), Optional.empty(), NOW)
                .verdict(approvals().kept(), List.of(), "pypi");
    }

    private Verdict rehearsalVerdict(int required) {
        return Tally.ofRehearsal(plan(), required, NOW).verdict(approvals().kept(), List.of(), "pypi");
    }

    @Test
    void silenceIsNoApproval() {
        assertThat(verdict(1)).isEqualTo(new Verdict.Waiting(List.of(), 1, List.of(), List.of()));
    }

    @Test
    void oneApprovalIsEnoughByDefault() {
        Path file = approvals().add(word(PLAN, "ada", Decision.APPROVED));
        assertThat(file).hasFileName("0001-aaaaaaaaaaaa-approved.json");
        assertThat(verdict(0)).isInstanceOf(Verdict.Approved.class);
        assertThat(approvals().all()).containsExactly(word(PLAN, "ada", Decision.APPROVED));
    }

    @Test
    void anApprovalOfAnotherPlanDoesNotCountButIsNamed() {
        approvals().add(word(OTHER, "ada", Decision.APPROVED));
        assertThat(verdict(1)).isEqualTo(new Verdict.Waiting(List.of(), 1, List.of(OTHER), List.of()));
    }

    @Test
    void aRejectionOutweighsEveryApproval() {
        approvals().add(word(PLAN, "ada", Decision.APPROVED));
        approvals().add(word(PLAN, "bob", Decision.REJECTED));
        approvals().add(word(PLAN, "eve", Decision.APPROVED));
        assertThat(verdict(1)).isEqualTo(new Verdict.Rejected(List.of(word(PLAN, "bob", Decision.REJECTED))));
    }

    @Test
    void onlyWhoRejectedCanTakeItBack() {
        approvals().add(word(PLAN, "bob", Decision.REJECTED));
        approvals().add(word(PLAN, "bob", Decision.APPROVED));
        assertThat(verdict(1)).isInstanceOf(Verdict.Approved.class);
    }

    @Test
    void twoApproversAreTwoPeople() {
        approvals().add(word(PLAN, "ada", Decision.APPROVED));
        approvals().add(word(PLAN, "ada", Decision.APPROVED));
        assertThat(verdict(2)).isInstanceOf(Verdict.Waiting.class);
        approvals().add(word(PLAN, "bob", Decision.APPROVED));
        assertThat(verdict(2)).isInstanceOf(Verdict.Approved.class);
    }

    @Test
    void aFileThatIsNoDecisionStopsEverything() throws Exception {
        Path file = approvals().add(word(PLAN, "ada", Decision.REJECTED));
        Files.writeString(file, Files.readString(file).replace("rejected", "approvd"));
        assertThatThrownBy(() -> verdict(1))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void aShortFormThatDoesNotFitTheDigestIsRefused() throws Exception {
        Path file = approvals().add(word(OTHER, "ada", Decision.APPROVED));
        Files.writeString(file, Files.readString(file).replace("b".repeat(64), "a".repeat(64)));
        assertThatThrownBy(() -> verdict(1)).isInstanceOf(ProjectException.class);
    }

    /** Neither its approval nor its rejection: a rehearsal says nothing about a release. */
    @Test
    void aDecisionGivenInARehearsalDoesNotCount() {
        approvals().add(word(PLAN, Approval.REHEARSAL, Decision.APPROVED));
        assertThat(verdict(1)).isEqualTo(new Verdict.Waiting(List.of(), 1, List.of(), List.of()));
        assertThat(rehearsalVerdict(1)).isInstanceOf(Verdict.Approved.class);
        approvals().add(word(PLAN, "ada", Decision.APPROVED));
        approvals().add(word(PLAN, Approval.REHEARSAL, Decision.REJECTED));
        assertThat(verdict(1)).isEqualTo(new Verdict.Approved(List.of(word(PLAN, "ada", Decision.APPROVED))));
        assertThat(verdict(2)).isInstanceOf(Verdict.Waiting.class);
        assertThat(rehearsalVerdict(1)).isInstanceOf(Verdict.Rejected.class);
    }

    private Path second;

    private void three() {
        approvals().add(word(OTHER, "ada", Decision.APPROVED));
        second = approvals().add(word(PLAN, "bob", Decision.REJECTED));
        approvals().add(word(PLAN, "ada", Decision.APPROVED));
        assertThat(verdict(1)).isInstanceOf(Verdict.Rejected.class);
    }

    private void refused(String why) {
        assertThatThrownBy(() -> verdict(1))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining(why)
                .hasMessageContaining("mvn clean verify, then approve");
    }

    @Test
    void aRejectionThatIsTakenOutIsNoticed() throws Exception {
        three();
        Files.delete(second);
        refused("the decision before it was changed, renamed or removed");
    }

    @Test
    void aRejectionThatIsMovedAsideIsNoticed() throws Exception {
        three();
        Files.move(second, second.resolveSibling("old.txt"));
        refused("the decision before it was changed, renamed or removed");
    }

    @Test
    void aRejectionThatIsEditedIsNoticed() throws Exception {
        three();
        Files.writeString(second, Files.readString(second).replace("because", "without"));
        refused("the decision before it was changed, renamed or removed");
    }

    @Test
    void decisionsThatChangePlacesAreNoticed() throws Exception {
        three();
        Files.move(second, second.resolveSibling("0009-aaaaaaaaaaaa-rejected.json"));
        refused("the decision before it was changed, renamed or removed");
    }

    @Test
    void aDecisionUnderAnotherNameIsNoticed() throws Exception {
        three();
        Files.move(second, second.resolveSibling("0002-aaaaaaaaaaaa-approved.json"));
        refused("its name says something else than its content");
    }

    @Test
    void anOldApprovalPlayedAgainIsNoticed() throws Exception {
        approvals().add(word(PLAN, "ada", Decision.APPROVED));
        Path no = approvals().add(word(PLAN, "ada", Decision.REJECTED));
        Files.copy(
                no.resolveSibling("0001-aaaaaaaaaaaa-approved.json"),
                no.resolveSibling("0003-aaaaaaaaaaaa-approved.json"));
        refused("the decision before it was changed, renamed or removed");
    }

    @Test
    void twoDecisionsWithOneNumberAreRefused() throws Exception {
        Path yes = approvals().add(word(PLAN, "ada", Decision.APPROVED));
        Files.copy(yes, yes.resolveSibling("0001-aaaaaaaaaaaa-rejected.json"));
        refused("0001-aaaaaaaaaaaa-rejected.json");
    }

    @Test
    void halfADecisionAndAnOversizedOneAreRefused() throws Exception {
        Path yes = approvals().add(word(PLAN, "ada", Decision.APPROVED));
        String text = Files.readString(yes);
        Files.writeString(yes, text.substring(0, text.length() / 2));
        refused("not a readable decision");
        Files.writeString(yes, text.replace("because", "x".repeat(70_000)));
        refused("too large for a decision");
        Files.writeString(yes, text.replace("\"schemaVersion\": 2", "\"schemaVersion\": 3"));
        refused("written by a newer plugin");
        Files.writeString(yes, text.replace("\"ada\"", "\"a\\nda\""));
        refused("control characters");
    }

    @Test
    void aDecisionOfAnOlderPluginIsStillRead() throws Exception {
        Files.createDirectories(folder.resolve("approvals"));
        Files.writeString(folder.resolve("approvals/0001-aaaaaaaaaaaa-approved.json"), """
                {"approver": "ada", "at": "2026-11-22T10:00:00Z", "decision": "approved", "fingerprint": "aaaaaaaaaaaa",
                 "planSha256": "%s", "schemaVersion": 1}
                """.formatted("a".repeat(64)));
        assertThat(verdict(1)).isInstanceOf(Verdict.Approved.class);
        approvals().add(word(PLAN, "bob", Decision.APPROVED));
        assertThat(verdict(2)).isInstanceOf(Verdict.Approved.class);
    }

    @Test
    void twoSpellingsOfANameAreOnePerson() {
        approvals().add(word(PLAN, "Ada Lovelace", Decision.APPROVED));
        for (String spelling : List.of(
                "ada lovelace",
                "\uff21\uff44\uff41 Lovelace",
                "Ada\u200b Lovelace",
                "Ada\u00a0 Lovelace",
                "A\ufe0fda Love\u00adlace",
                "ADA LOVELACE")) {
            approvals().add(word(PLAN, spelling, Decision.APPROVED));
        }
        assertThat(verdict(2)).isInstanceOf(Verdict.Waiting.class);
        approvals().add(word(PLAN, "Stra\u00dfe", Decision.APPROVED));
        assertThat(verdict(2)).isInstanceOf(Verdict.Approved.class);
        approvals().add(word(PLAN, "STRASSE", Decision.APPROVED));
        assertThat(verdict(3)).isInstanceOf(Verdict.Waiting.class);
    }

    @Test
    void anApprovalFromTheFutureDoesNotCountButARejectionDoes() {
        approvals().add(new Approval(PLAN, Decision.APPROVED, "ada", NOW.plusSeconds(3600), Optional.empty()));
        assertThat(verdict(1))
                .isInstanceOfSatisfying(
                        Verdict.Waiting.class,
                        waiting -> assertThat(waiting.refused())
                                .first()
                                .asString()
                                .contains(
                                        "it is dated 2026-11-22T13:00:00Z, and the clock here says 2026-11-22T12:00:00Z"));
        approvals().add(new Approval(PLAN, Decision.APPROVED, "bob", NOW.plusSeconds(300), Optional.empty()));
        assertThat(verdict(1)).isInstanceOf(Verdict.Approved.class);
        approvals().add(new Approval(PLAN, Decision.REJECTED, "eve", NOW.plusSeconds(3600), Optional.empty()));
        assertThat(verdict(1)).isInstanceOf(Verdict.Rejected.class);
    }

    @Test
    void aScopeOpensItsTargetOnly() {
        approvals()
                .add(new Approval(
                        PLAN,
                        Decision.APPROVED,
                        "ada",
                        NOW,
                        Optional.empty(),
                        new Scope(new TreeSet<>(List.of("testpypi"))),
                        List.of(),
                        new Approval.Proof.Typed(false)));
        Tally tally = Tally.of(plan(), ApprovalPolicy.DEFAULT, Optional.empty(), NOW);
        assertThat(tally.verdict(approvals().kept(), List.of(), "testpypi")).isInstanceOf(Verdict.Approved.class);
        assertThat(tally.verdict(approvals().kept(), List.of(), "pypi")).isInstanceOf(Verdict.Waiting.class);
        assertThat(tally.verdict(approvals().kept(), List.of(), Scope.GITHUB)).isInstanceOf(Verdict.Waiting.class);
    }

    @Test
    void noNumberIsTakenThatTheNameOfTheFileCannotHold() throws Exception {
        Files.createDirectories(folder.resolve("approvals"));
        Files.writeString(folder.resolve("approvals/9998-aaaaaaaaaaaa-approved.json"), """
                {"approver": "ada", "at": "2026-11-22T10:00:00Z", "decision": "approved", "fingerprint": "aaaaaaaaaaaa",
                 "planSha256": "%s", "schemaVersion": 1}
                """.formatted("a".repeat(64)));
        assertThat(approvals().add(word(PLAN, "bob", Decision.REJECTED)))
                .hasFileName("9999-aaaaaaaaaaaa-rejected.json");
        assertThatThrownBy(() -> approvals().add(word(PLAN, "eve", Decision.APPROVED)))
                .hasMessageContaining("too many decisions");
        assertThat(verdict(1)).isInstanceOf(Verdict.Rejected.class);
    }

    /** What is published beside a release is what opened the gate, so that the chain has gaps. */
    @Test
    void publishedDecisionsAreReadWithoutTheirChain() throws Exception {
        three();
        Files.delete(second);
        assertThat(Approvals.published(folder.resolve("approvals")).all()).hasSize(2);
        assertThat(Approvals.published(folder.resolve("approvals"))
                        .files(List.of(word(PLAN, "ada", Decision.APPROVED))))
                .singleElement()
                .satisfies(file -> assertThat(file).hasFileName("0003-aaaaaaaaaaaa-approved.json"));
    }

    @Test
    void decisionsAtTheSameMomentAreAllKept() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Path>> words = IntStream.range(0, 16)
                    .<Callable<Path>>mapToObj(i -> () -> approvals().add(word(PLAN, "p" + i, Decision.APPROVED)))
                    .toList();
            for (Future<Path> future : pool.invokeAll(words)) {
                assertThat(future.get()).exists();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(approvals().all()).hasSize(16);
    }
}
