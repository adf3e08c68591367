package ai.invoke.release.build.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.ProcessRunner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstalledPackagesTest {

    @TempDir
    Path temporary;

    private final ProcessRunner runner = new ProcessRunner(System.getenv());
    private Path packages = Path.of("");

    @BeforeEach
    void anEnvironmentWithoutPackages() throws Exception {
        Path folder = temporary.resolve("an \"ënv\"");
        assertThat(runner.run(Command.of(temporary, "python3", "-I", "-m", "venv", "--without-pip", folder.toString()))
                        .succeeded())
                .isTrue();
        try (Stream<Path> found = Files.list(folder.resolve("lib"))) {
            packages = found.findFirst().orElseThrow().resolve("site-packages");
        }
    }

    private void installed(String name, String version, List<String> requires, String entryPoints) throws Exception {
        Path info = Files.createDirectories(packages.resolve(name.replace('-', '_') + "-" + version + ".dist-info"));
        StringBuilder metadata = new StringBuilder("Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version);
        requires.forEach(requirement -> metadata.append("\nRequires-Dist: ").append(requirement));
        Files.writeString(info.resolve("METADATA"), metadata + "\n");
        Files.writeString(info.resolve("entry_points.txt"), entryPoints);
    }

    private Map<String, String> of(String... requirements) {
        return InstalledPackages.of(
                runner, temporary, python(temporary.resolve("an \"ënv\"/bin/python")), List.of(requirements));
    }

    private static Python python(Path executable) {
        return new Python(
                executable, "3.11.7", "CPython", "x86_64", true, true, true, Optional.empty(), Optional.empty());
    }

    @Test
    void whatIsRequiredAndWhatThatRequiresTakesPart() throws Exception {
        installed("Hatch_Ling", "1.2", List.of("path.spec>=0.10", "absent", "tests; extra == 'test'"), "");
        installed("path-spec", "3.0", List.of("hatch-ling ; python_version >= '3'"), "");
        installed("tests", "1", List.of(), "");
        installed("unrelated", "1", List.of(), "[console_scripts]\nx = y:z\n");

        assertThat(of("hatch.ling [extra] >= 1 ; python_version > '3'", "never-installed"))
                .isEqualTo(Map.of("hatch-ling", "1.2", "path-spec", "3.0"));
    }

    @Test
    void pluginsOfABackendTakePartWithoutBeingAskedFor() throws Exception {
        installed("setuptools", "80.0", List.of(), "");
        installed("hatchling", "1.0", List.of(), "");
        installed("git-files", "2.0", List.of("helper"), "[setuptools.file_finders]\ngit = git_files:find\n");
        installed("helper", "1.0", List.of(), "");
        installed("other-metadata", "1.0", List.of(), "[egg_info.writers]\nx.txt = other:write\n");
        installed("hatch-readme", "3.0", List.of(), "[hatch]\nreadme = hatch_readme\n");

        assertThat(of())
                .as("a project without [build-system] is built with setuptools")
                .isEqualTo(Map.of("setuptools", "80.0", "git-files", "2.0", "helper", "1.0", "other-metadata", "1.0"));
        assertThat(of("hatchling")).isEqualTo(Map.of("hatchling", "1.0", "hatch-readme", "3.0"));
    }

    @Test
    void whatPipLeftBehindIsNotInstalled() throws Exception {
        installed("setuptools", "80.0", List.of(), "");
        Files.createDirectories(packages.resolve("~etuptools-79.0.dist-info"));
        Files.writeString(packages.resolve("~etuptools-79.0.dist-info/METADATA"), "Metadata-Version: 2.1\n");
        Files.createDirectories(packages.resolve("empty-1.0.dist-info"));

        assertThat(of("setuptools", "empty")).isEqualTo(Map.of("setuptools", "80.0"));
    }

    @Test
    void aPackageThatNobodyAskedForAndThatCannotBeReadIsLeftOut() throws Exception {
        installed("setuptools", "80.0", List.of(), "");
        installed("old", "1.0", List.of(), "");
        Path info = packages.resolve("old-1.0.dist-info/METADATA");
        Files.writeString(info, Files.readString(info) + "Author: M\u00fcller\n", StandardCharsets.ISO_8859_1);
        installed("odd", "1.0", List.of(), "[console_scripts]\nnonsense\n");

        assertThat(of("setuptools")).isEqualTo(Map.of("setuptools", "80.0"));
        assertThat(of("odd")).isEqualTo(Map.of("odd", "1.0"));
    }

    @Test
    void anInterpreterThatDoesNotTellIsNotTakenForAnEmptyOne() throws Exception {
        Files.writeString(packages.resolve("broken.pth"), "import sys; sys.modules['importlib.metadata'] = None\n");

        assertThatThrownBy(() -> of("setuptools"))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("cannot read which packages")
                .hasMessageContaining("importlib.metadata")
                .hasMessageContaining("-m pip check");
        assertThatThrownBy(() -> InstalledPackages.of(
                        runner, temporary, python(temporary.resolve("no-python")), List.of("setuptools")))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("no-python");
    }
}
