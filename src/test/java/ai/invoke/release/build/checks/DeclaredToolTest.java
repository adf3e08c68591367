package ai.invoke.release.build.checks;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.process.Command;
import ai.invoke.release.process.ProcessRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a command of the POM runs, for the evidence. */
class DeclaredToolTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "ruff check . | ruff | ruff --version",
                "CI=1 FORCE= .venv/bin/pytest -q | pytest | .venv/bin/pytest --version",
                "python3 -m mypy src | mypy | python3 -m mypy --version",
                "python3 tools/check.py | python3 | python3 --version",
                "./scripts/check.sh --fast | check.sh | none",
                "python -m tools.check | tools.check | none",
                "C:\\Tools\\uv.exe run pytest | uv | C:\\Tools\\uv.exe --version",
            })
    void itsNameAndWhetherItIsAsked(String command, String name, String question) {
        assertThat(DeclaredTool.of(command)).contains(new DeclaredTool(name, Optional.ofNullable(question)));
    }

    @ParameterizedTest
    @CsvSource({"(cd web; npm test)", "$TOOL check", "'"})
    void nothingIsGuessedOfWhatIsNoProgram(String command) {
        assertThat(DeclaredTool.of(command)).isEmpty();
    }

    /** A script of the project might do its work instead of answering, so it is not started twice. */
    @Test
    void onlyKnownProgramsAreStarted() throws Exception {
        Path script = Files.writeString(folder.resolve("check.sh"), "#!/bin/sh\ntouch ran\necho 1.2.3\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Path ruff = Files.writeString(folder.resolve("ruff"), "#!/bin/sh\necho ruff 0.11.2\n");
        assertThat(ruff.toFile().setExecutable(true)).isTrue();
        assertThat(tool("./check.sh")).contains(new Check.Tool("check.sh", Optional.empty()));
        assertThat(folder.resolve("ran")).doesNotExist();
        assertThat(tool("./ruff check .")).contains(new Check.Tool("ruff", Optional.of("0.11.2")));
        Files.writeString(ruff, "#!/bin/sh\nexit 1\n");
        assertThat(tool("./ruff check .")).contains(new Check.Tool("ruff", Optional.empty()));
    }

    private Optional<Check.Tool> tool(String command) {
        Check check = new Check("c", Command.of(folder, Command.shell(command)), false, Optional.empty());
        return DeclaredTool.of(command)
                .orElseThrow()
                .in(check, new ProcessRunner(System.getenv()))
                .tool();
    }
}
