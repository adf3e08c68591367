package ai.invoke.release.build.dist;

import ai.invoke.release.build.KnownFailures;
import ai.invoke.release.build.LastLines;
import ai.invoke.release.build.python.BuildTool;
import ai.invoke.release.build.python.Python;
import ai.invoke.release.build.python.PythonEnvironment;
import ai.invoke.release.console.Console;
import ai.invoke.release.json.JsonTree;
import ai.invoke.release.platform.Platform;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.version.PyVersion;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs {@code python -m build} in its default mode, the wheel from the sdist: that proves the sdist complete, and a stale
 * {@code build/} cannot get into the wheel.
 */
final class PypaBuild {

    /** The first with {@code --report}, {@code --sdist-extract-dir} and {@code --env-dir}. */
    private static final PyVersion WITH_PLACES = PyVersion.parse("1.6");

    private static final String OUT = "out";
    private static final String ENVIRONMENT = "env";
    private static final String REPORT = "report.json";
    private static final String PIP_LOG = "pip.log";
    private static final int TAIL = 25;

    private static final Pattern NOT_FOUND = Pattern.compile("No matching distribution found for (?<what>[^\\s;]++)");

    /** What setuptools says for each file; of use only to those who look into the log. */
    private static final Pattern CHATTER = Pattern.compile(
            "TIP .*|(copying|adding|creating|hard linking|linking|removing|reading|writing|running|byte-compiling|Copying"
                    + "|adding license file) .*|.*\\.(py|pyc) -> .*|\\s*");

    /** Variables that git sets for hooks and that would lead a backend away from the copy. */
    private static final Set<String> GIT_VARIABLES = Set.of(
            "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_PREFIX");

    private final ProcessRunner runner;
    private final BuildTool tool;
    private final Python python;
    private final long epoch;
    private final BackendOptions options;
    private final Console console;

    /**
     * A build.
     *
     * @param runner starts Python
     * @param tool pypa/build
     * @param python the user's Python, whose packages are used without isolation
     * @param epoch {@code SOURCE_DATE_EPOCH}, seconds since 1970
     * @param options how the backend is run
     * @param console is told what it prints
     */
    PypaBuild(
            ProcessRunner runner, BuildTool tool, Python python, long epoch, BackendOptions options, Console console) {
        this.runner = runner;
        this.tool = tool;
        this.python = python;
        this.epoch = epoch;
        this.options = options;
        this.console = console;
    }

    /**
     * Runs pypa/build and returns the files that it made.
     *
     * @param project the folder with {@code pyproject.toml}
     * @param work an empty folder for everything temporary
     * @param log gets all that is printed
     * @param pip what pip installs from
     * @param more variables that differ between two builds that must have the same result
     * @return the files that were made, in a folder under {@code work}
     * @throws ProjectException when the backend fails
     * @throws EnvironmentException when build cannot be started or takes too long
     */
    List<Path> run(Path project, Path work, Path log, PipInput pip, Map<String, String> more) throws IOException {
        Path out = Files.createDirectories(work.resolve(OUT));
        Path temporary = Files.createDirectories(work.resolve("tmp"));
        Path empty = Files.createDirectories(work.resolve("cwd"));
        Command command = command(project, work, empty)
                .without(cleared())
                .withEnvironment(variables(temporary, pip))
                .withEnvironment(
                        options.isolation()
                                ? Map.of("PIP_LOG", work.resolve(PIP_LOG).toString())
                                : Map.of())
                .withEnvironment(pip.variables())
                .withEnvironment(more)
                .withEnvironment(options.environment())
                .withTimeout(options.timeout(), "invokeai.buildTimeout")
                .withLog(log);
        LastLines printed = new LastLines();
        RepeatedWarnings warnings = new RepeatedWarnings(this::show, console::detail);
        Outcome outcome = runner.run(command, line -> {
            printed.add(line);
            warnings.add(line);
        });
        warnings.end();
        if (!outcome.succeeded()) {
            throw failed(outcome, command, pip, new Printed(printed.all(), log));
        }
        return made(out, work.resolve(REPORT));
    }

    private void show(String line) {
        if (CHATTER.matcher(line).matches()) {
            console.detail(line);
        } else {
            console.info("  " + line);
        }
    }

