package ai.invoke.release.build.checks;

import ai.invoke.release.build.python.BuildVariables;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.text.LetterCase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The program that a declared command runs, as far as its words tell: the first one, or the module behind {@code python -m}. Only
 * well-known programs are asked for their version: a script of the project might do its work instead of answering.
 *
 * @param name the program
 * @param question the line for the shell that asks for its version; empty when it is not asked
 */
public record DeclaredTool(String name, Optional<String> question) {

    private static final Set<String> ANSWERING = Set.of(
            "bandit",
            "black",
            "bun",
            "cargo",
            "coverage",
            "deno",
            "flake8",
            "hatch",
            "isort",
            "make",
            "mypy",
            "node",
            "nox",
            "npm",
            "pdm",
            "pixi",
            "pnpm",
            "poetry",
            "pre-commit",
            "pylint",
            "pyright",
            "pytest",
            "python",
            "python3",
            "ruff",
            "tox",
            "uv",
            "yarn");

    private static final Set<String> PYTHON = Set.of("python", "python3", "py");
    private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*+=.*+");
    private static final Pattern PROGRAM = Pattern.compile("[A-Za-z0-9_./\\\\:+-]++");
    private static final Pattern VERSION = Pattern.compile("(?<![0-9])[0-9]++(?:\\.[0-9A-Za-z+-]++)++");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * Finds it.
     *
     * @param command as it is written for the shell
     * @return empty when the command begins with something else than the name of a program
     */
    public static Optional<DeclaredTool> of(String command) {
        List<String> words = Stream.of(command.strip().split("\\s+", 0))
                .dropWhile(word -> ASSIGNMENT.matcher(word).matches())
                .toList();
        if (words.isEmpty() || !PROGRAM.matcher(words.get(0)).matches()) {
            return Optional.empty();
        }
        String program = name(words.get(0));
        if (PYTHON.contains(program) && words.size() > 2 && words.get(1).equals("-m")) {
            return Optional.of(asked(words.get(2), words.get(0) + " -m " + words.get(2)));
        }
        return Optional.of(asked(program, words.get(0)));
    }

    private static DeclaredTool asked(String name, String program) {
        return new DeclaredTool(
                name, ANSWERING.contains(name) ? Optional.of(program + " --version") : Optional.empty());
    }

    private static String name(String word) {
        String last = word.substring(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1);
        String plain = LetterCase.lower(last);
        return Stream.of(".exe", ".cmd", ".bat")
                .filter(plain::endsWith)
                .findFirst()
                .map(ending -> last.substring(0, last.length() - ending.length()))
                .orElse(last);
    }

    /**
     * The check with its tool, and with the tool's version where it answers.
     *
     * @param check a check without a tool
     * @param runner starts the program
     * @return a copy
     */
    public Check in(Check check, ProcessRunner runner) {
        return check.with(new Check.Tool(name, question.flatMap(line -> version(line, check.command(), runner))));
    }

    private static Optional<String> version(String line, Command command, ProcessRunner runner) {
        return runner.ask(
                        line,
                        Command.of(command.directory(), Command.shell(line))
                                .without(BuildVariables.ofChecks(runner.environment()))
                                .withEnvironment(command.environment())
                                .withUsualTimeout(PATIENCE))
                .filter(Outcome::succeeded)
                .map(exited -> VERSION.matcher(exited.output()))
                .filter(Matcher::find)
                .map(Matcher::group);
    }
}
