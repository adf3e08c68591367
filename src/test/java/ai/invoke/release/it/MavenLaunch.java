package ai.invoke.release.it;

import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Starts Maven from the script of an integration test, where the invoker's own launch is not enough: another umask, a
 * process that is looked at while it runs, two folders. The same Maven, local repository and settings as the invoker's.
 */
public final class MavenLaunch {

    private static final Duration LIMIT = Duration.ofMinutes(5);
    /** A CI that runs these tests must not look like one that runs a release. */
    static final Set<String> CI_VARIABLES =
            Set.of("CI", "GITHUB_ACTIONS", "GITLAB_CI", "MAVEN_ARGS", "MAVEN_DEBUG_OPTS");

    private final Path folder;
    private final List<String> front;
    private final Map<String, String> environment;

    private MavenLaunch(Path folder, List<String> front, Map<String, String> environment) {
        this.folder = folder;
        this.front = List.copyOf(front);
        this.environment = Map.copyOf(environment);
    }

    /**
     * What Maven printed and how it ended.
     *
     * @param code its exit code
     * @param log everything it printed
     */
    public record Ended(int code, String log) {}

    /**
     * Maven with the settings of the integration tests.
     *
     * @param story the integration test's folder, {@code basedir} in a script
     * @param localRepository {@code localRepositoryPath} in a script
     * @param folder where Maven starts
     * @return to be started
     */
    public static MavenLaunch in(Path story, Path localRepository, Path folder) {
        Path settings = story.resolveSibling("interpolated-settings.xml");
        String home = System.getProperty("maven.home");
        if (home == null || !Files.isRegularFile(settings)) {
            throw new IllegalStateException("not started by the invoker: maven.home " + home + ", " + settings);
        }
        return new MavenLaunch(
                folder,
                List.of(
                        Path.of(home, "bin", "mvn").toString(),
                        "--batch-mode",
                        "--settings",
                        settings.toString(),
                        "-Dmaven.repo.local=" + localRepository),
                Map.of("JAVA_HOME", System.getProperty("java.home")));
    }

    /**
     * One more environment variable.
     *
     * @param name its name
     * @param value its value
     * @return a copy
     */
    public MavenLaunch with(String name, String value) {
        Map<String, String> more = new java.util.HashMap<>(environment);
        more.put(name, value);
        return new MavenLaunch(folder, front, more);
    }

    /**
     * The mask for the permissions of new files.
     *
     * @param mask in octal, for instance {@code 077}
     * @return a copy
     */
    public MavenLaunch umask(String mask) {
        List<String> line = new ArrayList<>(List.of("sh", "-c", "umask " + mask + " && exec \"$0\" \"$@\""));
        line.addAll(front);
        return new MavenLaunch(folder, line, environment);
    }

    /**
     * Runs Maven to its end.
     *
     * @param log gets all it prints
     * @param arguments goals and switches
     * @return how it ended
     */
    public Ended run(Path log, String... arguments) {
        Outcome outcome = new ProcessRunner(System.getenv())
                .run(Command.of(folder, line(arguments))
                        .withEnvironment(environment)
                        .without(CI_VARIABLES)
                        .withTimeout(LIMIT)
                        .withLog(log));
        if (!(outcome instanceof Outcome.Exited exited)) {
            throw new IllegalStateException(List.of(arguments) + ": " + outcome);
        }
        try {
            return new Ended(exited.code(), Files.readString(log, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts Maven and returns at once; who starts it, ends it.
     *
     * @param log gets all it prints
     * @param arguments goals and switches
     * @return the process, with a pipe as its input
     */
    public Process start(Path log, String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(line(arguments))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeAll(CI_VARIABLES);
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> line(String... arguments) {
        List<String> line = new ArrayList<>(front);
        line.addAll(List.of(arguments));
        return line;
    }
}
