package ai.invoke.release.build.python;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.json.JsonTree;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.version.PyVersion;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds tools that are Python modules, such as ruff and pytest, where the user's own shell and editor would: in the
 * interpreter that the user named, in the active virtual environment, in the project's own, on the PATH.
 */
public final class PythonTools {

    private static final List<String> ENVIRONMENTS = List.of(".venv", "venv");
    private static final List<String> OF_THE_PATH = List.of("python3", "python");
    private static final String MARK = "pyvenv.cfg";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Without the current folder: a folder of the project with a tool's name is not the tool. */
    private static final String ASK = """
            import importlib.util, json, os, sys
            sys.path[:] = [entry for entry in sys.path if entry]
            def has(name):
                spec = importlib.util.find_spec(name)
                return spec is not None and spec.origin is not None
            installed = sorted(
                name
                for entry in sys.path if os.path.isdir(entry)
                for name in os.listdir(entry) if name.endswith((".dist-info", ".egg-info"))
            )
            print(json.dumps({
                "has": [name for name in sys.argv[1:] if has(name)],
                "version": sys.version.split()[0],
                "installed": installed,
            }))
            """;

    private final ProcessRunner runner;
    private final Path project;
    private final Optional<String> named;
    private final List<String> modules;
    private final Map<String, Interpreter> asked = new LinkedHashMap<>();
    private final SortedMap<String, String> programs = new TreeMap<>();
    private final List<String> late = new ArrayList<>();

    /**
     * Creates a search.
     *
     * @param runner starts the candidates
     * @param project whose {@code .venv} counts
     * @param named the interpreter that the user named
     * @param modules all that may be looked for, so that each interpreter is asked only once
     */
    public PythonTools(ProcessRunner runner, Path project, Optional<String> named, List<String> modules) {
        this.runner = runner;
        this.project = project;
        this.named = named;
        this.modules = List.copyOf(modules);
    }

    /**
     * How to start a tool.
     *
     * @param command the words before its own arguments
     * @param missing why it cannot be started
     * @param version its version, where it is known
     */
    public record Found(List<String> command, Optional<String> missing, Optional<String> version) {

        /**
         * Whether it can be started and has a version.
         *
         * @param wanted a version, in whatever spelling
         * @return false when its own version is not known
         */
        public boolean has(String wanted) {
            return missing.isEmpty() && version.flatMap(PyVersion::tryParse).equals(PyVersion.tryParse(wanted));
        }
    }

    /** What an interpreter said: nothing, when it does not run. */
    private record Interpreter(Set<String> has, String version, List<String> installed) {

        static final Interpreter NONE = new Interpreter(Set.of(), "none", List.of());

        boolean runs() {
            return !equals(NONE);
        }

        /** The normalized names of what is installed. */
        Set<String> packages() {
            return installed.stream()
                    .map(name -> ProjectName.normalize(name.replaceFirst("-[0-9].*|\\.(dist|egg)-info$", "")))
                    .collect(Collectors.toSet());
        }
    }

    /**
     * Finds the interpreter that has a tool installed.
     *
     * @param module one of the modules
     * @param ofProject whether the tool imports the project, so that an interpreter that the user named is the only one
     * @return how to start it
     */
    public Found find(String module, boolean ofProject) {
        for (String interpreter : own()) {
            if (ask(interpreter).has().contains(module)) {
                return of(interpreter, module);
            }
        }
        if (named.isPresent() && ofProject) {
            return missing(module, named.get());
        }
        String name = module.replace('_', '-');
        Optional<Path> program = runner.path().find(name);
        Optional<String> said = program.flatMap(this::version);
        if (said.isPresent()) {
            return new Found(List.of(name), Optional.empty(), versionIn(said.get()));
        }
        Optional<String> other = ofThePath()
                .filter(interpreter -> ask(interpreter).has().contains(module))
                .findFirst();
        if (other.isPresent()) {
            return of(other.get(), module);
        }
        return missing(module, own().stream().findFirst().orElse(OF_THE_PATH.get(0)));
    }

    /**
     * Whether an environment that is meant for the project has a tool, or the interpreter of the PATH has it together with
     * everything that the project installs beside it.
     *
     * @param module one of the modules
     * @param packages normalized names of packages
     * @return false when the tool would run without what it needs
     */
    public boolean complete(String module, Set<String> packages) {
        return own().stream().anyMatch(name -> ask(name).has().contains(module))
                || ofThePath()
                        .map(this::ask)
                        .filter(found -> found.has().contains(module))
                        .findFirst()
                        .filter(found -> found.packages().containsAll(packages))
                        .isPresent();
    }

    /**
     * What has not answered in time. A tool that a busy machine was too slow to start is not missing.
     *
     * @return a sentence for each, with what to set
     */
    public List<String> late() {
        return List.copyOf(late);
    }

    private void note(Outcome outcome, String who) {
        if (outcome instanceof Outcome.TimedOut timedOut) {
            late.add(who + " gave " + timedOut.why());
        }
    }

