package ai.invoke.sandbox;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.sandbox.github.GitHubOptions;
import ai.invoke.sandbox.github.SandboxGitHub;
import ai.invoke.sandbox.github.SandboxRepository;
import ai.invoke.sandbox.pypi.PypiOptions;
import ai.invoke.sandbox.pypi.SandboxPypi;
import ai.invoke.sandbox.server.RequestLog;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The services of a whole rehearsal, each on ports of its own: PyPI, TestPyPI and GitHub. */
public final class SandboxServers implements AutoCloseable {

    private final SandboxPypi pypi;
    private final SandboxPypi testpypi;
    private final SandboxGitHub github;
    private final RequestLog log;

    private SandboxServers(SandboxPypi pypi, SandboxPypi testpypi, SandboxGitHub github, RequestLog log) {
        this.pypi = pypi;
        this.testpypi = testpypi;
        this.github = github;
        this.log = log;
    }

    /**
     * How the services are set up.
     *
     * @param pypi the index that counts
     * @param testpypi the index to try things on
     * @param github GitHub
     */
    public record Options(PypiOptions pypi, PypiOptions testpypi, GitHubOptions github) {

        /**
         * All services on free ports with new tokens.
         *
         * @param repositories what GitHub has
         * @return the options
         */
        public static Options of(SandboxRepository... repositories) {
            return new Options(PypiOptions.of("pypi"), PypiOptions.of("testpypi"), GitHubOptions.of(repositories));
        }

        /**
         * A copy with another PyPI.
         *
         * @param options how it is set up
         * @return the copy
         */
        public Options withPypi(PypiOptions options) {
            return new Options(options, testpypi, github);
        }

        /**
         * A copy with another TestPyPI.
         *
         * @param options how it is set up
         * @return the copy
         */
        public Options withTestpypi(PypiOptions options) {
            return new Options(pypi, options, github);
        }

        /**
         * A copy with another GitHub.
         *
         * @param options how it is set up
         * @return the copy
         */
        public Options withGitHub(GitHubOptions options) {
            return new Options(pypi, testpypi, options);
        }
    }

    /**
     * Starts all services.
     *
     * @param stateFolder where they keep what they know; servers on the same folder go on where the last ones stopped
     * @param options how they are set up
     * @return the running services, to be closed
     * @throws EnvironmentException when a port is taken or the folder cannot be written
     */
    public static SandboxServers start(Path stateFolder, Options options) {
        Path folder = stateFolder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot create the sandbox's folder " + folder + ": " + e.getMessage()), e);
        }
        RequestLog log =
                new RequestLog(folder.resolve("requests.jsonl"), options.pypi().clock());
        SandboxPypi pypi = SandboxPypi.start(folder.resolve("pypi"), options.pypi(), log);
        try {
            SandboxPypi testpypi = SandboxPypi.start(folder.resolve("testpypi"), options.testpypi(), log);
            try {
                SandboxGitHub github = SandboxGitHub.start(folder.resolve("github"), options.github(), log);
                return new SandboxServers(pypi, testpypi, github, log);
            } catch (RuntimeException e) {
                testpypi.close();
                throw e;
            }
        } catch (RuntimeException e) {
            pypi.close();
            throw e;
        }
    }

    /**
     * The index that counts.
     *
     * @return running until {@link #close()}
     */
    public SandboxPypi pypi() {
        return pypi;
    }

    /**
     * The index to try things on.
     *
     * @return running until {@link #close()}
     */
    public SandboxPypi testpypi() {
        return testpypi;
    }

    /**
     * The GitHub of the sandbox.
     *
     * @return running until {@link #close()}
     */
    public SandboxGitHub github() {
        return github;
    }

    /**
     * What was asked of all services, in order.
     *
     * @return the log
     */
    public RequestLog log() {
        return log;
    }

    /**
     * What all services hold, in a form to compare: no times, ids or ports.
     *
     * @return an object with the members {@code pypi}, {@code testpypi} and {@code github}
     */
    public JsonNode state() {
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        view.set("pypi", pypi.state());
        view.set("testpypi", testpypi.state());
        view.set("github", github.state());
        return view;
    }

    @Override
    public void close() {
        try {
            pypi.close();
        } finally {
            try {
                testpypi.close();
            } finally {
                github.close();
            }
        }
    }
}
