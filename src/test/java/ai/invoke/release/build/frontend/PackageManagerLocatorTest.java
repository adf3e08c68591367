package ai.invoke.release.build.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.testing.Heard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With programs that only say what they were asked. */
@DisabledOnOs(OS.WINDOWS)
class PackageManagerLocatorTest {

    @TempDir
    private Path root;

    private Path bin;
    private Path frontend;

    @BeforeEach
    void aFrontendAndNode() throws IOException {
        bin = Files.createDirectories(root.resolve("bin"));
        frontend = Files.createDirectories(root.resolve("web"));
        Files.createDirectories(root.resolve(".git"));
        program("node", "echo v20.1.0");
    }

    private Path program(String name, String script) throws IOException {
        Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private PackageManager manager(String manifest) throws IOException {
        Files.writeString(frontend.resolve("package.json"), manifest);
        return PackageManager.of(frontend);
    }

    private PackageManagerLocator locator() {
        return new PackageManagerLocator(
                new ProcessRunner(Map.of("PATH", bin + ":/usr/bin:/bin", "HOME", root.toString())),
                frontend,
                root.resolve("target/release"),
                Duration.ofSeconds(20),
                new Heard());
    }

    @Test
    void aProgramIsAskedInAFolderOfNobody() throws Exception {
        // As npm does where devEngines names another: it refuses everything but its own version.
        program("pnpm", "test \"$(cat package.json)\" = '{}' && test ! -e ../package.json && echo 10.12.4");

        PackageManagerLocator.Found found = locator()
                .find(manager("{\"devEngines\": {\"packageManager\": {\"name\": \"pnpm\", \"version\": \"^10\"}}}"));

        assertThat(found)
                .isEqualTo(new PackageManagerLocator.Found(List.of("pnpm"), "10.12.4", "20.1.0", Optional.empty()));
    }

    @Test
    void theRegistryOfTheFrontendIsTakenAlong() throws Exception {
        Files.write(root.resolve(".npmrc"), "; f\u00fcr uns\n".getBytes(StandardCharsets.ISO_8859_1));
        Files.writeString(
                root.resolve(".npmrc"),
                "fund=false\nregistry = https://npm.example.org/all/\n",
                StandardOpenOption.APPEND);
        program("pnpm", "echo $npm_config_registry");

        assertThat(locator()
                        .find(manager(
                                "{}\n".replace("{}", "{\"devEngines\": {\"packageManager\": {\"name\": \"pnpm\"}}}")))
                        .version())
                .isEqualTo("https://npm.example.org/all/");
    }

    @Test
    void whyAProgramDoesNotAnswerIsSaid() throws Exception {
        program("yarn", "echo 1.22.22");
        program(
                "npm",
                "echo 'npm error code ENOTFOUND' >&2; echo 'npm error network request failed' >&2;"
                        + " echo 'npm error A complete log of this run can be found in: x' >&2; exit 1");

        PackageManager yarn = manager("{\"packageManager\": \"yarn@4.6.0\"}");
        assertThatThrownBy(() -> locator().find(yarn))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContainingAll(
                        "asks for yarn@4.6.0, which cannot be found",
                        "yarn is version 1.22.22",
                        "npm pack @yarnpkg/cli-dist@4.6.0 does not run: exit code 1, npm error network request failed");
    }

    @Test
    void theYarnOfTheProjectIsStartedByNode() throws Exception {
        Path release = Files.writeString(frontend.resolve("yarn.cjs"), "");
        Files.writeString(frontend.resolve(".yarnrc.yml"), "yarnPath: yarn.cjs\n");
        program("node", "case \"$1\" in --version) echo v20.1.0 ;; " + release + ") echo 4.6.0 ;; esac");

        PackageManagerLocator.Found found = locator().find(manager("{}"));

        assertThat(found.command()).containsExactly("node", release.toString());
        assertThat(found.version()).isEqualTo("4.6.0");
    }

    @Test
    void bunNeedsNoNode() throws Exception {
        program("node", "exit 127");
        program("bun", "echo 1.2.0");

        PackageManagerLocator.Found found = locator().find(manager("{\"packageManager\": \"bun@1.2.0\"}"));

        assertThat(found).isEqualTo(new PackageManagerLocator.Found(List.of("bun"), "1.2.0", "none", Optional.empty()));
        assertThat(new FrontendCommands(
                                options(), manager("{\"packageManager\": \"bun@1.2.0\"}"), found, Optional.empty())
                        .install())
                .containsExactly("bun", "install");
        Files.writeString(frontend.resolve("bun.lock"), "{}");
        FrontendCommands commands = new FrontendCommands(
                options(), manager("{\"packageManager\": \"bun@1.2.0\"}"), found, Optional.empty());
        assertThat(commands.install()).containsExactly("bun", "install", "--frozen-lockfile");
        assertThat(commands.build()).containsExactly("bun", "run", "build");
    }

    private static FrontendOptions options() {
        return new FrontendOptions(Optional.empty(), Optional.empty(), Map.of(), false, true, Duration.ofMinutes(1));
    }
}
