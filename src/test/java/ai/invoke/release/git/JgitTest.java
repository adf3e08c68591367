package ai.invoke.release.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.util.FS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

class JgitTest {

    @TempDir
    Path folder;

    private void script(Path file, String text) throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void theFiltersTheHooksAndTheGitThatJgitStartsSeeNoCredentials() throws Exception {
        GitCommand git = GitCommand.repository(folder.resolve("work"));
        Path seen = Files.createDirectories(folder.resolve("seen"));
        String look = "env > \"" + seen + "/%s-$$\"\n";
        script(folder.resolve("filter"), look.formatted("filter") + "exec cat\n");
        script(git.folder().resolve(".git/hooks/pre-push"), look.formatted("hook"));
        script(folder.resolve("bin/git"), look.formatted("git") + "exec \"" + real("git") + "\" \"$@\"\n");
        git.run("config", "filter.watch.clean", folder.resolve("filter").toString());
        Files.writeString(git.folder().resolve(".gitattributes"), "*.txt filter=watch\n");
        Files.writeString(git.folder().resolve("file.txt"), "another text\n");

        ProcessBuilder machine = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(),
                Looks.class.getName(),
                git.folder().toString());
        machine.environment().put("PATH", folder.resolve("bin") + File.pathSeparator + System.getenv("PATH"));
        machine.environment().put("PYPI_TOKEN", "planted");
        machine.environment().put("NPM_TOKEN", "planted");
        machine.environment().put("HARMLESS", "kept");
        Process process = machine.redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();

        try (Stream<Path> files = Files.list(seen)) {
            List<Path> all = files.toList();
            assertThat(all.stream().map(file -> file.getFileName().toString().replaceFirst("-.*", "")))
                    .contains("filter", "hook", "git");
            assertThat(all)
                    .allSatisfy(file -> assertThat(file)
                            .content(StandardCharsets.ISO_8859_1)
                            .contains("HARMLESS=kept")
                            .doesNotContain("planted"));
        }
    }

    private static Path real(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(entry -> Path.of(entry, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    private static String classPath() {
        return Stream.concat(
                        Stream.of(System.getProperty("java.class.path")),
                        Stream.of(JgitTest.class, Jgit.class, FS.class, Logger.class)
                                .map(type -> Path.of(java.net.URI.create(type.getProtectionDomain()
                                                .getCodeSource()
                                                .getLocation()
                                                .toString()))
                                        .toString()))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** In a process of its own, because nobody can plant something in the environment of a running one. */
    static final class Looks {
        public static void main(String[] arguments) throws Exception {
            try (Repository repository =
                            Jgit.builder().findGitDir(new File(arguments[0])).build();
                    Git git = new Git(repository)) {
                git.status().call();
                repository.getFS().runHookIfPresent(repository, "pre-push", new String[0]);
            }
        }
    }
}
