package ai.invoke.release.git;

import ai.invoke.release.platform.Platform;
import ai.invoke.release.process.ChildEnvironment;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.FS_POSIX;
import org.eclipse.jgit.util.FS_Win32;

/**
 * Opens repositories with a JGit whose children see no credentials: the filters and hooks that git is configured with, which
 * may be programs of the project, and the git that JGit asks where the system keeps its settings.
 */
final class Jgit {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    static {
        // Else JGit asks, with everything that is in the environment.
        FS.DETECTED.setGitSystemConfig(systemConfig().orElse(null));
    }

    private Jgit() {}

    /** For a repository that is looked into. */
    static FileRepositoryBuilder builder() {
        return new FileRepositoryBuilder().setFS(Platform.isWindows() ? new Windows() : new Posix());
    }

    /** As JGit asks: an editor that prints the name of the file it is given. */
    private static Optional<File> systemConfig() {
        Outcome outcome = new ProcessRunner(System.getenv())
                .run(Command.of(Path.of("."), "git", "config", "--system", "--edit")
                        .withEnvironment("GIT_EDITOR", "echo")
                        .withUsualTimeout(LIMIT));
        return outcome instanceof Outcome.Exited exited && exited.code() == 0
                ? exited.output()
                        .lines()
                        .findFirst()
                        .map(String::strip)
                        .filter(file -> !file.isEmpty())
                        .map(File::new)
                : Optional.empty();
    }

    private static ProcessBuilder shielded(ProcessBuilder builder) {
        builder.environment()
                .keySet()
                .retainAll(ChildEnvironment.of(builder.environment()).visible().keySet());
        return builder;
    }

    private static final class Posix extends FS_POSIX {

        private Posix() {
            super(FS.DETECTED);
        }

        @Override
        public FS newInstance() {
            return new Posix();
        }

        @Override
        public ProcessBuilder runInShell(String command, String[] arguments) {
            return shielded(super.runInShell(command, arguments));
        }
    }

    private static final class Windows extends FS_Win32 {

        private Windows() {
            super(FS.DETECTED);
        }

        @Override
        public FS newInstance() {
            return new Windows();
        }

        @Override
        public ProcessBuilder runInShell(String command, String[] arguments) {
            return shielded(super.runInShell(command, arguments));
        }
    }
}
