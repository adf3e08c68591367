package ai.invoke.release.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A real Maven in a process of its own, for an integration test that has to run the same project several times, or to
 * kill Maven on the way. Logs go to {@code target/maven} of the project.
 */
public final class MavenProcess {

    private static final long LIMIT_SECONDS = 300;
    private static final long LOOK_AGAIN_MILLIS = 5;

    private final Path project;
    private final List<String> command;
    private final Map<String, String> environment;

    /**
     * How a run ended.
     *
     * @param code the exit code; 128 more than the signal's number when it was killed
     * @param log what it printed
     */
    public record Ended(int code, String log) {}

    private MavenProcess(Path project, List<String> command, Map<String, String> environment) {
        this.project = project;
        this.command = command;
        this.environment = environment;
    }

    /**
     * The Maven that runs the integration tests, with the same local repository and equal settings.
     *
     * @param project the folder with the POM
     * @param localRepository the local repository of the integration tests
     * @param settings {@code src/it/settings.xml}
     * @param repositoryUrl what stands for {@code @localRepositoryUrl@} there
     * @return to be given an environment and run
     */
    public static MavenProcess in(Path project, Path localRepository, Path settings, String repositoryUrl) {
        boolean windows = System.getProperty("os.name", "").startsWith("Windows");
        Path maven = Path.of(System.getProperty("maven.home"), "bin", windows ? "mvn.cmd" : "mvn");
        Path own = project.resolve("target").resolve("maven").resolve("settings.xml");
        try {
            Files.createDirectories(own.getParent());
            Files.writeString(own, Files.readString(settings).replace("@localRepositoryUrl@", repositoryUrl));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new MavenProcess(
                project,
                List.of(maven.toString(), "-B", "-s", own.toString(), "-Dmaven.repo.local=" + localRepository),
                Map.of());
    }

    /**
     * The same Maven with more in its environment.
     *
     * @param more variables and their values
     * @return a copy
     */
    public MavenProcess withEnvironment(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(environment);
        all.putAll(more);
        return new MavenProcess(project, command, Map.copyOf(all));
    }

    /**
     * The same Maven with logins in its {@code settings.xml}, whose passwords come from the environment, as a CI has it.
     *
     * @param variables the variable that holds the password, by the id of the {@code <server>}
     * @return a copy
     */
    public MavenProcess withServers(Map<String, String> variables) {
        StringBuilder servers = new StringBuilder();
        new TreeMap<>(variables)
                .forEach((id, variable) -> servers.append("<server><id>")
                        .append(id)
                        .append("</id><username>__token__</username><password>${env.")
                        .append(variable)
                        .append("}</password></server>"));
        servers.append("</servers>");
        Path settings = Path.of(command.get(command.indexOf("-s") + 1));
        Path own = settings.resolveSibling("settings-with-servers.xml");
        try {
            Files.writeString(own, Files.readString(settings).replaceFirst("</servers>", quote(servers)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new MavenProcess(
                project,
                command.stream()
                        .map(part -> part.equals(settings.toString()) ? own.toString() : part)
                        .toList(),
                environment);
    }

    private static String quote(StringBuilder text) {
        return java.util.regex.Matcher.quoteReplacement(text.toString());
    }

    /**
     * The same Maven with more on its command line.
     *
     * @param more options
     * @return a copy
     */
    public MavenProcess with(List<String> more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(more);
        return new MavenProcess(project, List.copyOf(all), environment);
    }

    /**
     * Runs to the end.
     *
     * @param name of the log
     * @param arguments goals and options
     * @return how it ended
     */
    public Ended run(String name, String... arguments) {
        return killed(name, () -> false, arguments);
    }

    /**
     * Runs until something has happened and then kills the process with SIGKILL.
     *
     * @param name of the log
     * @param happened asked every few milliseconds
     * @param arguments goals and options
     * @return how it ended
     */
    public Ended killed(String name, BooleanSupplier happened, String... arguments) {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of(arguments));
        Path log = project.resolve("target").resolve("maven").resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // A person's machine, unless the story says otherwise.
        builder.environment().keySet().removeAll(MavenLaunch.CI_VARIABLES);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            while (!process.waitFor(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                boolean late = System.nanoTime() > deadline;
                if (late || happened.getAsBoolean()) {
                    // The script becomes the JVM, but it may have a helper that would go on.
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                    process.waitFor();
                }
                if (late) {
                    throw new IllegalStateException(line + " took too long: " + text(log));
                }
            }
            return new Ended(process.exitValue(), text(log));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String text(Path log) throws IOException {
        return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    }
}
