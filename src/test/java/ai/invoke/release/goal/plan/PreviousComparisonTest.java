package ai.invoke.release.goal.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.plan.Artifact;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.plan.ReleaseHistory;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.report.page.ReleasePage;
import ai.invoke.release.testing.DistMaker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreviousComparisonTest {

    private static final String WHEEL = "demo-1.1-py3-none-any.whl";

    @TempDir
    Path temp;

    private ReleaseDirectory directory;

    @BeforeEach
    void build() throws IOException {
        directory = new ReleaseDirectory(temp.resolve("release"));
        DistMaker.of("demo", "1.1").wheel(Files.createDirectories(directory.dist()));
    }

    private ReleasePage.Change compare(ComparisonOptions options) throws IOException {
        Path wheel = directory.dist().resolve(WHEEL);
        return new PreviousComparison(directory, options)
                .of(
                        List.of(new Artifact(
                                "dist/" + WHEEL, Artifact.Role.WHEEL, Files.size(wheel), Sha256.of(wheel))),
                        List.of());
    }

    private void collected(DistMaker before) throws IOException {
        before.wheel(Files.createDirectories(ReleaseHistory.wheels(directory.inputs())));
        new ReleaseHistory(Optional.of("1.0"), List.of()).write(directory.inputs());
    }

    @Test
    void withoutCollectThereIsNoComparisonAndAFirstReleaseIsCalledSo() throws IOException {
        assertThat(compare(ComparisonOptions.DEFAULT).lines())
                .containsExactly("no comparison: run mvn invokeai-release:collect");
        new ReleaseHistory(Optional.empty(), List.of()).write(directory.inputs());
        assertThat(compare(ComparisonOptions.DEFAULT).lines()).containsExactly("first release");
    }

    @Test
    void comparesWithWhatCollectStoredOrWithAGivenFolder() throws IOException {
        collected(DistMaker.of("demo", "1.0").header("Requires-Dist: numpy"));
        assertThat(compare(ComparisonOptions.DEFAULT).lines())
                .hasSize(2)
                .contains("Requires-Dist: numpy -> ")
                .anyMatch(line -> line.startsWith("since 1.0: 0 new, 0 gone, 3 changed of 4 files"));
        Path given = Files.createDirectories(temp.resolve("given"));
        DistMaker.of("demo", "0.9").file("demo/x.py", "x").wheel(given);
        assertThat(compare(new ComparisonOptions(Optional.of(given), 90, List.of()))
                        .lines()
                        .get(0))
                .startsWith("since the given folder: 0 new, 1 gone");
        assertThatThrownBy(() -> compare(new ComparisonOptions(Optional.of(temp.resolve("no")), 25, List.of())))
                .hasMessageContaining("invokeai.previousDist");
        assertThatThrownBy(() -> compare(new ComparisonOptions(Optional.empty(), 101, List.of())))
                .hasMessageContaining("invokeai.maxLoss");
    }

    @Test
    void aWheelThatLostMuchStopsUntilItsNameIsGiven() throws IOException {
        collected(DistMaker.of("demo", "1.0").file("web/index.html", "x".repeat(100_000)));
        assertThatThrownBy(() -> compare(ComparisonOptions.DEFAULT))
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll(
                        "has lost 20 % of the files and 99 % of the size of demo-1.0-py3-none-any.whl",
                        "25 % are allowed, most of it in web", "-Dinvokeai.acknowledgedLoss=" + WHEEL);
        assertThatThrownBy(() -> compare(new ComparisonOptions(Optional.empty(), 25, List.of("other.whl"))))
                .isInstanceOf(ProjectException.class);
        ReleasePage.Compared compared =
                (ReleasePage.Compared) compare(new ComparisonOptions(Optional.empty(), 25, List.of(WHEEL)));
        assertThat(compared.acknowledged()).containsExactly(WHEEL);
        assertThat(compare(new ComparisonOptions(Optional.empty(), 99, List.of())))
                .isInstanceOf(ReleasePage.Compared.class);
    }
}
