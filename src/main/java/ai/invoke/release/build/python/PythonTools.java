package ai.invoke.release.build.python;

import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds tools that are Python modules, such as ruff and pytest, where the user's own shell and editor would: in the
 * interpreter that the user named, in the active virtual environment, in the project's own, on the PATH.
 */
public final class PythonTools {

    private static final List<String> ENVIRONMENTS = List.of(".venv", "venv");
    private static final String MARK = "pyvenv.cfg";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Without the current folder: a folder of the project with a tool's name is not the tool. */
    private static final String ASK = """
            import importlib.util, json, site, sys, sysconfig
            sys.path[:] = [entry for entry in sys.path if entry]
            def has(name):
                spec = importlib.util.find_spec(name)
                return spec is not None and spec.origin is not None
            paths = sysconfig.get_paths()
            libraries = [paths["purelib"], paths["platlib"]]
            if site.ENABLE_USER_SITE:
                libraries.append(site.getusersitepackages())
            print(json.dumps({"has": [name for name in sys.argv[1:] if has(name)], "libraries": libraries}))
            """;

    private final ProcessRunner runner;
    private final Path project;
    private final Optional<String> named;
    private final List<String> modules;
    private final Map<String, Interpreter> asked = new HashMap<>();
    private boolean conclusive = true;

    /**
     * A search.
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
     * @param witnesses files and folders that change when the tool is installed, upgraded or removed
     */
    public record Found(List<String> command, Optional<String> missing, Set<Path> witnesses) {}

    /** What an interpreter said: nothing, when it does not run. */
    private record Interpreter(Set<String> has, List<Path> libraries) {}

    /**
     * Finds one.
     *
     * @param module one of the modules
     * @param ofProject whether the tool imports the project, so that an interpreter that the user named is the only one
     * @return how to start it
     */
    public Found find(String module, boolean ofProject) {
        Set<Path> witnesses = new LinkedHashSet<>();
        ENVIRONMENTS.forEach(name -> witnesses.add(project.resolve(name).resolve(MARK)));
        for (String interpreter : own()) {
            Interpreter answer = ask(interpreter);
            witnesses.addAll(answer.libraries());
            if (answer.has().contains(module)) {
                return new Found(with(interpreter, List.of("-m", module)), Optional.empty(), witnesses);
            }
        }
        if (named.isPresent() && ofProject) {
            return missing(module, named.get(), witnesses);
        }
        Optional<Path> program = runner.path().find(module);
        program.ifPresent(file -> witnesses.addAll(around(file)));
        if (program.filter(this::runs).isPresent()) {
            return new Found(List.of(module), Optional.empty(), witnesses);
        }
        for (String interpreter : List.of("python3", "python")) {
            Interpreter answer = ask(interpreter);
            witnesses.addAll(answer.libraries());
            if (answer.has().contains(module)) {
                return new Found(with(interpreter, List.of("-m", module)), Optional.empty(), witnesses);
            }
        }
        return missing(module, own().stream().findFirst().orElse("python3"), witnesses);
    }

    /**
     * Whether everything that was asked has answered. A tool that a busy machine was too slow to start is not missing.
     *
     * @return false when something had to be killed
     */
    public boolean conclusive() {
        return conclusive;
    }

    /**
     * Where the tools of a command that the user wrote may be: nobody can tell what a shell will start.
     *
     * @param command for the platform's shell
     * @return what changes when something is installed, upgraded or removed
     */
    public Set<Path> around(String command) {
        Set<Path> witnesses = new LinkedHashSet<>();
        ENVIRONMENTS.forEach(name -> witnesses.add(project.resolve(name).resolve(MARK)));
        own().forEach(interpreter -> witnesses.addAll(ask(interpreter).libraries()));
        String first = command.strip().split("\\s+", 2)[0];
        Stream.of(first, "python3", "python")
                .flatMap(name -> runner.path().find(name).stream())
                .forEach(program -> witnesses.addAll(around(program)));
        return witnesses;
    }

    private static Found missing(String module, String interpreter, Set<Path> witnesses) {
        return new Found(
                List.of(module),
                Optional.of(module + " is configured in the project but not installed here: " + interpreter
                        + " -m pip install " + module),
                witnesses);
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
        Outcome outcome =
                runner.run(Command.of(project, with(interpreter, question)).withTimeout(LIMIT));
        conclusive &= !(outcome instanceof Outcome.TimedOut);
        if (outcome instanceof Outcome.Exited exited && exited.succeeded()) {
            for (String line : exited.output().lines().toList()) {
                Optional<Interpreter> read = read(line);
                if (read.isPresent()) {
                    return read.get();
                }
            }
        }
        return new Interpreter(Set.of(), List.of());
    }

    private static Optional<Interpreter> read(String line) {
        try {
            JsonNode node = new ObjectMapper().readTree(line);
            if (node == null || !node.path("libraries").isArray()) {
                return Optional.empty();
            }
            Set<String> has = new HashSet<>();
            node.path("has").forEach(name -> has.add(name.asText()));
            List<Path> libraries = new ArrayList<>();
            node.path("libraries").forEach(folder -> libraries.add(Path.of(folder.asText())));
            return Optional.of(new Interpreter(has, libraries));
        } catch (JsonProcessingException e) {
            // A sitecustomize or a shim may print lines of its own.
            return Optional.empty();
        }
    }

    /** A pyenv shim is there for every version that has the tool, and fails for the one that is active. */
    private boolean runs(Path program) {
        Outcome outcome = runner.run(
                Command.of(project, List.of(program.toString(), "--version")).withTimeout(LIMIT));
        conclusive &= !(outcome instanceof Outcome.TimedOut);
        return outcome.succeeded();
    }

    /** The program itself, the libraries beside it, and what pyenv chooses from. */
    private static List<Path> around(Path program) {
        List<Path> witnesses = new ArrayList<>(List.of(program));
        try {
            Path folder = program.toRealPath().getParent();
            Path prefix = folder == null ? null : folder.getParent();
            if (prefix == null) {
                return witnesses;
            }
            witnesses.add(prefix.resolve("version"));
            witnesses.add(prefix.resolve("Lib").resolve("site-packages"));
            List<Path> prefixes = new ArrayList<>(children(prefix.resolve("versions"), "*"));
            prefixes.add(prefix);
            prefixes.add(prefix.resolve("local"));
            for (Path place : prefixes) {
                for (Path version : children(place.resolve("lib"), "python3*")) {
                    // Debian's own name for the same.
                    witnesses.add(version.resolve("dist-packages"));
                    witnesses.add(version.resolve("site-packages"));
                }
            }
        } catch (IOException e) {
            // Gone in this moment: the program alone will tell.
            return List.of(program);
        }
        return witnesses;
    }

    private static List<Path> children(Path folder, String glob) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, glob)) {
                all.forEach(found::add);
            }
        }
        return found;
    }
}
