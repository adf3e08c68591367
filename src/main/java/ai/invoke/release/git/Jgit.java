package ai.invoke.release.git;

import ai.invoke.release.platform.Platform;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.process.ChildEnvironment;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.Patience;
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

    private static boolean prepared;

    private Jgit() {}

    /**
     * For a repository that is looked into.
     *
     * @throws EnvironmentException when git does not answer in time
     */
    static FileRepositoryBuilder builder() {
        prepare();
        return new FileRepositoryBuilder().setFS(Platform.current().posix() ? new Posix() : new Windows());
    }

    private static synchronized void prepare() {
        if (!prepared) {
            // Else JGit asks, with everything that is in the environment.
            FS.DETECTED.setGitSystemConfig(systemConfig().orElse(null));
            prepared = true;
        }
    }

    /** As JGit asks: an editor that prints the name of the file it is given. */
    private static Optional<File> systemConfig() {
        return new ProcessRunner(ChildEnvironment.of(System.getenv()), Patience.ofCommandLine())
                .ask(
                        "git config --system",
                        Command.of(Path.of("."), "git", "config", "--system", "--edit")
                                .withEnvironment("GIT_EDITOR", "echo")
                                .withUsualTimeout(LIMIT))
                .filter(Outcome::succeeded)
                .flatMap(exited -> exited.output().lines().findFirst())
                .map(String::strip)
                .filter(file -> !file.isEmpty())
                .map(File::new);
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
