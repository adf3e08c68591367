package ai.invoke.release.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.platform.linux.Linux;
import ai.invoke.release.platform.windows.Windows;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramPathTest {

    @TempDir
    Path folder;

    private Path program(String where) throws Exception {
        Path file = folder.resolve(where);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private String path(String... names) {
        return String.join(
                File.pathSeparator,
                java.util.Arrays.stream(names)
                        .map(name -> folder.resolve(name).toString())
                        .toList());
    }

    @Test
    void findsInTheOrderOfThePathWhatMayBeExecuted() throws Exception {
        Path second = program("b/tool");
        Path third = program("c/tool");
        Files.createDirectories(folder.resolve("a"));
        Files.writeString(folder.resolve("a/tool"), "not executable");
        Files.createDirectories(folder.resolve("d/tool"));

        ProgramPath path = ProgramPath.of(Map.of("PATH", path("a", "missing", "b", "b", "c", "d")), new Linux());

        assertThat(path.all("tool")).containsExactly(second, third);
        assertThat(path.find("tool")).contains(second);
        assertThat(path.find("other")).isEmpty();
    }

    @Test
    void neverLooksIntoTheCurrentFolder() {
        assertThat(ProgramPath.of(Map.of("PATH", File.pathSeparator + "." + File.pathSeparator + " "), new Linux())
                        .folders())
                .isEmpty();
        assertThat(ProgramPath.of(Map.of(), new Linux()).folders()).isEmpty();
    }

    @Test
    void onWindowsTheExtensionDecidesAndVariablesHaveAnyCase() throws Exception {
        program("a/npm");
        Path command = program("a/npm.cmd");
        Path python = program("a/python.exe");

        ProgramPath path = ProgramPath.of(
                Map.of("Path", "\"" + folder.resolve("a") + "\"", "PathExt", ".EXE;.CMD"), new Windows());

        assertThat(path.all("npm")).containsExactly(command);
        assertThat(path.find("python")).contains(python);
        assertThat(path.find("python.exe")).contains(python);
        assertThat(ProgramPath.of(Map.of("Path", path("a")), new Windows()).find("npm"))
                .contains(command);
    }
}
