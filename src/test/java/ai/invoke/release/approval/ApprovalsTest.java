package ai.invoke.release.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.approval.Approval.Decision;
import ai.invoke.release.approval.Approvals.Verdict;
import ai.invoke.release.plan.Fingerprint;
import ai.invoke.release.problem.ProjectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApprovalsTest {

    private static final Fingerprint PLAN = new Fingerprint("a".repeat(64));
    private static final Fingerprint OTHER = new Fingerprint("b".repeat(64));

    @TempDir
    Path folder;

    private Approval word(Fingerprint plan, String who, Decision decision) {
        return new Approval(plan, decision, who, Instant.parse("2026-11-22T10:00:00Z"), Optional.of("because \"x\""));
    }

    private Approvals approvals() {
        return new Approvals(folder.resolve("approvals"));
    }

    @Test
    void silenceIsNoApproval() {
        assertThat(approvals().verdict(PLAN, 1)).isEqualTo(new Verdict.Waiting(List.of(), 1, List.of()));
    }

    @Test
    void oneApprovalIsEnoughByDefault() {
        Path file = approvals().add(word(PLAN, "ada", Decision.APPROVED));
        assertThat(file).hasFileName("0001-aaaaaaaaaaaa-approved.json");
        assertThat(approvals().verdict(PLAN, 0)).isInstanceOf(Verdict.Approved.class);
        assertThat(approvals().all()).containsExactly(word(PLAN, "ada", Decision.APPROVED));
    }

    @Test
    void anApprovalOfAnotherPlanDoesNotCountButIsNamed() {
        approvals().add(word(OTHER, "ada", Decision.APPROVED));
        assertThat(approvals().verdict(PLAN, 1)).isEqualTo(new Verdict.Waiting(List.of(), 1, List.of(OTHER)));
    }

    @Test
    void aRejectionOutweighsEveryApproval() {
        approvals().add(word(PLAN, "ada", Decision.APPROVED));
        approvals().add(word(PLAN, "bob", Decision.REJECTED));
        approvals().add(word(PLAN, "eve", Decision.APPROVED));
        assertThat(approvals().verdict(PLAN, 1))
                .isEqualTo(new Verdict.Rejected(List.of(word(PLAN, "bob", Decision.REJECTED))));
    }

    @Test
    void onlyWhoRejectedCanTakeItBack() {
        approvals().add(word(PLAN, "bob", Decision.REJECTED));
        approvals().add(word(PLAN, "bob", Decision.APPROVED));
        assertThat(approvals().verdict(PLAN, 1)).isInstanceOf(Verdict.Approved.class);
    }

    @Test
    void twoApproversAreTwoPeople() {
        approvals().add(word(PLAN, "ada", Decision.APPROVED));
        approvals().add(word(PLAN, "ada", Decision.APPROVED));
        assertThat(approvals().verdict(PLAN, 2)).isInstanceOf(Verdict.Waiting.class);
        approvals().add(word(PLAN, "bob", Decision.APPROVED));
        assertThat(approvals().verdict(PLAN, 2)).isInstanceOf(Verdict.Approved.class);
    }

    @Test
    void aFileThatIsNoDecisionStopsEverything() throws Exception {
        Path file = approvals().add(word(PLAN, "ada", Decision.REJECTED));
        Files.writeString(file, Files.readString(file).replace("rejected", "approvd"));
        assertThatThrownBy(() -> approvals().verdict(PLAN, 1))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void aShortFormThatDoesNotFitTheDigestIsRefused() throws Exception {
        Path file = approvals().add(word(OTHER, "ada", Decision.APPROVED));
        Files.writeString(file, Files.readString(file).replace("b".repeat(64), "a".repeat(64)));
        assertThatThrownBy(() -> approvals().verdict(PLAN, 1)).isInstanceOf(ProjectException.class);
    }

    /** Neither its approval nor its rejection: a rehearsal says nothing about a release. */
    @Test
    void aDecisionGivenInARehearsalDoesNotCount() {
        approvals().add(word(PLAN, Approval.REHEARSAL, Decision.APPROVED));
        assertThat(approvals().verdict(PLAN, 1)).isEqualTo(new Verdict.Waiting(List.of(), 1, List.of()));
        assertThat(approvals().rehearsalVerdict(PLAN, 1)).isInstanceOf(Verdict.Approved.class);
        approvals().add(word(PLAN, "ada", Decision.APPROVED));
        approvals().add(word(PLAN, Approval.REHEARSAL, Decision.REJECTED));
        assertThat(approvals().verdict(PLAN, 1))
                .isEqualTo(new Verdict.Approved(List.of(word(PLAN, "ada", Decision.APPROVED))));
        assertThat(approvals().verdict(PLAN, 2)).isInstanceOf(Verdict.Waiting.class);
        assertThat(approvals().rehearsalVerdict(PLAN, 1)).isInstanceOf(Verdict.Rejected.class);
    }

    @Test
    void theLatestWordIsTheLastFileAlsoWhenAnEarlierOneWasMovedAway() throws Exception {
        Path first = approvals().add(word(OTHER, "ada", Decision.APPROVED));
        approvals().add(word(OTHER, "bob", Decision.APPROVED));
        approvals().add(word(PLAN, "ada", Decision.REJECTED));
        Files.delete(first);
        assertThat(approvals().add(word(PLAN, "ada", Decision.APPROVED)))
                .hasFileName("0004-aaaaaaaaaaaa-approved.json");
        assertThat(approvals().verdict(PLAN, 1)).isInstanceOf(Verdict.Approved.class);
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
