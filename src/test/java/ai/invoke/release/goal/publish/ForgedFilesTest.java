package ai.invoke.release.goal.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.Receipt;
import ai.invoke.release.plan.ReceiptFile;
import ai.invoke.release.plan.evidence.Evidence;
import ai.invoke.release.problem.ReleaseException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Receipts and journals that somebody else wrote, or that a crash left half written. */
@Timeout(60)
class ForgedFilesTest {

    @TempDir
    Path temp;

    private static void large(Path file, long bytes) throws Exception {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(bytes);
        }
    }

    /** It says that all is done, at other addresses; the release goes out all the same, and the receipt says what the services said. */
    @Test
    void aForgedReceiptChangesNothing() {
        try (DeployStage stage = DeployStage.approved(temp)) {
            PlanFile plan = PlanFile.read(stage.directory.plan());
            ReceiptFile.write(
                    stage.directory.receipt(),
                    Receipt.begin(plan, List.of(new Receipt.Signature("Mallory", Instant.EPOCH)))
                            .with(new Receipt.IndexReceipt(
                                    "pypi",
                                    List.of(
                                            new Receipt.IndexFile(
                                                    DeployStage.WHEEL, "f".repeat(64), true, List.of("forged")),
                                            new Receipt.IndexFile(
                                                    DeployStage.SDIST, "f".repeat(64), true, List.of("forged")))))
                            .with(new Receipt.GitHubReceipt(4242, "https://github.com/mallory/forged", List.of()))
                            .finished(Instant.parse("2020-01-01T00:00:00Z")));
            stage.deploy();
            assertThat(stage.uploads(stage.servers.pypi())).isEqualTo(2);
            assertThat(stage.releases()).hasSize(1);
            Receipt receipt = ReceiptFile.read(stage.directory.receipt()).orElseThrow();
            assertThat(receipt.toString())
                    .doesNotContain("Mallory", "mallory", "forged", "4242", "f".repeat(64), "2020-01-01");
            assertThat(receipt.approvals())
                    .extracting(Receipt.Signature::approver)
                    .containsExactly("Ada");
        }
    }

    @Test
    void anOversizedOrHalfWrittenReceiptIsNamedAndWrittenAnew() throws Exception {
        for (String kind : List.of("oversized", "half")) {
            try (DeployStage stage = DeployStage.approved(temp.resolve(kind))) {
                PlanFile plan = PlanFile.read(stage.directory.plan());
                ReceiptFile.write(stage.directory.receipt(), Receipt.begin(plan, List.of()));
                if (kind.equals("half")) {
                    String whole = Files.readString(stage.directory.receipt());
                    Files.writeString(stage.directory.receipt(), whole.substring(0, whole.length() / 2));
                } else {
                    // Valid JSON, so that nothing but its size speaks against it.
                    Files.writeString(
                            stage.directory.receipt(),
                            Files.readString(stage.directory.receipt()) + " ".repeat(8 * 1024 * 1024));
                }
                assertThatThrownBy(() -> ReceiptFile.read(stage.directory.receipt()))
                        .isInstanceOf(ReleaseException.class)
                        .hasMessageContaining("receipt.json");
                stage.deploy();
                assertThat(stage.console.all()).contains("receipt.json");
                assertThat(ReceiptFile.read(stage.directory.receipt()).flatMap(Receipt::finishedAt))
                        .isPresent();
            }
        }
    }

    @Test
    void anOversizedJournalStopsTheReleaseBeforeAnythingIsSent() throws Exception {
        try (DeployStage stage = DeployStage.approved(temp)) {
            large(stage.directory.journal(), 64L * 1024 * 1024);
            assertThat(stage.stopped().orElseThrow())
                    .isInstanceOf(ReleaseException.class)
                    .hasMessageContaining("journal.jsonl")
                    .hasMessageContaining("larger than anything that a release writes");
            assertThat(stage.servers.log().entries()).isEmpty();
        }
    }

    /** A crash cuts the last line off: what was decided before it still counts, and the release goes on. */
    @Test
    void aHalfWrittenJournalIsGoneOnWith() throws Exception {
        try (DeployStage stage = DeployStage.approved(temp)) {
            Files.writeString(
                    stage.directory.journal(),
                    Files.readString(stage.directory.journal()) + "{\"schemaVersion\": 1, \"at\": \"2026-");
            stage.deploy();
            assertThat(stage.uploads(stage.servers.pypi())).isEqualTo(2);
        }
    }

    /** What did not run is said before anything else. */
    @Test
    void preflightSaysFirstWhatDidNotRun() {
        try (DeployStage stage = DeployStage.planned(temp, false)) {
            stage.evidence = Optional.of(new Evidence(
                    IntStream.range(0, 9)
                            .mapToObj(number -> new Evidence.Check(
                                    "check-" + number,
                                    number == 0 ? Evidence.State.PASSED : Evidence.State.NOT_RUN,
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    false))
                            .toList(),
                    List.of(),
                    Optional.of(new Evidence.Findings(0, 0, 0, 0)),
                    Optional.of(new Evidence.Build("CPython 3.11.2", true, List.of())),
                    new TreeMap<>()));
            stage.plan(DeployStage.COMMIT);
            stage.decide(Approval.Decision.APPROVED);
            assertThat(new Preflight().run(stage.request(stage.tokens())).lines())
                    .first()
                    .isEqualTo("evidence: 8 of 9 checks did not run");
        }
    }
}
