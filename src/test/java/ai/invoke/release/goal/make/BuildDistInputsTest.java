package ai.invoke.release.goal.make;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever changes what would be built is an input; whatever does not gives the same bytes. */
class BuildDistInputsTest {

    @TempDir
    Path temporary;

    private static List<String> digests(BuildDist.Result result) {
        return result.files().stream().map(file -> file.sha256()).toList();
    }

    @Test
    void aProjectBehindALinkIsTheSameAsAtItsOwnPlace() throws Exception {
        PythonProject repository = PythonProject.flit(temporary.resolve("repo/sub"));
        PythonProject.git(temporary.resolve("repo"), "init", "-q");
        PythonProject.git(temporary.resolve("repo"), "add", "-A");
        PythonProject.git(temporary.resolve("repo"), "commit", "-qm", "first");
        BuildDist.Result there = DistRun.of(repository).build();

        Path link = Files.createSymbolicLink(temporary.resolve("link"), Path.of("repo/sub"));
        BuildDist.Result again = DistRun.of(link).build();

        assertThat(again.why()).isEqualTo("the inputs have not changed");
        assertThat(digests(again)).isEqualTo(digests(there));
    }

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
    void aLinkedFolderIsAnInputAndATagIsOneForASetupThatAsksGit() throws Exception {
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
        Files.createSymbolicLink(project.folder().resolve("demo/dist"), Path.of("../../shared"));
        project.committed();
        DistRun run = DistRun.of(project);
        assertThat(Archives.zip(run.build().files().get(0).path())).containsEntry("demo/dist/x.txt", "one");
        assertThat(run.build().rebuilt()).isFalse();

        Files.writeString(shared, "two");
        project.git("tag", "v1");
        BuildDist.Result second = run.build();

        assertThat(second.why()).contains("demo/dist", "[] of tags", "[v1] of tags");
        assertThat(Archives.zip(second.files().get(0).path()))
                .containsEntry("demo/dist/x.txt", "two")
                .containsEntry("demo/tags.py", "# v1\n");
    }

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

    @Test
    void theUsersOwnSettingsForSetuptoolsAreAnInputAndToldOf() throws Exception {
        PythonProject project = PythonProject.flit(temporary.resolve("p")).committed();
        Path home = Files.createDirectories(temporary.resolve("home"));
        DistRun.of(project).shell("HOME", home.toString()).build();
        Files.writeString(home.resolve(".pydistutils.cfg"), "[egg_info]\ntag_build=.dev9\n");
        DistRun run = DistRun.of(project).shell("HOME", home.toString());

        assertThat(run.build().why())
                .isEqualTo(
                        "changed since the last build: .pydistutils.cfg; the result has the same" + " bytes as before");
        assertThat(run.heard().warnings)
                .singleElement()
                .asString()
                .contains(".pydistutils.cfg takes part in each build");
        assertThat(run.build().rebuilt()).isFalse();
    }
}
