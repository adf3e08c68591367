package ai.invoke.release.it;

import ai.invoke.release.file.Folders;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.sandbox.SandboxServers;
import ai.invoke.sandbox.github.GitHubOptions;
import ai.invoke.sandbox.github.SandboxRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The demo application as a real git repository with a bare remote, made in the folder of an integration test beside the
 * POM that is already there.
 */
public final class DemoRepository {

    /** The version in the demo's version file, and the tag that fits. */
    public static final String VERSION = "5.6.0rc1";

    private static final Map<String, String> AUTHOR = Map.of(
            "GIT_AUTHOR_NAME", "Ada Demo",
            "GIT_AUTHOR_EMAIL", "ada@example.org",
            "GIT_AUTHOR_DATE", "2026-11-20T12:00:00Z",
            "GIT_COMMITTER_NAME", "Ada Demo",
            "GIT_COMMITTER_EMAIL", "ada@example.org",
            "GIT_COMMITTER_DATE", "2026-11-20T12:00:00Z",
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_CONFIG_NOSYSTEM", "1");

    private final Path folder;

    private DemoRepository(Path folder) {
        this.folder = folder;
    }

    /**
     * Copies the demo into a folder and commits it.
     *
     * @param sources {@code src/it/projects/demo}
     * @param folder the integration test's folder
     * @return the repository, without a tag, pushed to a bare remote beside it
     */
    public static DemoRepository create(Path sources, Path folder) {
        copy(sources, folder);
        DemoRepository repository = new DemoRepository(folder);
        repository.git("init", "--quiet", "--initial-branch=main");
        // What the test itself leaves in the folder is no part of the application.
        repository.write(
                ".git/info/exclude",
                String.join("\n", "build.log", "*.groovy", "invoker.properties", "test.properties", "rehearsal/", ""));
        repository.commit("A small application shaped like InvokeAI");
        repository.git("init", "--quiet", "--bare", repository.remote().toString());
        repository.git("remote", "add", "origin", repository.remote().toString());
        repository.git("push", "--quiet", "origin", "main");
        return repository;
    }

    /**
     * The repository of an integration test that was made before.
     *
     * @param folder the integration test's folder
     * @return the repository
     */
    public static DemoRepository in(Path folder) {
        return new DemoRepository(folder);
    }

    /**
     * Where the bare remote is.
     *
     * @return a sibling of the work tree
     */
    public Path remote() {
        return folder.resolveSibling(folder.getFileName() + "-remote.git");
    }

    /**
     * Sets an annotated tag at HEAD and pushes it.
     *
     * @param name the tag
     * @return this
     */
    public DemoRepository tag(String name) {
        git("tag", "--annotate", "--message", "Release " + name, name);
        git("push", "--quiet", "origin", "refs/tags/" + name);
        return this;
    }

    /**
     * Starts PyPI, TestPyPI and GitHub for this repository on free ports of this machine, and writes their addresses into
     * {@code test.properties}, which the invoker hands to Maven. They run in this JVM until they are closed.
     *
     * @param repository owner and name on GitHub
     * @param tag a tag of HEAD that GitHub has
     * @return the services; their files are in a sibling of the work tree
     */
    public SandboxServers startServices(String repository, String tag) {
        Path state = folder.resolveSibling(folder.getFileName() + "-services");
        String head = git("rev-parse", "HEAD");
        SandboxRepository.Tag known = new SandboxRepository.Tag(tag, git("rev-parse", tag), head);
        try {
            Folders.delete(state);
            SandboxServers servers = SandboxServers.start(
                    state,
                    SandboxServers.Options.of()
                            .withGitHub(GitHubOptions.of(SandboxRepository.of(repository, head, List.of(known)))));
            // A machine that runs more than these stories is slow, not broken.
            write("test.properties", """
                    invokeai.pypi.uploadUrl=%s
                    invokeai.pypi.simpleUrl=%s
                    invokeai.githubApi=%s
                    invokeai.patience=5
                    """.formatted(
                            servers.pypi().uploadUrl(),
                            servers.pypi().simpleUrl(),
                            servers.github().api()));
            return servers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Commits everything that is not ignored.
     *
     * @param message the message
     * @return this
     */
    public DemoRepository commit(String message) {
        git("add", "--all");
        git("commit", "--quiet", "--message", message);
        return this;
    }

    /**
     * Writes a file of the work tree.
     *
     * @param path relative to it
     * @param text the content
     * @return this
     */
    public DemoRepository write(String path, String text) {
        try {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs git in the work tree.
     *
     * @param arguments what to run
     * @return what it printed
     */
    public String git(String... arguments) {
        List<String> line = new ArrayList<>(List.of("git"));
        line.addAll(List.of(arguments));
        Outcome outcome = new ProcessRunner(System.getenv())
                .run(Command.of(folder, line)
                        .withEnvironment(AUTHOR)
                        .without(Set.of("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"))
                        .withTimeout(Duration.ofMinutes(1), "invokeai.test"));
        if (!(outcome instanceof Outcome.Exited exited) || exited.code() != 0) {
            throw new IllegalStateException(line + ": " + outcome);
        }
        return exited.output().strip();
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path source : all.toList()) {
                Path target = to.resolve(from.relativize(source).toString());
                if (Files.isDirectory(source)) {
                    Files.createDirectories(target);
                } else if (!isLeftOver(from.relativize(source))) {
                    Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isLeftOver(Path path) {
        return Stream.of("node_modules", "__pycache__", "dist", "build", ".git")
                .anyMatch(name -> path.startsWith(name) || path.toString().contains("/" + name + "/"));
    }
}
