package ai.invoke.release.build.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.build.PyProject;
import ai.invoke.release.console.Console;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.process.TimeLimit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonLocatorTest {

    @TempDir
    Path temporary;

    private Path bin;
    private String real;

    @BeforeEach
    void aFolderForFakes() throws Exception {
        bin = Files.createDirectories(temporary.resolve("bin with ümlaut and 'quote'"));
        Python found = locator(System.getenv("PATH"), Duration.ofSeconds(30)).locate(Optional.empty(), needs()::unfit);
        real = found.executable().toString();
    }

    private static PythonNeeds needs() {
        return new PythonNeeds(Optional.empty(), true);
    }

    private PythonLocator locator(String path, Duration limit) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("PATH", path);
        return new PythonLocator(
                new ProcessRunner(environment),
                temporary,
                TimeLimit.of(limit, "invokeai.pythonTimeout"),
                Console.silent());
    }

    private Path fake(String name, String script) throws Exception {
        Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    @Test
    void skipsWhatHangsWhatIsPython2AndWhatDoesNotRun() throws Exception {
        fake("python3", "exec /bin/sleep 300");
        fake("python", "echo 'Unknown option: -I' >&2; exit 2");
        fake("python3.13", "echo 'pyenv: python3.13: command not found' >&2; exit 127");
        fake("python3.12", "exec '" + real + "' \"$@\"");
        long start = System.nanoTime();

        Python found = locator(bin + ":/bin-is-not-here", Duration.ofSeconds(3))
                .locate(Optional.empty(), python -> Optional.empty());

        assertThat(found.executable()).isEqualTo(Path.of(real));
        assertThat(found.version()).startsWith("3.");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(40));
    }

    @Test
    void saysOfEachWhyItWasNotTaken() throws Exception {
        fake("python3", "exec /bin/sleep 300");
        fake("python", "echo 'Unknown option: -I' >&2; exit 2");
        // A Debian without python3-venv.
        fake(
                "python3.12",
                "exec '" + real + "' -I -c \"import sys; sys.modules['venv'] = sys.modules['ensurepip'] = None\n$3\"");

        assertThatThrownBy(
                        () -> locator(bin.toString(), Duration.ofSeconds(3)).locate(Optional.empty(), needs()::unfit))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("python3 did not answer within 3 s")
                .hasMessageContaining("python is Python 2")
                .hasMessageContaining("cannot make virtual environments")
                .hasMessageContaining("apt install python3-venv")
                .hasMessageContaining("-Dinvokeai.python=");
    }

    @Test
    void anEmptyPathIsSaidSo() {
        assertThatThrownBy(() -> locator("", Duration.ofSeconds(3)).locate(Optional.empty(), needs()::unfit))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("the PATH is empty");
        assertThatThrownBy(
                        () -> locator(bin.toString(), Duration.ofSeconds(3)).locate(Optional.empty(), needs()::unfit))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("none of the 1 folders of the PATH has a python3 or python");
    }

    @Test
    void theOneAskedForIsTakenOrNone() throws Exception {
        Path two = fake("python2", "echo 'Unknown option: -I' >&2; exit 2");
        PythonLocator locator = locator(System.getenv("PATH"), Duration.ofSeconds(30));

        assertThat(locator.locate(Optional.of(real), needs()::unfit).executable())
                .isEqualTo(Path.of(real));
        assertThatThrownBy(() -> locator.locate(Optional.of(two.toString()), needs()::unfit))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("python2, is Python 2");
        assertThatThrownBy(() -> locator.locate(Optional.of("no-such-python"), needs()::unfit))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("no-such-python is not on the PATH");
    }

    @Test
    void theProjectsRequirementDecides() throws Exception {
        Path project = Files.createDirectories(temporary.resolve("p"));
        Files.writeString(
                project.resolve("pyproject.toml"), "[project]\nname = \"x\"\nrequires-python = \">=3.11,<3.12\"\n");
        PythonNeeds needs = new PythonNeeds(PyProject.read(project), true);

        assertThat(needs.unfit(python("3.11.7"))).isEmpty();
        assertThat(needs.unfit(python("3.12.1"))).get().asString().contains("requires-python");
        assertThat(needs.unfit(python("3.9.18"))).get().asString().contains("older than Python 3.10");
        Files.writeString(
                project.resolve("pyproject.toml"), "[project]\nname = \"x\"\nrequires-python = \"about 3\"\n");
        assertThatThrownBy(() -> new PythonNeeds(PyProject.read(project), true))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("pyproject.toml:3");
    }

    private static Python python(String version) {
        return new Python(
                Path.of("/python"),
                version,
                "CPython",
                "x86_64",
                false,
                true,
                true,
                Optional.empty(),
                Optional.empty());
    }
}
