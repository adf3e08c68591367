package ai.invoke.release.goal.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.plan.Artifact;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.ProjectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitHubFilesTest {

    @TempDir
    Path project;

    private final Artifact wheel = new Artifact("dist/z-1-py3-none-any.whl", Artifact.Role.WHEEL, 3, "a".repeat(64));

    @Test
    void copiesFurtherFilesAndSumsAllOfThem() throws Exception {
        ReleaseDirectory directory = new ReleaseDirectory(project.resolve("target/release"));
        Files.createDirectories(project.resolve("docs"));
        Files.writeString(project.resolve("docs/manual.pdf"), "pdf");
        Files.writeString(project.resolve("docs/other.txt"), "txt");
        GitHubFiles files = make(directory, new GitHubFiles.ReleaseFile("docs/*.pdf", " Manual "));
        assertThat(files.artifacts())
                .extracting(Artifact::path)
                .containsExactly("github/manual.pdf", "github/SHA256SUMS");
        assertThat(files.labels()).containsOnlyKeys("manual.pdf").containsValue("Manual");
        assertThat(directory.root().resolve("github/SHA256SUMS"))
                .hasContent(Sha256.of("pdf") + "  manual.pdf\n" + wheel.sha256() + "  " + wheel.fileName() + "\n");
        assertThat(make(directory).artifacts()).hasSize(1);
        assertThat(directory.root().resolve("github/manual.pdf")).doesNotExist();
    }

    @Test
    void namesPatternsThatFitNothing() {
        ReleaseDirectory directory = new ReleaseDirectory(project.resolve("target/release"));
        assertThatThrownBy(() -> make(
                        directory, new GitHubFiles.ReleaseFile("a/*.x", ""), new GitHubFiles.ReleaseFile("b/*.x", "")))
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll("no file fits 'a/*.x'", "no file fits 'b/*.x'");
        assertThatThrownBy(() -> make(directory, new GitHubFiles.ReleaseFile("[", "")))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("'[' is not a pattern");
    }

    @Test
    void manyStarsTakeNoTime() throws Exception {
        ReleaseDirectory directory = new ReleaseDirectory(project.resolve("target/release"));
        Files.writeString(project.resolve("a".repeat(120)), "");
        GitHubFiles.ReleaseFile stars = new GitHubFiles.ReleaseFile("*a".repeat(20) + "b", "");
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThatThrownBy(() -> make(directory, stars)).hasMessageContaining("no file fits"));
    }

    private GitHubFiles make(ReleaseDirectory directory, GitHubFiles.ReleaseFile... wanted) {
        return GitHubFiles.make(project, directory, List.of(wanted), List.of(wheel));
    }
}
