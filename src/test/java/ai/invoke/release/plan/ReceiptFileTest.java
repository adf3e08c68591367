package ai.invoke.release.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.plan.Receipt.GitHubAsset;
import ai.invoke.release.plan.Receipt.GitHubReceipt;
import ai.invoke.release.plan.Receipt.IndexFile;
import ai.invoke.release.plan.Receipt.IndexReceipt;
import ai.invoke.release.problem.ProjectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiptFileTest {

    @TempDir
    Path folder;

    @Test
    void eachStepAddsItsPart() {
        Path file = folder.resolve("receipt.json");
        PlanFile plan = PlanFile.of(Plans.full());
        Receipt receipt = Receipt.begin(
                        plan, List.of(new Receipt.Signature("ada", Instant.parse("2026-11-22T10:00:00Z"))))
                .with(new IndexReceipt("pypi", List.of(new IndexFile("x.whl", "a".repeat(64), false, List.of()))))
                .with(new IndexReceipt("pypi", List.of(new IndexFile("x.whl", "a".repeat(64), true, List.of()))))
                .with(new GitHubReceipt(
                        7,
                        "https://github.com/o/r/releases/tag/v1",
                        List.of(new GitHubAsset("x.whl", 300, "a".repeat(64)))))
                .finished(Instant.parse("2026-11-22T10:05:00Z"));
        ReceiptFile.write(file, receipt);
        assertThat(ReceiptFile.read(file)).contains(receipt);
        assertThat(receipt.indexes()).hasSize(1);
    }

    @Test
    void anIndexReplacesItselfAndNoOther() {
        Path file = folder.resolve("receipt.json");
        IndexReceipt test =
                new IndexReceipt("testpypi", List.of(new IndexFile("x.whl", "a".repeat(64), true, List.of())));
        IndexReceipt attested = new IndexReceipt(
                "pypi",
                List.of(new IndexFile("x.whl", "a".repeat(64), true, List.of("https://docs.pypi.org/attestations/"))));
        Receipt receipt = Receipt.begin(PlanFile.of(Plans.full()), List.of())
                .with(test)
                .with(new IndexReceipt("pypi", List.of()))
                .with(attested);
        assertThat(receipt.indexes()).containsExactly(test, attested);
        ReceiptFile.write(file, receipt);
        assertThat(ReceiptFile.read(file)).contains(receipt);
    }

    @Test
    void noFileIsNoReceiptAndRubbishIsAnError() throws Exception {
        Path file = folder.resolve("receipt.json");
        assertThat(ReceiptFile.read(file)).isEmpty();
        Files.writeString(file, "{}");
        assertThatThrownBy(() -> ReceiptFile.read(file))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("schemaVersion is missing");
    }
}
