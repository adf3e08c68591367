package ai.invoke.release.build.python;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.process.ProcessRunner;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonToolsTest {

    @TempDir
    private Path folder;

    private static void script(Path file, String first) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + first + "\nexec python3 \"$@\"\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private PythonTools.Found find(String named) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        script(bin.resolve("py"), "[ \"$1\" = -3.12 ] && shift");
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("PATH", bin + File.pathSeparator + environment.get("PATH"));
        return new PythonTools(new ProcessRunner(environment), folder, Optional.of(named), List.of("json", "nothere"))
                .find("json", true);
    }

    @Test
    void theLauncherOfWindowsMayBeNamedWithAVersion() throws IOException {
        PythonTools.Found found = find("py -3.12");

        assertThat(found.missing()).isEmpty();
        assertThat(found.command()).containsExactly("py", "-3.12", "-m", "json");
    }

    @Test
    void aPathWithSpacesIsOneWord() throws IOException {
        Path python = folder.resolve("a python");
        script(python, "");

        assertThat(find(python.toString()).command()).containsExactly(python.toString(), "-m", "json");
    }

    /** With nothing but these names on the PATH; each prints what an interpreter would, and notes that it was asked. */
    private PythonTools.Found ofThePath(Map<String, String> answerByName) throws IOException {
        StringBuilder path = new StringBuilder();
        for (Map.Entry<String, String> program : answerByName.entrySet()) {
            Path file = folder.resolve(program.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file,
                    "#!/bin/sh\necho " + file.getFileName() + " >> '" + folder.resolve("asked") + "'\n"
                            + program.getValue() + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            path.append(file.getParent()).append(File.pathSeparator);
        }
        return new PythonTools(
                        new ProcessRunner(Map.of("PATH", path.toString())), folder, Optional.empty(), List.of("wanted"))
                .find("wanted", true);
    }

    private static String interpreter(String has) {
        return "echo '{\"has\": [" + has + "], \"version\": \"3.11.7\", \"installed\": []}'";
    }

    private List<String> asked() throws IOException {
        return Files.readAllLines(folder.resolve("asked"));
    }

    @Test
    void twoNamesOfOneInstallationAreAskedOnce() throws IOException {
        PythonTools.Found found =
                ofThePath(new TreeMap<>(Map.of("a/python3", interpreter(""), "a/python", interpreter("\"wanted\""))));

        assertThat(found.missing()).isPresent();
        assertThat(asked()).containsExactly("python3");
    }

    @Test
    void anotherInstallationIsAskedToo() throws IOException {
        PythonTools.Found found =
                ofThePath(new TreeMap<>(Map.of("a/python3", interpreter(""), "b/python", interpreter("\"wanted\""))));

        assertThat(found.command()).containsExactly("python", "-m", "wanted");
        assertThat(asked()).containsExactly("python3", "python");
    }

    @Test
    void whereOneNameDoesNotRunTheOtherIsAsked() throws IOException {
        PythonTools.Found found =
                ofThePath(new TreeMap<>(Map.of("a/python3", "exit 9", "a/python", interpreter("\"wanted\""))));

        assertThat(found.command()).containsExactly("python", "-m", "wanted");
    }
}
