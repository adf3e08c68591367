package ai.invoke.release.build.python;

import ai.invoke.release.console.Console;
import ai.invoke.release.platform.Platform;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.process.ProgramPath;
import ai.invoke.release.process.TimeLimit;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds the Python interpreter: the one that was asked for, or else the first on the PATH that really runs and fits.
 *
 * <p>{@code python3} comes before {@code python3.13}, for it is the one that the user's own {@code python3 -m build} would
 * take; the numbered ones help when it does not fit the project.
 */
public final class PythonLocator {

    private static final List<String> NAMES =
            List.of("python3", "python", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10");

    private static final List<String> LAUNCHER_VERSIONS = List.of("-3", "-3.14", "-3.13", "-3.12", "-3.11", "-3.10");

    private final ProcessRunner runner;
    private final Path directory;
    private final TimeLimit limit;
    private final Console console;

    /**
     * Creates a locator.
     *
     * @param runner starts the candidates; its environment has the PATH
     * @param directory where they are started
     * @param limit how long one candidate may take to answer
     * @param console is told about candidates that hang
     */
    public PythonLocator(ProcessRunner runner, Path directory, TimeLimit limit, Console console) {
        this.runner = runner;
        this.directory = directory;
        this.limit = limit;
        this.console = console;
    }

    /**
     * Finds the interpreter.
     *
     * @param asked a path, a name on the PATH, or {@code py -3.12}; this one or none
     * @param unfit says why an interpreter cannot be used, or nothing
     * @return the interpreter
     * @throws ProjectException when the one asked for does not fit
     * @throws EnvironmentException when none on the PATH does; it names each that was tried and why it was not taken
     */
    public Python locate(Optional<String> asked, Function<Python, Optional<String>> unfit) {
        if (asked.isPresent()) {
            return asked(asked.get(), unfit);
        }
        PythonProbe probe = new PythonProbe(runner, directory, limit);
        List<String> refused = new ArrayList<>();
        for (List<String> candidate : candidates()) {
            String name = String.join(" ", candidate);
            PythonProbe.Answer answer = probe.ask(candidate, false);
            if (answer instanceof PythonProbe.Answer.Unfit no) {
                refused.add(name + " " + no.why());
                if (no.hung()) {
                    console.warn(Problem.of(name + " " + no.why() + " and is skipped")
                            .next("name the interpreter: -Dinvokeai.python=/path/to/python3"));
                } else {
                    console.detail(name + " " + no.why());
                }
            } else if (answer instanceof PythonProbe.Answer.Found found) {
                Optional<String> why = unfit.apply(found.python());
                if (why.isEmpty()) {
                    console.detail("Python: " + found.python() + ", found as " + name);
                    return found.python();
                }
                refused.add(name + " (" + found.python().version() + ") " + why.get());
                console.detail(refused.get(refused.size() - 1));
            }
        }
        throw nothing(refused);
    }

    private Python asked(String text, Function<Python, Optional<String>> unfit) {
        PythonProbe.Answer answer = new PythonProbe(runner, directory, limit).ask(command(text), true);
        String why;
        if (answer instanceof PythonProbe.Answer.Found found) {
            Optional<String> refused = unfit.apply(found.python());
            if (refused.isEmpty()) {
                return found.python();
            }
            why = "(" + found.python().version() + ") " + refused.get();
        } else {
            why = ((PythonProbe.Answer.Unfit) answer).why();
        }
        throw new ProjectException(Problem.of("the Python that was asked for, " + text + ", " + why)
                .next("name another one: -Dinvokeai.python=/path/to/python3"));
    }

    /**
     * How to start what a user has named.
     *
     * @param interpreter a path, a name on the PATH, or {@code py -3.12}
     * @return one word, for a path may have spaces in it, or those of the launcher
     */
    static List<String> words(String interpreter) {
        return interpreter.startsWith("py -") ? List.of(interpreter.split(" +")) : List.of(interpreter);
    }

    private List<String> command(String text) {
        if (words(text).size() > 1) {
            return words(text);
        }
        try {
            Path path = Path.of(text);
            if (path.getNameCount() > 1 || Files.exists(directory.resolve(path))) {
                return List.of(
                        directory.resolve(path).toAbsolutePath().normalize().toString());
            }
        } catch (InvalidPathException e) {
            return List.of(text);
        }
        return List.of(runner.path().find(text).map(Path::toString).orElse(text));
    }

    private List<List<String>> candidates() {
        List<List<String>> candidates = new ArrayList<>();
        ProgramPath path = runner.path();
        Platform.current()
                .pythonLauncher()
                .flatMap(path::find)
                .ifPresent(launcher ->
                        LAUNCHER_VERSIONS.forEach(version -> candidates.add(List.of(launcher.toString(), version))));
        for (String name : NAMES) {
            path.all(name).forEach(file -> candidates.add(List.of(file.toString())));
        }
        return candidates;
    }

    private EnvironmentException nothing(List<String> refused) {
        String advice =
                "install Python 3.10 or newer with venv (Debian, Ubuntu: apt install python3-venv), or name one: "
                        + "-Dinvokeai.python=/path/to/python3";
        if (refused.isEmpty()) {
            String folders = runner.path().folders().isEmpty()
                    ? "the PATH is empty"
                    : "none of the " + runner.path().folders().size() + " folders of the PATH has a python3 or python";
            return new EnvironmentException(
                    Problem.of("no Python found: " + folders).next(advice));
        }
        return new EnvironmentException(Problem.of("no suitable Python found:" + System.lineSeparator() + "     "
                        + String.join(System.lineSeparator() + "     ", refused))
                .next(advice));
    }
}
