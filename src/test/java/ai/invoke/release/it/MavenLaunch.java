package ai.invoke.release.it;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;

/**
 * Starts Maven from the script of an integration test, where the invoker's own launch is not enough: a second command,
 * another umask, a process that is looked at or killed while it runs, two folders. The same Maven, local repository and
 * settings as the invoker's.
 */
public final class MavenLaunch {

    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final long LOOK_AGAIN_MILLIS = 5;
    /** As in the POM: each Maven lives for seconds. */
    private static final String BRIEF = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
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
     * @param code its exit code; 128 more than the signal's number when it was killed
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
        // Another Maven and another JDK than those that run this build: see every-maven.py.
        String home = System.getProperty("invoker.mavenHome", System.getProperty("maven.home"));
        String java = System.getProperty("invoker.javaHome", System.getProperty("java.home"));
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
                Map.of("JAVA_HOME", java, "MAVEN_OPTS", BRIEF));
    }

    /**
     * One more environment variable.
     *
     * @param name its name
     * @param value its value
     * @return a copy
     */
    public MavenLaunch with(String name, String value) {
        return with(Map.of(name, value));
    }

    /**
     * More environment variables.
     *
     * @param more names and values
     * @return a copy
     */
    public MavenLaunch with(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(environment);
        all.putAll(more);
        return new MavenLaunch(folder, front, all);
    }

    /**
     * User properties on each command line.
     *
     * @param file a properties file, as {@link DemoRepository#startServices} writes one
     * @return a copy
     */
    public MavenLaunch withProperties(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> line = new ArrayList<>(front);
        new TreeMap<>(properties).forEach((name, value) -> line.add("-D" + name + "=" + value));
        return new MavenLaunch(folder, line, environment);
    }

    /**
     * Logins in {@code settings.xml}, whose passwords come from the environment, as a CI has it.
     *
     * @param variables the variable that holds the password, by the id of the {@code <server>}
     * @return a copy
     */
    public MavenLaunch withServers(Map<String, String> variables) {
        StringBuilder servers = new StringBuilder();
        new TreeMap<>(variables)
                .forEach((id, variable) -> servers.append("<server><id>")
                        .append(id)
                        .append("</id><username>__token__</username><password>${env.")
                        .append(variable)
                        .append("}</password></server>"));
        return withSettings("servers", servers + "</servers>");
    }

    /**
     * A proxy of this machine in {@code settings.xml}, whose password comes from the environment.
     *
     * @param port where the proxy listens
     * @param user the name that the proxy asks for
     * @param variable the variable that holds the password
     * @return a copy
     */
    public MavenLaunch withProxy(int port, String user, String variable) {
        return withSettings(
                "proxy",
                "</servers><proxies><proxy><id>office</id><active>true</active><protocol>https</protocol><host>127.0.0.1</host>"
                        + "<port>" + port + "</port><username>" + user + "</username><password>${env." + variable
                        + "}</password><nonProxyHosts>localhost|*.internal.example</nonProxyHosts></proxy></proxies>");
    }

    private MavenLaunch withSettings(String what, String insteadOfTheEndOfServers) {
        int settings = front.indexOf("--settings") + 1;
        Path own = folder.resolve("target").resolve("settings-with-" + what + ".xml");
        try {
            Files.createDirectories(own.getParent());
            Files.writeString(
                    own,
                    Files.readString(Path.of(front.get(settings)))
                            .replaceFirst("</servers>", Matcher.quoteReplacement(insteadOfTheEndOfServers)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> line = new ArrayList<>(front);
        line.set(settings, own.toString());
        return new MavenLaunch(folder, line, environment);
    }

    /**
     * More on each command line.
     *
     * @param more options
     * @return a copy
     */
    public MavenLaunch with(List<String> more) {
        List<String> line = new ArrayList<>(front);
        line.addAll(more);
        return new MavenLaunch(folder, line, environment);
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
        return killed(log, () -> false, arguments);
    }

    /**
     * Runs Maven until something has happened and then ends it with SIGKILL.
     *
     * @param log gets all it prints
     * @param happened asked every few milliseconds
     * @param arguments goals and switches
     * @return how it ended
     */
    public Ended killed(Path log, BooleanSupplier happened, String... arguments) {
        Process process = start(log, arguments);
        try {
            process.getOutputStream().close();
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (!process.waitFor(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                boolean late = System.nanoTime() > deadline;
                if (late || happened.getAsBoolean()) {
                    // The script becomes the JVM, but it may have a helper that would go on.
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                    process.waitFor();
                }
                if (late) {
                    throw new IllegalStateException(List.of(arguments) + " took too long: " + text(log));
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
        // A person's machine, unless the story says otherwise.
        builder.environment().keySet().removeAll(CI_VARIABLES);
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes a program {@code mvn} that starts this Maven with everything that is set here.
     *
     * @param bin a folder, to be put in front of the {@code PATH}
     * @return the folder
     */
    public Path asProgram(Path bin) {
        StringBuilder script = new StringBuilder("#!/bin/sh\n");
        environment.forEach((name, value) -> script.append("export ")
                .append(name)
                .append('=')
                .append(quoted(value))
                .append('\n'));
        script.append("exec");
        front.forEach(word -> script.append(' ').append(quoted(word)));
        try {
            Files.createDirectories(bin);
            Files.writeString(bin.resolve("mvn"), script.append(" \"$@\"\n"));
            Files.setPosixFilePermissions(bin.resolve("mvn"), PosixFilePermissions.fromString("rwxr-xr-x"));
            return bin;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private List<String> line(String... arguments) {
        List<String> line = new ArrayList<>(front);
        line.addAll(List.of(arguments));
        return line;
    }

    private static String text(Path log) throws IOException {
        return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    }
}
