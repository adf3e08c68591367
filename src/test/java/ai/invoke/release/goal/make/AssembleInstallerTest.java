package ai.invoke.release.goal.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.installer.InstallerSpec;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.testing.Heard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssembleInstallerTest {

    private static final String WHEEL = "demo_setuptools-1.2.3-py3-none-any.whl";

    @TempDir
    private Path project;

    private final Heard heard = new Heard();

    @BeforeEach
    void dist() throws IOException {
        Files.createDirectories(project.resolve("target/release/dist"));
        Files.copy(
                Path.of("src/test/resources/corpora/good", WHEEL),
                project.resolve("target/release/dist").resolve(WHEEL));
    }

    private void installerFolder() throws IOException {
        Files.createDirectories(project.resolve("installer/lib"));
        Files.writeString(
                project.resolve("installer/install.sh.in"),
                "#!/bin/sh\necho ${version} ${version.normalized} ${tag}\n");
        Files.writeString(project.resolve("installer/lib/main.py"), "");
    }

    private AssembleInstaller.Result run(String version, InstallerSpec... specs) {
        return new AssembleInstaller(heard)
                .run(new AssembleInstaller.Request(
                        new Workspace(
                                project,
                                new ReleaseDirectory(project.resolve("target/release")),
                                List.of(project.resolve("target")),
                                List.of(),
                                false),
                        project.resolve("installer"),
                        List.of(specs),
                        new AssembleInstaller.Release(
                                "InvokeAI",
                                version,
                                Optional.of("v" + version),
                                Optional.of("1".repeat(40)),
                                Optional.of(Instant.parse("2026-01-02T03:04:06Z"))),
                        Optional.empty()));
    }

    private InstallerSpec spec(String name) {
        return new InstallerSpec(
                name,
                "Top",
                InstallerSpec.standardFiles(project.resolve("installer")),
                Optional.of("*.whl"),
                "lib",
                Map.of());
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(project.resolve("target/release"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("state"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void tellsWhatWasMadeAndProvesTheWheel() throws IOException {
        installerFolder();
        AssembleInstaller.Result result = run("5.0.0.a1");

        assertThat(result.installers()).singleElement().satisfies(installer -> {
            assertThat(installer.path()).hasFileName("InvokeAI-installer-v5.0.0.a1.zip");
            assertThat(installer.wheel()).isPresent();
        });
        assertThat(heard.lines.get(1))
                .startsWith("target/release/InvokeAI-installer-v5.0.0.a1.zip  ")
                .endsWith("5 entries");
        assertThat(heard.lines).anyMatch(line -> line.endsWith("the same as in dist/"));
        assertThat(left()).containsExactly("InvokeAI-installer-v5.0.0.a1.zip", "SHA256SUMS", "dist");
    }

    @Test
    void onTheSameCommitTheZipIsKeptAndMadeAgainForEachReason() throws Exception {
        installerFolder();
        Files.writeString(project.resolve(".gitignore"), "target/\ninstaller/lib/made.py\n");
        PythonProject.git(project, "init", "-q");
        PythonProject.git(project, "add", "-A");
        PythonProject.git(project, "commit", "-qm", "first");
        assertThat(run("1.0").installers()).hasSize(1);
        Path zip = project.resolve("target/release/InvokeAI-installer-v1.0.zip");
        byte[] bytes = Files.readAllBytes(zip);

        heard.lines.clear();
        assertThat(run("1.0").installers()).isEmpty();
        assertThat(heard.lines)
                .containsExactly("assemble-installer: unchanged, kept InvokeAI-installer-v1.0.zip, SHA256SUMS");

        Files.writeString(zip, "tampered");
        assertThat(run("1.0").installers()).hasSize(1);
        assertThat(heard.lines)
                .contains("assemble-installer: changed since they were made: InvokeAI-installer-v1.0.zip");
        assertThat(zip).hasBinaryContent(bytes);
        Files.writeString(project.resolve("installer/lib/made.py"), "x = 1\n");
        assertThat(run("1.0").installers())
                .as("a file that git ignores goes in")
                .hasSize(1);
        assertThat(run("1.0").installers()).isEmpty();
        assertThat(run("1.0", spec("other.zip")).installers())
                .as("another configuration")
                .hasSize(1);
        Files.writeString(project.resolve("target/release/dist").resolve("other.txt"), "");
        assertThat(run("1.0", spec("other.zip")).installers())
                .as("another distribution")
                .hasSize(1);
        assertThat(run("1.0", spec("other.zip")).installers()).isEmpty();
        Files.writeString(project.resolve("installer/install.sh.in"), "#!/bin/sh\n");
        assertThat(run("1.0", spec("other.zip")).installers())
                .as("a work tree with changes")
                .hasSize(1);
        assertThat(run("1.0", spec("other.zip")).installers()).hasSize(1);
    }

    @Test
    void aNewVersionRemovesTheInstallerOfTheOldOne() throws IOException {
        installerFolder();
        run("5.0.0.a1");
        run("5.0.0");
        assertThat(left()).containsExactly("InvokeAI-installer-v5.0.0.zip", "SHA256SUMS", "dist");
    }

    @Test
    void aProjectWithoutInstallerIsSkippedWithALineAndLeavesNoStaleZip() throws IOException {
        installerFolder();
        run("5.0.0");
        Files.move(project.resolve("installer"), project.resolve("gone"));
        heard.lines.clear();

        assertThat(run("5.0.0").installers()).isEmpty();
        assertThat(heard.lines).containsExactly("skipped: the project has no folder installer");
        assertThat(left()).containsExactly("dist");
    }

    @Test
    void severalInstallersAreAllInTheSums() throws IOException {
        installerFolder();
        AssembleInstaller.Result result =
                run("1.0", spec("a-${version}.zip"), spec("b-${version.normalized}-${commit}.zip"));
        assertThat(Files.readAllLines(result.sums().orElseThrow()))
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("  a-1.0.zip"),
                        line -> assertThat(line).endsWith("  b-1.0-" + "1".repeat(40) + ".zip"));
    }

    @Test
    void halfASetOfInstallersIsNotLeftBehind() throws IOException {
        installerFolder();
        assertThatThrownBy(() -> run("1.0", spec("a.zip"), spec("b.tar")))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("'b.tar' does not end in .zip");
        assertThat(left()).containsExactly("dist");
        assertThatThrownBy(() -> run("1.0", spec("a.zip"), spec("a.zip")))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("two installers have the name a.zip");
        assertThat(left()).containsExactly("dist");
        assertThatThrownBy(() -> run("1.0", spec("A.zip"), spec("a.zip")))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("two installers have the name a.zip");
        assertThat(left()).containsExactly("dist");
    }

    @Test
    void beforeAnythingWasBuiltTheMissingWheelIsTheProblem() throws IOException {
        installerFolder();
        Path release = project.resolve("target/release");
        Files.delete(release.resolve("dist").resolve(WHEEL));
        Files.delete(release.resolve("dist"));
        Files.delete(release);
        assertThatThrownBy(() -> run("1.0"))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("no wheel in ")
                .hasMessageContaining("build-dist");
        assertThat(release).doesNotExist();
    }

    @Test
    void theInstallersOfARunThatWasCutShortAreGoneAfterTheNextOne() throws IOException {
        installerFolder();
        run("1.0", spec("a-${version}.zip"), spec("b-${version}.zip"));
        // In the way of the second one, so that the run ends between the two.
        Path obstacle = project.resolve("target/release/b-1.1.zip");
        Files.createDirectories(obstacle.resolve("full"));
        assertThatThrownBy(() -> run("1.1", spec("a-${version}.zip"), spec("b-${version}.zip")))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("cannot write the installer");
        assertThat(left()).contains("a-1.0.zip", "a-1.1.zip", "b-1.0.zip");
        Files.delete(obstacle.resolve("full"));
        Files.delete(obstacle);

        run("1.2", spec("a-${version}.zip"), spec("b-${version}.zip"));

        assertThat(left()).containsExactly("SHA256SUMS", "a-1.2.zip", "b-1.2.zip", "dist");
    }

    @Test
    void warnsOfLongPaths() throws IOException {
        installerFolder();
        Files.createDirectories(project.resolve("installer/templates"));
        Files.writeString(project.resolve("installer/templates").resolve("x".repeat(99)), "");
        run("1.0");
        assertThat(heard.warnings).anyMatch(line -> line.startsWith("1 paths in InvokeAI-installer-v1.0.zip"));
    }

    @Test
    void thePropertyGoesBeforeTheCommit() {
        Optional<Instant> commit = Optional.of(Instant.ofEpochSecond(5));
        assertThat(OutputTimestamp.of(Optional.of("2026-01-02T03:04:06+01:00"), commit))
                .isEqualTo("2026-01-02T02:04:06Z");
        assertThat(OutputTimestamp.of(Optional.of("86400"), commit)).isEqualTo("1970-01-02T00:00:00Z");
        assertThat(OutputTimestamp.of(Optional.of("x"), commit)).isEqualTo(commit.get());
        // Maven 4 sets this for everybody, so nobody has asked for it.
        assertThat(OutputTimestamp.of(Optional.of("1980-02-01T00:00:00Z"), commit))
                .isEqualTo(commit.get());
        assertThat(OutputTimestamp.of(Optional.empty(), Optional.empty())).isEqualTo(Instant.EPOCH);
        for (String wrong : List.of(
                "yesterday",
                "99999999999999999999",
                "99999999999999999",
                "9999-12-31T00:00:00Z",
                "4354819199",
                "1969-12-31T00:00:00Z")) {
            assertThatThrownBy(() -> OutputTimestamp.of(Optional.of(wrong), commit))
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContaining("outputTimestamp is " + wrong);
        }
    }
}
