package ai.invoke.release.goal.make;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever changes what would be built is an input; whatever does not gives the same bytes. */
class BuildDistInputsTest {

    @TempDir
    Path temporary;

    private static List<String> digests(BuildDist.Result result) {
        return result.files().stream().map(file -> file.sha256()).toList();
    }

    @Tag("backends")
    @Test
    void aProjectBehindALinkIsTheSameAsAtItsOwnPlace() throws Exception {
        PythonProject repository = PythonProject.flit(temporary.resolve("repo/sub"));
        PythonProject.git(temporary.resolve("repo"), "init", "-q");
        PythonProject.git(temporary.resolve("repo"), "add", "-A");
        PythonProject.git(temporary.resolve("repo"), "commit", "-qm", "first");
        BuildDist.Result there = DistRun.of(repository).build();

        Path link = Files.createSymbolicLink(temporary.resolve("link"), Path.of("repo/sub"));
        BuildDist.Result again = DistRun.of(link).build();

        assertThat(again.why()).isEqualTo("unchanged");
        assertThat(digests(again)).isEqualTo(digests(there));
    }

    @Tag("backends")
    @Test
    void aDiskThatKnowsNoModesGivesTheSameBytesAndConvertedLineEndsAreTold() throws Exception {
        PythonProject origin = PythonProject.setuptools(temporary.resolve("origin"))
                .with("demo/run.sh", "#!/bin/sh\n")
                .with("MANIFEST.in", "recursive-include demo *\n");
        Path script = origin.folder().resolve("demo/run.sh");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        origin.committed();
        Path modeless = temporary.resolve("modeless");
        PythonProject.git(temporary, "clone", "-q", "-c", "core.fileMode=false", "origin", modeless.toString());
        Files.setPosixFilePermissions(modeless.resolve("demo/run.sh"), PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(modeless.resolve("demo/core.py"), PosixFilePermissions.fromString("rwxr-xr-x"));
        DistRun there = DistRun.of(modeless);

        assertThat(digests(there.build())).isEqualTo(digests(DistRun.of(origin).build()));
        assertThat(there.heard().warnings).isEmpty();

        Path converted = temporary.resolve("converted");
        PythonProject.git(temporary, "clone", "-q", "-c", "core.autocrlf=true", "origin", converted.toString());
        DistRun windows = DistRun.of(converted);
        windows.build();
        assertThat(windows.heard().warnings)
                .singleElement()
                .asString()
                .contains(".gitignore and 6 more files have CRLF line ends")
                .contains("git clone -c core.autocrlf=input");
    }

    @Test
    void aLinkThatLeadsOutOfTheRepositoryIsAlwaysBuiltAgainAndATagIsAnInput() throws Exception {
        Files.createDirectories(temporary.resolve("shared"));
        Path shared = Files.writeString(temporary.resolve("shared/x.txt"), "one");
        PythonProject project = PythonProject.setuptools(temporary.resolve("p"))
                .with("setup.py", """
                        import os, subprocess
                        from setuptools import setup
                        if os.path.isdir(".git"):
                            tags = subprocess.run(["git", "tag", "--points-at"], capture_output=True, check=True)
                            open("demo/tags.py", "wb").write(b"# " + tags.stdout)
                        setup()
                        """)
                .with("MANIFEST.in", "recursive-include demo *\n");
        project.committed();
        DistRun run = DistRun.of(project);
        run.build();
        assertThat(run.build().rebuilt()).isFalse();
        project.git("tag", "v1");
        BuildDist.Result tagged = run.build();
        assertThat(tagged.why()).isEqualTo("changed since the last run: tags  -> v1");
        assertThat(Archives.zip(tagged.files().get(0).path())).containsEntry("demo/tags.py", "# v1\n");

        Files.createSymbolicLink(project.folder().resolve("demo/dist"), Path.of("../../shared"));
        project.committed();
        assertThat(Archives.zip(run.build().files().get(0).path())).containsEntry("demo/dist/x.txt", "one");
        Files.writeString(shared, "two");
        BuildDist.Result second = run.build();

        assertThat(second.why()).isEqualTo("demo/dist leads out of the repository to what no commit holds");
        assertThat(Archives.zip(second.files().get(0).path())).containsEntry("demo/dist/x.txt", "two");
    }

    @Test
    void theCommitDecidesAndWhatTheShellHoldsDoesNot() throws Exception {
        PythonProject project = PythonProject.flit(temporary.resolve("p")).committed();
        assertThat(DistRun.of(project).build().why()).isEqualTo("there is no earlier run to go by");
        assertThat(DistRun.of(project)
                        .shell("ANYTHING", "1")
                        .shell("LANG", "de_DE.UTF-8")
                        .build()
                        .rebuilt())
                .isFalse();

        project.with("notes.txt", "new\n");
        assertThat(DistRun.of(project).build().why())
                .isEqualTo("the work tree has changes: notes.txt; the result has the same bytes as before");
        project.without("notes.txt");
        project.git("update-index", "--assume-unchanged", "demo/core.py");
        project.with("demo/core.py", "edited = True\n");
        assertThat(DistRun.of(project).build().why()).startsWith("the work tree has changes: demo/core.py");
        project.git("update-index", "--no-assume-unchanged", "demo/core.py");
        project.git("checkout", "-q", "demo/core.py");
        DistRun.of(project).build();
        assertThat(DistRun.of(project).build().rebuilt()).isFalse();

        project.git("commit", "-q", "--allow-empty", "-m", "second");
        assertThat(DistRun.of(project).build().why())
                .startsWith("changed since the last run: commit ")
                .endsWith("the result has the same bytes as before");
    }

    @Tag("backends")
    @Test
    void twoInterpretersOfOneVersionThatBuildForOtherMachinesAreTwoInputs() throws Exception {
        PythonProject project = PythonProject.flit(temporary.resolve("p")).committed();
        Path other = Files.writeString(
                temporary.resolve("python-32"),
                "#!/bin/sh\n_PYTHON_HOST_PLATFORM=linux-armv7l exec '" + PreparedPython.executable() + "' \"$@\"\n");
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rwxr-xr-x"));
        DistRun.of(project).build();

        assertThat(DistRun.of(project).python(other).build().why())
                .contains("Python CPython ")
                .contains("-> CPython ")
                .contains("linux-armv7l");
    }
}