    /**
     * What the tools are: the versions of the interpreters that were asked and of all that is installed there, and of the
     * programs that are used in their place. Without any that is meant for the project the first of the PATH is asked.
     *
     * @return name and version
     */
    public SortedMap<String, String> versions() {
        if (asked.isEmpty()) {
            own().stream().findFirst().or(() -> Optional.of(OF_THE_PATH.get(0))).ifPresent(this::ask);
        }
        SortedMap<String, String> versions = new TreeMap<>(programs);
        List<String> interpreters = new ArrayList<>();
        asked.forEach((name, answer) ->
                interpreters.add(answer.version() + " with " + Sha256.of(String.join("\n", answer.installed()))));
        versions.put("Python", String.join(", ", interpreters));
        return versions;
    }

    private Found of(String interpreter, String module) {
        return new Found(
                with(interpreter, List.of("-m", module)),
                Optional.empty(),
                ask(interpreter).installed().stream()
                        .filter(name -> LetterCase.lower(name).startsWith(module + "-"))
                        .map(name -> name.substring(module.length() + 1))
                        .map(rest -> rest.replaceFirst("\\.(dist|egg)-info$", ""))
                        .findFirst());
    }

    /** Of {@code ruff 0.4.1}, {@code 4.64.4 from /usr/lib/…}, {@code Hatch, version 1.16.0}. */
    private static Optional<String> versionIn(String text) {
        return Stream.of(text.strip().split("\\s++"))
                .filter(word -> PyVersion.tryParse(word).isPresent())
                .findFirst();
    }

    private static Found missing(String module, String interpreter) {
        String name = module.replace('_', '-');
        return new Found(
                List.of(name),
                Optional.of(name + " is configured in the project but not installed here: " + interpreter
                        + " -m pip install " + name),
                Optional.empty());
    }

    /** The interpreters that are meant for this project, best first. */
    private List<String> own() {
        if (named.isPresent()) {
            return List.of(named.get());
        }
        List<String> found = new ArrayList<>();
        Optional.ofNullable(runner.environment().get("VIRTUAL_ENV"))
                .filter(value -> !value.isBlank())
                .ifPresent(folder -> interpreter(project.resolve(folder)).ifPresent(found::add));
        ENVIRONMENTS.forEach(name -> interpreter(project.resolve(name)).ifPresent(found::add));
        return found;
    }

    /** Two names in one folder are one installation, where the first of them runs. */
    private Stream<String> ofThePath() {
        Set<Optional<Path>> answered = new HashSet<>();
        return OF_THE_PATH.stream().filter(name -> {
            Optional<Path> folder = runner.path().find(name).map(Path::getParent);
            return !answered.contains(folder) && ask(name).runs() && answered.add(folder);
        });
    }

    private static Optional<String> interpreter(Path environment) {
        Path file = new VirtualEnvironment(environment).python();
        return Files.isRegularFile(environment.resolve(MARK)) && Files.isExecutable(file)
                ? Optional.of(file.toString())
                : Optional.empty();
    }

    private static List<String> with(String interpreter, List<String> arguments) {
        List<String> command = new ArrayList<>(PythonLocator.words(interpreter));
        command.addAll(arguments);
        return command;
    }

    private Interpreter ask(String interpreter) {
        return asked.computeIfAbsent(interpreter, this::answer);
    }

    private Interpreter answer(String interpreter) {
        List<String> question = new ArrayList<>(List.of("-c", ASK));
        question.addAll(modules);
        Outcome outcome = runner.run(command(with(interpreter, question)));
        note(outcome, interpreter);
        if (outcome instanceof Outcome.Exited exited && exited.succeeded()) {
            for (String line : exited.output().lines().toList()) {
                Optional<Interpreter> read = read(line);
                if (read.isPresent()) {
                    return read.get();
                }
            }
        }
        return Interpreter.NONE;
    }

    private static Optional<Interpreter> read(String line) {
        try {
            JsonNode node = JsonTree.read(line);
            if (!node.path("installed").isArray()) {
                return Optional.empty();
            }
            Set<String> has = new HashSet<>();
            node.path("has").forEach(name -> has.add(name.asText()));
            List<String> installed = new ArrayList<>();
            node.path("installed").forEach(name -> installed.add(name.asText()));
            return Optional.of(new Interpreter(has, node.path("version").asText(), installed));
        } catch (JsonProcessingException e) {
            // A sitecustomize or a shim may print lines of its own.
            return Optional.empty();
        }
    }

    /** A pyenv shim is there for every version that has the tool, and fails for the one that is active. */
    private Optional<String> version(Path program) {
        Outcome outcome = runner.run(command(List.of(program.toString(), "--version")));
        note(outcome, program + " --version");
        if (!(outcome instanceof Outcome.Exited exited && exited.succeeded())) {
            return Optional.empty();
        }
        String version = exited.output().strip();
        programs.put(String.valueOf(program.getFileName()), version);
        return Optional.of(version);
    }

    /** Without what a check does not see either. */
    private Command command(List<String> arguments) {
        return Command.of(project, arguments)
                .without(BuildVariables.ofChecks(runner.environment()))
                .withUsualTimeout(LIMIT);
    }
}
