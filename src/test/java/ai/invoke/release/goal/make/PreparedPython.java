package ai.invoke.release.goal.make;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An interpreter that has build and all backends: a build without isolation takes a third of the time. */
final class PreparedPython {

    /** Private tool environments, kept from run to run as users keep theirs. */
    static final Path TOOLS = Path.of("target", "test-tools").toAbsolutePath();

    private static final Path ENVIRONMENT = TOOLS.resolveSibling("test-python");

    private PreparedPython() {}

    /** Makes it once for each {@code target}; test classes run in several processes. */
    static synchronized String executable() {
        Path python = ENVIRONMENT.resolve("bin").resolve("python");
        try {
            Files.createDirectories(ENVIRONMENT.getParent());
            try (FileChannel channel = FileChannel.open(
                            ENVIRONMENT.resolveSibling("test-python.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                Path ready = ENVIRONMENT.resolve("ready-3");
                if (!Files.exists(ready)) {
                    must("python3", "-I", "-m", "venv", "--clear", ENVIRONMENT.toString());
                    install(python, "build==1.6.1", "setuptools>=77", "hatchling", "flit-core>=3.9", "poetry-core");
                    Files.writeString(ready, String.valueOf(lock));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return python.toString();
    }

    /**
     * An interpreter of its own that has a backend which not every index has, and all that the prepared one has. The
     * prepared one stays as it is: a test in another process may be building with it, and setuptools-scm alters what
     * setuptools puts into the sdist of any project.
     *
     * @return empty when pip does not find it, so that there is nothing to try
     */
    static synchronized Optional<Path> with(String requirement, Path folder) throws IOException {
        Interpreter interpreter = new Interpreter(folder).seeing(packages());
        Outcome outcome = new ProcessRunner(System.getenv())
                .run(Command.of(
                        Path.of("").toAbsolutePath(),
                        executable(),
                        "-I",
                        "-m",
                        "pip",
                        "--python",
                        interpreter.executable().toString(),
                        "-q",
                        "install",
                        requirement));
        if (!outcome.succeeded()) {
            assertThat(String.join("\n", outcome.tail())).contains("No matching distribution found");
            return Optional.empty();
        }
        return Optional.of(interpreter.executable());
    }

    /** Where its packages are. */
    static Path packages() throws IOException {
        try (var folders = Files.list(Path.of(executable()).resolveSibling("../lib"))) {
            return folders.findFirst().orElseThrow().resolve("site-packages").toRealPath();
        }
    }

    static void install(Path python, String... requirements) {
        List<String> command = new ArrayList<>(List.of(python.toString(), "-I", "-m", "pip", "-q", "install"));
        command.addAll(List.of(requirements));
        must(command.toArray(String[]::new));
    }

    static String must(String... command) {
        Outcome outcome =
                new ProcessRunner(System.getenv()).run(Command.of(Path.of("").toAbsolutePath(), command));
        assertThat(outcome.succeeded()).as(outcome.toString()).isTrue();
        return ((Outcome.Exited) outcome).output();
    }
}
