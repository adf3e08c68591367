package ai.invoke.release.goal.rehearse;

import ai.invoke.release.console.Console;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.git.Commit;
import ai.invoke.release.git.Repo;
import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.LetterCase;
import ai.invoke.sandbox.SandboxServers;
import ai.invoke.sandbox.github.GitHubOptions;
import ai.invoke.sandbox.github.SandboxGitHub;
import ai.invoke.sandbox.github.SandboxRepository;
import ai.invoke.sandbox.github.TokenKind;
import ai.invoke.sandbox.pypi.PypiOptions;
import ai.invoke.sandbox.pypi.PypiToken;
import ai.invoke.sandbox.pypi.SandboxPypi;
import ai.invoke.sandbox.pypi.SandboxPypiserver;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code sandbox}: keeps PyPI, TestPyPI and GitHub running on this machine for pip, twine, gh, curl and other builds. */
public final class Sandbox {

    private static final String NO_COMMIT = "0".repeat(39) + "1";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** A sandbox that has not been started. */
    public Sandbox() {}

    /**
     * What to start and for how long.
     *
     * @param stateFolder where the services keep what they know, and their tokens
     * @param projectFolder a git work tree whose HEAD and tags GitHub should know; it may be none
     * @param repository {@code owner/name} at GitHub
     * @param server what takes PyPI's place
     * @param ports the ports
     * @param switches how the services behave
     * @param limit after which the sandbox stops by itself; zero for never
     * @param untilInputEnds an input whose end stops the sandbox, too
     * @param properties a file to write once everything runs, for scripts; deleted at the end
     */
    public record Request(
            Path stateFolder,
            Path projectFolder,
            String repository,
            Server server,
            Ports ports,
            Switches switches,
            Duration limit,
            Optional<InputStream> untilInputEnds,
            Optional<Path> properties) {}

    /** Whose answers the index gives. */
    public enum Server {
        /** Those of PyPI. */
        WAREHOUSE,
        /** Those of pypiserver with its default settings. */
        PYPISERVER
    }

    /** What a client has to know of the index. */
    private record Index(String base, String upload, String simple, String user, String password) {

        static Index of(SandboxPypi pypi) {
            return new Index(
                    pypi.base().toString(),
                    pypi.uploadUrl().toString(),
                    pypi.simpleUrl().toString(),
                    "__token__",
                    pypi.token());
        }
    }

    /**
     * How the services behave.
     *
     * @param maxFileMegabytes PyPI's limit for a file, in MiB
     * @param lag how many requests later a change at GitHub shows in lists and by its tag; 0 for at once
     * @param immutableReleases whether GitHub seals published releases
     */
    public record Switches(int maxFileMegabytes, int lag, boolean immutableReleases) {

        /** Refuses what makes no sense. */
        public Switches {
            if (lag < 0) {
                throw new ProjectException(Problem.of("a sandbox cannot lag by " + lag + " requests")
                        .next("write -Dinvokeai.sandbox.lag=0 or more"));
            }
        }
    }

    /**
     * Ports; 0 for a free one.
     *
     * @param pypi PyPI
     * @param testpypi TestPyPI
     * @param github GitHub's API, also the proxy for gh
     * @param uploads GitHub's uploads host
     */
    public record Ports(int pypi, int testpypi, int github, int uploads) {}

    /**
     * Starts the services, says where they are, and stops them again when it is told to, when the time is over, when the
     * input ends, or when this thread is interrupted.
     *
     * @param request what to start
     * @param console where to say it
     * @throws EnvironmentException when a port is taken or the folder cannot be written
     * @throws ProjectException when the repository is not {@code owner/name}
     */
    public void run(Request request, Console console) {
        SandboxServers.Options options = options(request);
        try (SandboxServers servers = SandboxServers.start(request.stateFolder(), options);
                Closing other = other(request, servers)) {
            Map<String, String> facts = facts(servers, other.index(), request.repository());
            request.properties().ifPresent(file -> write(file, facts));
            try {
                describe(servers, other.index(), request, console);
                await(request);
            } finally {
                request.properties().ifPresent(Sandbox::delete);
            }
        } finally {
            stopped.countDown();
        }
        console.info("sandbox stopped; its state stays in " + request.stateFolder());
    }

    /** Lets {@link #run} end; may be called from any thread, before or after the start. */
    public void stop() {
        stop.countDown();
    }

