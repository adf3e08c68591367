package ai.invoke.release.build.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.build.python.ToolPin;
import ai.invoke.release.file.BoundedFile;
import ai.invoke.release.problem.ProjectException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectLocksTest {

    private static final String ONE = "1".repeat(64);
    private static final String TWO = "2".repeat(64);

    @TempDir
    private Path project;

    private Optional<ToolPin.Lock> lock(String version) {
        return ProjectLocks.of(new ProjectFiles(project), new PinnedTool("ruff", version, "Makefile"));
    }

    private void write(String name, String text) throws Exception {
        Path file = project.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text.replace("ONE", ONE).replace("TWO", TWO));
    }

    @Test
    void readsTheDigestsOfLockFiles() throws Exception {
        write("pylock.toml", """
                lock-version = "1.0"
                [[packages]]
                name = "ruff"
                version = "4.0"
                wheels = [{name = "a.whl", hashes = {sha256 = "ONE"}}, {name = "b.whl", hashes = {sha256 = "TWO"}}]
                """);
        write("pdm.lock", """
                [[package]]
                name = "ruff"
                version = "3.0"
                files = [{file = "a.whl", hash = "sha256:ONE"}, {file = "b.whl", hash = "md5:0"}]
                """);
        write("poetry.lock", """
                [[package]]
                name = "ruff"
                version = "2.0"
                [metadata.files]
                ruff = [{file = "a.whl", hash = "sha256:ONE"}, {file = "b.whl", hash = "sha256:TWO"}]
                """);
        write("uv.lock", """
                version = 1
                [[package]]
                name = "ruff"
                version = "1.0"
                sdist = { url = "https://x/a.tar.gz", hash = "sha256:TWO" }
                wheels = [
                    { url = "https://x/a.whl", hash = "sha256:ONE", size = 1 },
                ]
                [[package]]
                name = "demo"
                version = "1.0"
                source = { editable = "." }
                [[package]]
                name = "Other_Tool"
                version = "5"
                wheels = [{ url = "https://x/b.whl", hash = "sha256:TWO" }]
                """);

        assertThat(lock("1.0"))
                .contains(
                        new ToolPin.Lock("uv.lock", Map.of("ruff==1.0", List.of(ONE), "other-tool==5", List.of(TWO))));
        assertThat(lock("2.0")).contains(new ToolPin.Lock("poetry.lock", Map.of("ruff==2.0", List.of(ONE, TWO))));
        assertThat(lock("3.0")).contains(new ToolPin.Lock("pdm.lock", Map.of("ruff==3.0", List.of(ONE))));
        assertThat(lock("4.0")).contains(new ToolPin.Lock("pylock.toml", Map.of("ruff==4.0", List.of(ONE, TWO))));
        assertThat(lock("5.0")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "requirements-dev.txt",
                "requirements.txt",
                "build-constraints.txt",
                "requirements/dev-requirements.txt",
            })
    void readsTheDigestsOfRequirements(String name) throws Exception {
        write(name, """
                # ruff==1.0 --hash=sha256:TWO
                --index-url https://x/
                Ruff[all] == 1.0 ; python_version > "3" \\
                    --hash=sha256:ONE \\
                    --hash=sha256:TWO  # two
                other==2.0
                more>=3.0 --hash=sha256:ONE
                last==4.0 --hash=sha256:ONE --hash=sha512:0 \\""");

        assertThat(lock("1.0"))
                .contains(new ToolPin.Lock(name, Map.of("ruff==1.0", List.of(ONE, TWO), "last==4.0", List.of(ONE))));
        assertThat(lock("2.0")).isEmpty();
    }

    @Test
    void anotherTextIsNoRequirementsFile() throws Exception {
        write("notes.txt", "ruff==1.0 --hash=sha256:ONE\n");
        write("uv.lock", "[[package]]\n");

        assertThat(lock("1.0")).isEmpty();
    }

    @Test
    void aLockFileThatCannotBeReadIsNotTakenForNone() throws Exception {
        write("uv.lock", "[[package]]\nname = \"ruff\n");
        assertThatThrownBy(() -> lock("1.0"))
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll("uv.lock:2", "the lock file is not TOML", "lock again");

        Files.write(project.resolve("uv.lock"), new byte[] {'#', (byte) 0xFF, '\n'});
        assertThatThrownBy(() -> lock("1.0"))
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll("uv.lock", "not UTF-8");

        try (RandomAccessFile large =
                new RandomAccessFile(project.resolve("uv.lock").toFile(), "rw")) {
            large.setLength(BoundedFile.BY_PROGRAM + 1L);
        }
        assertThatThrownBy(() -> lock("1.0"))
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll("uv.lock", "larger than 64 MiB");
    }

    @Test
    void aLockFileOfSeveralMegabytesIsRead() throws Exception {
        write("uv.lock", "# " + "x".repeat(2 << 20) + """

                [[package]]
                name = "ruff"
                version = "1.0"
                wheels = [{hash = "sha256:ONE"}]
                """);
        assertThat(lock("1.0")).isPresent();
        assertThat(PinnedTool.of(new ProjectFiles(project), "ruff").map(PinnedTool::version))
                .contains("1.0");
    }
}