    private Command command(Path project, Path work, Path directory) {
        // setuptools puts the modes of the files it makes into the wheel; in two streams a trace would hide the cause.
        List<String> arguments = new ArrayList<>(Platform.current()
                .withUsualModes(runner.path().find("sh").map(Path::toString).orElse("/bin/sh")));
        if (options.isolation()) {
            arguments.addAll(tool.command());
        } else {
            arguments.addAll(tool.commandFor(python.executable()));
            arguments.add("--no-isolation");
        }
        arguments.addAll(List.of("--outdir", work.resolve(OUT).toString()));
        options.configSettings().forEach((name, value) -> arguments.add("--config-setting=" + name + "=" + value));
        if (PyVersion.tryParse(tool.version())
                .filter(version -> version.compareTo(WITH_PLACES) >= 0)
                .isPresent()) {
            arguments.add("--report=" + work.resolve(REPORT));
            // Folders that compilers and SBOMs write down must not have a name made by chance.
            arguments.add("--sdist-extract-dir=" + work.resolve("sdist"));
            if (options.isolation()) {
                arguments.add("--env-dir=" + work.resolve(ENVIRONMENT));
            }
        }
        arguments.add(project.toString());
        return Command.of(directory, arguments);
    }

    private Set<String> cleared() {
        Set<String> names = new TreeSet<>(PythonEnvironment.cleared(runner.environment()));
        names.addAll(GIT_VARIABLES);
        return names;
    }

    private Map<String, String> variables(Path temporary, PipInput pip) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("SOURCE_DATE_EPOCH", Long.toString(epoch));
        variables.put("TZ", "UTC");
        variables.put("PYTHONHASHSEED", "0");
        variables.put("PYTHONUTF8", "1");
        variables.put("PYTHONUNBUFFERED", "1");
        variables.put("PYTHONNOUSERSITE", "1");
        // build folds what pip says at the width of the terminal; an address or a name must stay in one piece.
        variables.put("COLUMNS", "1000");
        if (!options.isolation() && python.virtual()) {
            // As activation does, and as build does with its own environment: maturin's backend starts the program
            // maturin.
            String scripts = String.valueOf(python.executable().getParent());
            variables.put(
                    "PATH",
                    Stream.concat(
                                    Stream.of(scripts),
                                    runner.path().folders().stream().map(Path::toString))
                            .collect(Collectors.joining(File.pathSeparator)));
        }
        for (String name : List.of("TMPDIR", "TEMP", "TMP")) {
            variables.put(name, temporary.toString());
        }
        // pip splits its variables at white space; an encoded address has none.
        pip.constraints()
                .ifPresent(file -> variables.put(
                        "PIP_CONSTRAINT", file.toAbsolutePath().toUri().toString()));
        return variables;
    }

    /** What the build printed, and where all of it is. */
    private record Printed(List<String> lines, Path log) {}

    private static RuntimeException failed(Outcome outcome, Command command, PipInput pip, Printed printed) {
        if (outcome instanceof Outcome.NotStarted notStarted) {
            return new EnvironmentException(
                    Problem.of("cannot start " + command.display() + ": " + notStarted.reason()));
        }
        String tail = KnownFailures.tail(printed.lines(), TAIL);
        if (outcome instanceof Outcome.TimedOut timedOut) {
            return new EnvironmentException(Problem.of(
                            "the build took longer than " + timedOut.limit().toSeconds() + " s and was killed" + tail)
                    .next("look at " + printed.log() + ", or allow more time with -Dinvokeai.buildTimeout=<seconds>"));
        }
        int code = ((Outcome.Exited) outcome).code();
        return new ProjectException(Problem.of(
                        "python -m build failed with exit code " + code + "; its last lines:" + tail)
                .next(hint(pip, printed.lines()).map(hint -> hint + "; ").orElse("") + "all it printed: "
                        + printed.log()));
    }

    private static Optional<String> hint(PipInput pip, List<String> printed) {
        return pip.lock()
                .flatMap(lock -> printed.stream()
                        .map(NOT_FOUND::matcher)
                        .filter(Matcher::find)
                        .map(missing -> "the build needs " + missing.group("what") + ", which " + lock
                                + " does not lock: add it with its digest")
                        .findFirst())
                .or(() -> KnownFailures.hint(printed));
    }

    /**
     * What the isolated environment consisted of.
     *
     * @param work the folder of the build
     * @return name, version and digest of each package, sorted; empty without isolation, or when this build keeps it to itself
     * @throws IOException when it cannot be read
     */
    static List<BuildRequirement> requirements(Path work) throws IOException {
        return BuildRequirement.installed(work.resolve(PIP_LOG));
    }

    private static List<Path> made(Path out, Path report) throws IOException {
        List<Path> listed;
        try (Stream<Path> files = Files.list(out)) {
            listed = files.filter(Files::isRegularFile).sorted().toList();
        }
        if (!Files.isRegularFile(report)) {
            return listed;
        }
        List<Path> reported = new ArrayList<>();
        for (JsonNode artifact : JsonTree.read(report).path("artifacts")) {
            Path file = out.resolve(artifact.path("name").asText());
            if (!Files.isRegularFile(file)) {
                throw new EnvironmentException(Problem.of(
                        "build reports " + artifact.path("name").asText() + " but did not write it to " + out));
            }
            reported.add(file);
        }
        return reported.isEmpty() ? listed : reported.stream().sorted().toList();
    }
}
