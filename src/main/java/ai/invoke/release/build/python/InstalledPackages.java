package ai.invoke.release.build.python;

import ai.invoke.release.build.KnownFailures;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which versions an interpreter has of the packages that take part in a build without isolation: what the project
 * requires for it, what those require, and plugins, which backends load although no project has asked for them.
 * setuptools-scm, for one, adds files to the sdist of any project of setuptools. All of them are inputs of the release.
 */
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
     * @return normalized name (PEP 503) and version of each that is there; build itself complains about those that are not
     * @throws EnvironmentException when the interpreter does not tell
     */
    public static SortedMap<String, String> of(
            ProcessRunner runner, Path directory, Python python, List<String> requirements) {
        List<String> command =
                new ArrayList<>(List.of(python.executable().toString(), "-I", "-c", PythonScript.read("installed.py")));
        (requirements.isEmpty() ? DEFAULT : requirements)
                .forEach(requirement -> command.add(requirement.strip().split("[^A-Za-z0-9._-]", 2)[0]));
        Outcome outcome = runner.run(Command.of(directory, command)
                .without(PythonEnvironment.cleared(runner.environment()))
                .withUsualTimeout(LIMIT));
        if (!(outcome instanceof Outcome.Exited exited && exited.succeeded())) {
            String why = outcome instanceof Outcome.TimedOut late ? ", " + late.why() : "";
            throw new EnvironmentException(Problem.of("cannot read which packages " + python.executable() + " has" + why
                            + KnownFailures.tail(outcome.tail(), 12))
                    .next(python.executable() + " -m pip check"));
        }
        SortedMap<String, String> versions = new TreeMap<>();
        exited.output().lines().forEach(line -> {
            String[] parts = line.strip().split("==", 2);
            if (parts.length == 2) {
                versions.put(parts[0], parts[1]);
            }
        });
        return versions;
    }
}
