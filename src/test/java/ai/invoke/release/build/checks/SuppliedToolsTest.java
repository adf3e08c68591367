package ai.invoke.release.build.checks;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.build.python.PythonTools;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.file.Folders;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.testing.Heard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tool and what it needs, from a folder of wheels in the place of an index. */
class SuppliedToolsTest {

    private static final PinnedTool PIN = new PinnedTool("checktool", "1.0", "Makefile");

    @TempDir
    private Path temporary;

    private Path wheels;
    private Path project;
    private Path logs;
    private final Heard heard = new Heard();

    @BeforeEach
    void aToolThatNeedsAnother() throws IOException {
        wheels = Files.createDirectories(temporary.resolve("wheels"));
        project = Files.createDirectories(temporary.resolve("project"));
        logs = temporary.resolve("logs");
        wheel("checktool", "1.0", "import checklib; print(checklib.__version__)", "Requires-Dist: checklib\n");
        wheel("checklib", "1.0", "", "");
    }

    private Path wheel(String name, String version, String main, String needs) throws IOException {
        Path file = wheels.resolve(name + "-" + version + "-py3-none-any.whl");
        String info = name + "-" + version + ".dist-info/";
        Map<String, String> texts = Map.of(
                name + "/__init__.py", "__version__ = '" + version + "'\n",
                name + "/__main__.py", main + "\n",
                info + "METADATA", "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n" + needs,
                info + "WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
                info + "RECORD", "");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, String> text : texts.entrySet()) {
                zip.putNextEntry(new ZipEntry(text.getKey()));
                zip.write(text.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return file;
    }

    private static String digest(Path wheel) throws IOException {
        return Sha256.of(wheel);
    }

    private ProcessRunner runner() {
        Map<String, String> shell = new HashMap<>(System.getenv());
        shell.keySet().removeIf(name -> name.startsWith("PIP_"));
        shell.put("PIP_CONFIG_FILE", temporary.resolve("none.conf").toString());
        shell.put("PIP_FIND_LINKS", wheels.toUri().toString());
        return new ProcessRunner(shell);
    }

    /** The check with the tool as it would be run, after a run of its own. */
    private Check supplied() {
        SuppliedTools tools = new SuppliedTools(
                runner(),
                project,
                logs,
                Optional.empty(),
                new ToolSource(true, Optional.of(temporary.resolve("cache"))),
                heard);
        PythonTools.Found found = tools.find("checktool", PIN);
        assertThat(found.missing()).isEmpty();
        tools.provide();
        return tools.provided(new Check("x", Command.of(project, found.command()), false, Optional.empty()));
    }

    private String says(Check check) {
        assertThat(check.unavailable()).as("%s", heard.lines).isEmpty();
        Outcome outcome = runner().run(check.command());
        assertThat(outcome).isInstanceOf(Outcome.Exited.class);
        return ((Outcome.Exited) outcome).output().strip();
    }

    private List<Path> environments() throws IOException {
        try (Stream<Path> entries = Files.list(temporary.resolve("cache"))) {
            return entries.filter(Files::isDirectory).toList();
        }
    }

    @Test
    void whatWasFoundAtFirstUseIsKeptWithItsDigests() throws Exception {
        String tool = digest(wheels.resolve("checktool-1.0-py3-none-any.whl"));
        String library = digest(wheels.resolve("checklib-1.0-py3-none-any.whl"));

        assertThat(says(supplied())).isEqualTo("1.0");
        assertThat(logs.resolve("checktool.lock.txt"))
                .content()
                .contains("found at first use")
                .endsWith("\nchecklib==1.0 --hash=sha256:" + library + "\nchecktool==1.0 --hash=sha256:" + tool + "\n");
        assertThat(heard.lines)
                .anyMatch(line -> line.contains("checktool.lock.txt") && line.contains("pip found at first use"));

        // The environment is made again: of the same files, or not at all.
        delete();
        wheel("checklib", "2.0", "", "");
        wheel("checklib", "1.0", "evil()", "");
        assertThat(supplied().unavailable().orElse(""))
                .contains("cannot install checktool 1.0", "the file that pip found is not the one that is pinned");
        assertThat(environments()).isEmpty();
    }

    private void delete() throws IOException {
        for (Path environment : environments()) {
            Folders.delete(environment);
        }
    }

    private void uvLock(String... packages) throws IOException {
        StringBuilder lock = new StringBuilder("version = 1\n");
        for (int i = 0; i < packages.length; i += 2) {
            lock.append("[[package]]\nname = \"" + packages[i] + "\"\nversion = \"1.0\"\nwheels = [{ hash = \"sha256:"
                    + packages[i + 1] + "\" }]\n");
        }
        Files.writeString(project.resolve("uv.lock"), lock);
    }

    @Test
    void onlyWhatTheProjectLocksIsInstalled() throws Exception {
        wheel("checklib", "2.0", "", "");
        String tool = digest(wheels.resolve("checktool-1.0-py3-none-any.whl"));
        uvLock("checktool", tool, "checklib", digest(wheels.resolve("checklib-1.0-py3-none-any.whl")));

        assertThat(says(supplied())).isEqualTo("1.0");
        assertThat(heard.lines).anyMatch(line -> line.contains("which are those of uv.lock"));

        uvLock("checktool", tool);
        assertThat(supplied().unavailable().orElse(""))
                .contains("uv.lock locks checktool 1.0, but not checklib==2.0, which it needs");
    }
}
