package ai.invoke.release.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.ProjectException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactCheckTest {

    @TempDir
    Path folder;

    private ReleaseDirectory directory;
    private ReleasePlan plan;

    @BeforeEach
    void files() throws Exception {
        directory = new ReleaseDirectory(folder);
        Files.createDirectories(directory.dist());
        Path wheel = Files.writeString(directory.dist().resolve("x-1-py3-none-any.whl"), "wheel");
        plan = new ReleasePlan(
                "x",
                "1",
                "1",
                false,
                Optional.of("v1"),
                "0".repeat(40),
                List.of(new Artifact("dist/x-1-py3-none-any.whl", Artifact.Role.WHEEL, 5, ArtifactCheck.sha256(wheel))),
                List.of(),
                List.of(),
                Optional.empty());
    }

    @Test
    void unchangedFilesAreAsPlanned() {
        assertThat(ArtifactCheck.differences(plan, directory)).isEmpty();
    }

    @Test
    void aChangedWheelIsNamedWithBothHashes() throws Exception {
        String planned = plan.artifacts().get(0).sha256();
        Path wheel = Files.writeString(directory.dist().resolve("x-1-py3-none-any.whl"), "whEel");
        assertThat(ArtifactCheck.differences(plan, directory))
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString())
                        .contains("x-1-py3-none-any.whl", planned, ArtifactCheck.sha256(wheel), "mvn verify"));
    }

    @Test
    void aMissingAndAForeignFileAreBothNamed() throws Exception {
        Files.delete(directory.dist().resolve("x-1-py3-none-any.whl"));
        Files.writeString(directory.dist().resolve("y-1-py3-none-any.whl"), "y");
        assertThat(ArtifactCheck.differences(plan, directory))
                .extracting(problem -> problem.where().orElseThrow().file())
                .satisfiesExactly(
                        first -> assertThat(first).endsWith("x-1-py3-none-any.whl"),
                        second -> assertThat(second).endsWith("y-1-py3-none-any.whl"));
    }

    /** The notes are part of what a person approved. */
    @Test
    void otherReleaseNotesThanThePlannedOnesAreNamed() throws Exception {
        Path notes = Files.writeString(directory.notes(), "notes");
        GitHubTarget target = new GitHubTarget(
                URI.create("https://api.github.com"),
                URI.create("https://github.com"),
                "o/r",
                "x 1",
                ArtifactCheck.sha256(notes),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ReleaseFiles.ALL,
                Map.of());
        ReleasePlan withNotes = new ReleasePlan(
                plan.project(),
                plan.version(),
                plan.normalizedVersion(),
                plan.prerelease(),
                plan.tag(),
                plan.commit(),
                plan.artifacts(),
                List.of(),
                List.of(),
                Optional.of(target));
        assertThat(ArtifactCheck.differences(withNotes, directory)).isEmpty();
        Files.writeString(notes, "nOtes");
        assertThat(ArtifactCheck.differences(withNotes, directory))
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).contains(notes.toString(), "release notes"));
        Files.delete(notes);
        assertThat(ArtifactCheck.differences(withNotes, directory)).hasSize(1);
    }

    @Test
    void aLinkInPlaceOfAFileIsNotTheFile() throws Exception {
        Path wheel = directory.dist().resolve("x-1-py3-none-any.whl");
        Path elsewhere = Files.move(wheel, folder.resolve("elsewhere"));
        Files.createSymbolicLink(wheel, elsewhere);
        assertThat(ArtifactCheck.differences(plan, directory)).hasSize(1);
    }

    @Test
    void onlyOneReleaseAtATimeWorksInAFolder() {
        try (ReleaseLock lock = ReleaseLock.take(directory)) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> ReleaseLock.take(directory)).isInstanceOf(ProjectException.class);
        }
        ReleaseLock.take(directory).close();
    }
}