    /** {@link #stop} for a shutdown hook: returns when everything is closed, or after ten seconds. */
    public void stopAndWait() {
        stop();
        try {
            if (!stopped.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("the sandbox did not stop within " + PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void await(Request request) {
        request.untilInputEnds().ifPresent(input -> {
            Thread reader = new Thread(() -> untilEnd(input), "sandbox-input");
            reader.setDaemon(true);
            reader.start();
        });
        try {
            if (request.limit().isZero()) {
                stop.await();
            } else if (!stop.await(request.limit().toMillis(), TimeUnit.MILLISECONDS)) {
                stop.countDown();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void untilEnd(InputStream input) {
        try {
            input.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException e) {
            // An input that cannot be read has ended, too.
            stop.countDown();
        }
        stop.countDown();
    }

    /** The index that takes PyPI's place, and what ends with it. */
    private record Closing(Index index, Optional<SandboxPypiserver> server) implements AutoCloseable {
        @Override
        public void close() {
            server.ifPresent(SandboxPypiserver::close);
        }
    }

    private static Closing other(Request request, SandboxServers servers) {
        if (request.server() == Server.WAREHOUSE) {
            return new Closing(Index.of(servers.pypi()), Optional.empty());
        }
        String user = "sandbox";
        SandboxPypiserver server = SandboxPypiserver.start(
                request.stateFolder().resolve("pypiserver"),
                request.ports().pypi(),
                user,
                servers.pypi().token());
        return new Closing(
                new Index(
                        server.uploadUrl().resolve("/").toString().replaceFirst("/$", ""),
                        server.uploadUrl().toString(),
                        server.simpleUrl().toString(),
                        user,
                        servers.pypi().token()),
                Optional.of(server));
    }

    private static SandboxServers.Options options(Request request) {
        Map<String, String> tokens = tokens(request.stateFolder().resolve("tokens.properties"));
        long limit = request.switches().maxFileMegabytes() * 1024L * 1024L;
        return new SandboxServers.Options(
                PypiOptions.of("pypi")
                        .withPort(
                                request.server() == Server.WAREHOUSE
                                        ? request.ports().pypi()
                                        : 0)
                        .withToken(tokens.getOrDefault("pypi", ""))
                        .withMaxFileSize(limit),
                PypiOptions.of("testpypi")
                        .withPort(request.ports().testpypi())
                        .withToken(tokens.getOrDefault("testpypi", ""))
                        .withMaxFileSize(limit),
                GitHubOptions.of(repository(request)
                                .withImmutableReleases(request.switches().immutableReleases()))
                        .withLag(request.switches().lag())
                        .withPorts(request.ports().github(), request.ports().uploads())
                        .withToken(tokens.getOrDefault("github", "")));
    }

    private static SandboxRepository repository(Request request) {
        if (!GitHubRepository.isSlug(request.repository())) {
            throw new ProjectException(Problem.of("'" + request.repository() + "' is not a repository at GitHub")
                    .next("write -Dinvokeai.sandbox.repository=owner/name"));
        }
        Optional<Repo> found = Repo.find(request.projectFolder());
        if (found.isEmpty()) {
            return SandboxRepository.of(request.repository(), NO_COMMIT, List.of());
        }
        try (Repo repo = found.get()) {
            Commit head = repo.head();
            List<SandboxRepository.Tag> tags = new ArrayList<>();
            repo.tagsAtHead()
                    .forEach(tag -> tags.add(new SandboxRepository.Tag(tag.name(), tag.objectId(), tag.peeledId())));
            return SandboxRepository.of(
                            request.repository(),
                            List.of(new SandboxRepository.Commit(
                                    head.id(),
                                    List.of(),
                                    head.subject(),
                                    head.author(),
                                    "",
                                    "",
                                    head.time().toString())),
                            tags)
                    .withObjects(repo.objects());
        }
    }

    /** The tokens of this state folder: a sandbox that is started again takes the same ones. */
    private static Map<String, String> tokens(Path file) {
        Map<String, String> tokens = new LinkedHashMap<>();
        if (Files.exists(file)) {
            Properties stored = new Properties();
            try (Reader reader = Files.newBufferedReader(file)) {
                stored.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw new EnvironmentException(
                        Problem.of("cannot read the sandbox's tokens " + file).next("delete the file"), e);
            }
            stored.stringPropertyNames().forEach(name -> tokens.put(name, stored.getProperty(name)));
        }
        if (!tokens.keySet().containsAll(List.of("pypi", "testpypi", "github"))) {
            tokens.put("pypi", PypiToken.create("pypi"));
            tokens.put("testpypi", PypiToken.create("testpypi"));
            tokens.put("github", SandboxGitHub.newToken());
            write(file, tokens);
        }
        return tokens;
    }

    private static Map<String, String> facts(SandboxServers servers, Index pypi, String repository) {
        Map<String, String> facts = new LinkedHashMap<>();
        index(facts, "pypi", pypi);
        index(facts, "testpypi", Index.of(servers.testpypi()));
        facts.put("github.api.url", servers.github().api().toString());
        facts.put("github.uploads.url", servers.github().uploads().toString());
        facts.put("github.repository", repository);
        facts.put("github.token", servers.github().token());
        // One of each kind, to see what a release says to it.
        for (TokenKind kind : TokenKind.values()) {
            facts.put(
                    "github.token." + LetterCase.lower(kind.name()).replace('_', '-'),
                    servers.github().token(kind));
        }
        return facts;
    }

    private static void index(Map<String, String> facts, String name, Index index) {
        facts.put(name + ".url", index.base());
        facts.put(name + ".upload.url", index.upload());
        facts.put(name + ".simple.url", index.simple());
        facts.put(name + ".user", index.user());
        facts.put(name + ".token", index.password());
    }

    private static void describe(SandboxServers servers, Index pypi, Request request, Console console) {
        SandboxGitHub github = servers.github();
        console.info((request.server() == Server.WAREHOUSE ? "PyPI      " : "pypiserver ") + pypi.base());
        console.info("TestPyPI  " + servers.testpypi().base());
        console.info(
                "GitHub    " + github.api() + "  (" + request.repository() + ", uploads " + github.uploads() + ")");
        console.info("State     " + request.stateFolder());
        console.info("");
        console.info("pip     pip install --index-url " + pypi.simple() + " PACKAGE");
        console.info("twine   export TWINE_REPOSITORY_URL=" + pypi.upload() + " TWINE_USERNAME=" + pypi.user()
                + " TWINE_PASSWORD=" + pypi.password());
        console.info("        for TestPyPI: TWINE_REPOSITORY_URL="
                + servers.testpypi().uploadUrl() + " TWINE_PASSWORD="
                + servers.testpypi().token());
        console.info(
                "gh      export GH_HOST=github.localhost HTTP_PROXY=" + github.api() + " GH_TOKEN=" + github.token());
        console.info("        gh release create v1.0 FILE... --repo github.localhost/" + request.repository());
        String remote = github.api() + "/" + request.repository() + ".git";
        console.info("git     git push http://x-access-token:" + github.token() + "@"
                + github.api().getAuthority() + "/" + request.repository() + ".git HEAD:main");
        console.info("        GITHUB_TOKEN=" + github.token() + " mvn invokeai-release:tag-release -Dinvokeai.remote="
                + remote + " -Dinvokeai.githubRepository=" + remote + " -Dinvokeai.pypi.simpleUrl=" + pypi.simple());
        // The plan names its targets, so verify needs the addresses as well as deploy.
        String targets =
                " -Dinvokeai.githubRepository=" + request.repository() + " -Dinvokeai.githubApi=" + github.api()
                        + " -Dinvokeai.pypi.uploadUrl=" + pypi.upload() + " -Dinvokeai.pypi.simpleUrl=" + pypi.simple();
        console.info("mvn     mvn verify" + targets);
        console.info("        mvn invokeai-release:approve -Dinvokeai.fingerprint=FINGERPRINT");
        console.info("        TWINE_USERNAME=" + pypi.user() + " TWINE_PASSWORD=" + pypi.password() + " GITHUB_TOKEN="
                + github.token() + " mvn deploy" + targets);
        console.info("curl    curl -H 'Authorization: Bearer " + github.token() + "' " + github.api() + "/repos/"
                + request.repository() + "/releases");
        console.info("        what is stored: "
                + (request.server() == Server.WAREHOUSE ? pypi.base() + "/_sandbox/state and " : "")
                + github.api() + "/_sandbox/state");
        console.info("the tokens are valid for this sandbox only");
        console.info("");
        console.info("sandbox is ready; stop it with Ctrl-C");
    }

    private static void write(Path file, Map<String, String> values) {
        StringBuilder text = new StringBuilder();
        values.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('\n'));
        // Appears complete or not at all: scripts wait for it.
        AtomicFile.writePrivate(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot delete " + file + ": " + e.getMessage()), e);
        }
    }
}
