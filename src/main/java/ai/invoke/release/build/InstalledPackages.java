package ai.invoke.release.build;

import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which versions of some packages an interpreter has: without isolation they make the release and are an input of it. */
public final class InstalledPackages {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** What a project without {@code [build-system]} is built with (PEP 518). */
    private static final List<String> DEFAULT = List.of("setuptools");

    private InstalledPackages() {}

    /**
     * Asks the interpreter.
     *
     * @param runner starts it
     * @param directory where it is started
     * @param python the interpreter
     * @param requirements {@code build-system.requires}; empty means the default of PEP 518
     * @return name and version of each that is there; build itself complains about those that are not
     */
    public static SortedMap<String, String> of(
            ProcessRunner runner, Path directory, Python python, List<String> requirements) {
        List<String> command =
                new ArrayList<>(List.of(python.executable().toString(), "-I", "-c", PythonScript.read("installed.py")));
        (requirements.isEmpty() ? DEFAULT : requirements)
                .forEach(requirement -> command.add(requirement.strip().split("[^A-Za-z0-9._-]", 2)[0]));
        Outcome outcome = runner.run(Command.of(directory, command)
                .without(PythonEnvironment.cleared(runner.environment()))
                .withTimeout(LIMIT));
        SortedMap<String, String> versions = new TreeMap<>();
        if (outcome instanceof Outcome.Exited exited && exited.succeeded()) {
            exited.output().lines().forEach(line -> {
                String[] parts = line.strip().split("==", 2);
                if (parts.length == 2) {
                    versions.put(parts[0], parts[1]);
                }
            });
        }
        return versions;
    }
}
