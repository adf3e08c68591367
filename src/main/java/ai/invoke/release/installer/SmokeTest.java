package ai.invoke.release.installer;

import ai.invoke.release.console.Console;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.problem.Redactor;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Does with an installer what a user does: unpack it somewhere, install the wheel into a fresh environment, start what
 * it brings. Everything happens in a temporary folder that is gone afterwards.
 */
public final class SmokeTest {

    private static final Duration SCRIPT_TIMEOUT = Duration.ofSeconds(60);
    private static final int SHOWN_LINES = 15;

    private final ProcessRunner runner;
    private final Console console;
    private final Path temporary;

    /**
     * A tester.
     *
     * @param runner runs the commands
     * @param console hears of each check as it is done
     * @param temporary where the temporary folder is made, normally {@code java.io.tmpdir}
     */
    public SmokeTest(ProcessRunner runner, Console console, Path temporary) {
        this.runner = runner;
        this.console = console;
        this.temporary = temporary;
    }

    /**
     * Tries one installer.
     *
     * @param installer the zip
     * @param options how
     * @param logs the folder for what the commands print; emptied first
     * @return what was tried and how it went
     * @throws ProjectException when the zip cannot be unpacked
     * @throws EnvironmentException when the disk fails, or Python cannot make an environment
     */
    public SmokeReport run(Path installer, SmokeOptions options, Path logs) {
        try {
            emptyLogs(logs);
            try (SmokeWorkspace workspace = new SmokeWorkspace(temporary, logs, runner)) {
                Session session = new Session(workspace, options);
                session.run(installer);
                return new SmokeReport(installer, session.checks, logs);
            }
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("the smoke test of " + installer.getFileName() + " could not be run: " + e)
                            .next("see that " + temporary + " has room and is writable"),
                    e);
        }
    }

    private static void emptyLogs(Path logs) throws IOException {
        if (Files.isDirectory(logs)) {
            try (Stream<Path> files = Files.list(logs)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".log")).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(logs);
    }

    /** One run. */
    private final class Session {

        private final SmokeWorkspace workspace;
        private final SmokeOptions options;
        private final List<SmokeCheck> checks = new ArrayList<>();

        Session(SmokeWorkspace workspace, SmokeOptions options) {
            this.workspace = workspace;
            this.options = options;
        }

        void run(Path installer) throws IOException {
            Unpacker.Unpacked unpacked = Unpacker.unpack(installer, workspace.folder("unpacked"));
            add(SmokeCheck.ok("unpack", "into " + unpacked.top().getFileName() + "/"));
            if (unpacked.problems().isEmpty()) {
                add(SmokeCheck.ok("scripts", String.join(", ", unpacked.scripts())));
            }
            unpacked.problems().forEach(problem -> add(SmokeCheck.failed("scripts", problem)));
            if (unpacked.wheels().size() != 1) {
                if (unpacked.wheels().isEmpty()) {
                    add(SmokeCheck.skipped("pip install", "the installer bundles no wheel"));
                } else {
                    add(SmokeCheck.failed(
                            "pip install",
                            Problem.of("the installer bundles "
                                            + unpacked.wheels().size() + " wheels")
                                    .next("leave one in it")));
                }
                return;
            }
            Path wheel = unpacked.wheels().get(0);
            if (install(wheel)) {
                Optional<SmokeProbe.Seen> seen = probe(wheel);
                seen.ifPresent(this::judge);
                if (seen.isPresent()) {
                    for (SmokeProbe.Script script : seen.get().scripts()) {
                        start(script, seen.get());
                    }
                }
                for (SmokeCommand command : options.commands()) {
                    command(command, unpacked.top());
                }
                if (options.installScript().isPresent()) {
                    installScript(unpacked.top(), wheel, options.installScript().get(), seen);
                }
            }
        }

        private void add(SmokeCheck check) {
            checks.add(check);
            String mark = switch (check.verdict()) {
                case OK -> "ok";
                case SKIPPED -> "skipped";
                case FAILED -> "FAILED";
            };
            console.info(String.format(Locale.ROOT, "  %-8s %-14s %s", mark, check.name(), firstLine(check.detail())));
        }

        private boolean install(Path wheel) {
            Path log = workspace.log("venv");
            String venv = workspace.venv().toString();
            // Without pip the environment is there in a tenth of a second instead of four; the outer pip fills it.
            Outcome made = workspace.run(workspace.command(
                    log,
                    options.timeout(),
                    List.of(options.python().toString(), "-I", "-m", "venv", "--without-pip", venv)));
            if (!made.succeeded()) {
                throw new EnvironmentException(Problem.of(
                                options.python() + " cannot make a virtual environment: " + end(made))
                        .next("install its venv module (Debian: apt install python3-venv), or name another Python "
                                + "with -Dinvokeai.python; log: " + log));
            }
            Outcome installed = pip(log("pip install"), options.python(), wheel, true);
            if (!installed.succeeded() && lacksPip(installed)) {
                Path again = workspace.log("venv with pip");
                Outcome whole = workspace.run(workspace.command(
                        again,
                        options.timeout(),
                        List.of(options.python().toString(), "-I", "-m", "venv", "--clear", venv)));
                if (!whole.succeeded()) {
                    throw new EnvironmentException(Problem.of(options.python()
                                    + " has no pip 22.3 or newer and cannot put one into a virtual environment: "
                                    + end(whole))
                            .next("install pip or ensurepip (Debian: apt install python3-pip python3-venv), or name "
                                    + "another Python with -Dinvokeai.python; log: " + again));
                }
                installed = pip(log("pip install"), workspace.venvPython(), wheel, false);
            }
            String name = String.valueOf(wheel.getFileName());
            if (installed.succeeded()) {
                add(SmokeCheck.ok("pip install", name + seconds(installed)));
                if (options.withDependencies()) {
                    pipCheck();
                }
                return true;
            }
            boolean foreign = installed.tail().stream()
                    .anyMatch(line -> line.contains("is not a supported wheel on this platform"));
            if (foreign && !name.endsWith("-none-any.whl")) {
                add(SmokeCheck.skipped("pip install", name + " is for another platform or Python than this one"));
            } else {
                fail("pip install", "pip cannot install " + name + ": " + end(installed));
            }
            return false;
        }

        private Path log(String step) {
            return workspace.log(step);
        }

        private Outcome pip(Path log, Path python, Path wheel, boolean outer) {
            List<String> arguments = new ArrayList<>(List.of(python.toString(), "-I", "-m", "pip"));
            if (outer) {
                arguments.addAll(List.of("--python", workspace.venvPython().toString()));
            }
            arguments.addAll(List.of("install", "--no-compile"));
            if (!options.withDependencies()) {
                // Nobody's pip.conf can send it elsewhere: no index is asked, and nothing else is installed.
                arguments.addAll(List.of("--isolated", "--no-deps", "--no-index"));
            } else if (options.offline()) {
                arguments.add("--no-index");
            }
            arguments.add(wheel.toString());
            return workspace.run(workspace.command(log, options.timeout(), arguments));
        }

        /** {@code --python} came with pip 22.3; Debian's Python may have no pip at all. */
        private static boolean lacksPip(Outcome outcome) {
            return outcome.tail().stream()
                    .anyMatch(
                            line -> line.contains("No module named pip") || line.contains("no such option: --python"));
        }

        private void pipCheck() {
            Outcome outcome = workspace.run(workspace.command(
                    log("pip check"),
                    options.timeout(),
                    List.of(
                            options.python().toString(),
                            "-I",
                            "-m",
                            "pip",
                            "--python",
                            workspace.venvPython().toString(),
                            "check")));
            if (outcome.succeeded()) {
                add(SmokeCheck.ok("pip check", "all requirements are met"));
            } else {
                fail("pip check", "the installed packages do not fit together: " + end(outcome));
            }
        }

        private Optional<SmokeProbe.Seen> probe(Path wheel) throws IOException {
            Path script = workspace.folder("smoke_probe.py");
            SmokeProbe.writeScript(script);
            Outcome outcome = workspace.run(workspace.command(
                    log("metadata"),
                    options.timeout(),
                    List.of(workspace.venvPython().toString(), "-I", script.toString(), wheel.toString())));
            Optional<SmokeProbe.Seen> seen = outcome instanceof Outcome.Exited exited && exited.code() == 0
                    ? SmokeProbe.read(exited.output())
                    : Optional.empty();
            if (seen.isEmpty()) {
                fail("metadata", "Python cannot read the installed package: " + end(outcome));
            }
            return seen;
        }

        private void judge(SmokeProbe.Seen seen) {
            if (options.versionFits().test(seen.version())) {
                add(SmokeCheck.ok("metadata", seen.name() + " " + seen.version()));
            } else {
                add(SmokeCheck.failed(
                        "metadata",
                        Problem.of("the installed package says version " + seen.version() + ", the release is "
                                        + options.version())
                                .next("build it again from the tag: mvn clean package")));
            }
            List<String> wrong = new ArrayList<>();
            describe(wrong, "missing", seen.missing());
            describe(wrong, "changed", seen.changed());
            describe(wrong, "not in the wheel", seen.extra());
            if (wrong.isEmpty()) {
                add(SmokeCheck.ok("files", seen.files() + " installed files are the wheel's"));
            } else {
                add(SmokeCheck.failed(
                        "files", Problem.of("the installed files are not the wheel's: " + String.join("; ", wrong))));
            }
            for (SmokeProbe.Script script : seen.scripts()) {
                if (script.file().isEmpty()) {
                    add(SmokeCheck.failed(
                            "entry points", Problem.of("pip made no script for the entry point " + script.name())));
                } else if (script.found().isPresent() && !script.found().get()) {
                    add(SmokeCheck.failed(
                            "entry points",
                            Problem.of("the script " + script.name() + " needs " + script.value()
                                            + ", and the wheel has no such module")
                                    .next("mend [project.scripts], or see that the package is in the wheel")));
                }
            }
            if (checks.stream().noneMatch(check -> check.name().equals("entry points"))) {
                String names = String.join(
                        ", ",
                        seen.scripts().stream().map(SmokeProbe.Script::name).toList());
                add(
                        seen.scripts().isEmpty()
                                ? SmokeCheck.skipped("entry points", "the package has no scripts")
                                : SmokeCheck.ok("entry points", names));
            }
        }

        private static void describe(List<String> wrong, String word, List<String> files) {
            if (!files.isEmpty()) {
                wrong.add(word + " " + String.join(", ", files.subList(0, Math.min(3, files.size())))
                        + (files.size() > 3 ? " and " + (files.size() - 3) + " more" : ""));
            }
        }

        private void start(SmokeProbe.Script script, SmokeProbe.Seen seen) {
            if (!script.console() || script.file().isEmpty() || script.found().equals(Optional.of(false))) {
                return;
            }
            Outcome version = startWith(script, "--version");
            if (version.succeeded()) {
                String first = version.tail().isEmpty()
                        ? ""
                        : ": " + version.tail().get(0).strip();
                add(SmokeCheck.ok(script.name(), "--version" + first));
                return;
            }
            boolean incomplete = !options.withDependencies()
                    && !seen.requires().isEmpty()
                    && version.tail().stream().anyMatch(Session::missingModule);
            if (incomplete) {
                add(SmokeCheck.skipped(
                        script.name(), "needs its dependencies: " + last(version.tail(), Session::missingModule)));
                return;
            }
            Outcome help = startWith(script, "--help");
            if (help.succeeded()) {
                add(SmokeCheck.ok(script.name(), "--help"));
            } else if (crashed(help) || crashed(version)) {
                fail(
                        script.name(),
                        "the script " + script.name() + " cannot start: " + end(crashed(help) ? help : version));
            } else {
                add(SmokeCheck.skipped(script.name(), "has neither --version nor --help (" + how(help) + ")"));
            }
        }

        private Outcome startWith(SmokeProbe.Script script, String option) {
            List<String> arguments = new ArrayList<>();
            if (!SmokeWorkspace.windows()) {
                arguments.addAll(List.of(workspace.venvPython().toString(), "-I"));
            }
            arguments.addAll(List.of(script.file().orElseThrow(), option));
            return workspace.run(workspace.inVenv(log(script.name() + option), SCRIPT_TIMEOUT, arguments));
        }

        private static boolean missingModule(String line) {
            return line.startsWith("ModuleNotFoundError:") || line.startsWith("ImportError:");
        }

        /** A syntax error in the script itself comes without the usual first line. */
        private static boolean crashed(Outcome outcome) {
            return outcome instanceof Outcome.NotStarted
                    || outcome.tail().stream()
                            .anyMatch(line -> line.startsWith("Traceback (most recent call last)")
                                    || line.startsWith("SyntaxError:")
                                    || line.startsWith("IndentationError:"));
        }

        private void command(SmokeCommand command, Path top) throws IOException {
            String port = command.line().contains("{port}")
                            || command.url().orElse("").contains("{port}")
                    ? String.valueOf(SmokeServer.freePort())
                    : "0";
            Map<String, String> values = Map.of(
                    "{port}", port,
                    "{python}", workspace.venvPython().toString(),
                    "{venv}", workspace.venv().toString(),
                    "{installer}", top.toString());
            List<String> arguments = command.arguments().stream()
                    .map(argument -> fill(argument, values))
                    .toList();
            Command prepared = workspace
                    .inVenv(log("command " + arguments.get(0)), command.timeout(), arguments)
                    .withEnvironment(options.environment());
            String name = "command";
            if (command.url().isPresent()) {
                server(name, command, prepared, fill(command.url().get(), values));
                return;
            }
            Outcome outcome = workspace.run(prepared);
            Optional<String> expected = command.expect().map(text -> fill(text, values));
            String printed = outcome instanceof Outcome.Exited exited ? exited.output() : "";
            if (!outcome.succeeded()) {
                fail(name, command.line() + ": " + end(outcome));
            } else if (expected.isPresent()
                    && !printed.contains(expected.get())
                    && outcome.tail().stream().noneMatch(line -> line.contains(expected.get()))) {
                fail(name, command.line() + " did not print '" + expected.get() + "'" + lines(outcome.tail()));
            } else {
                add(SmokeCheck.ok(name, command.line() + seconds(outcome)));
            }
        }

        private void server(String name, SmokeCommand command, Command prepared, String url) {
            SmokeServer.Answer answer = new SmokeServer(workspace::run).ask(prepared, url);
            if (answer instanceof SmokeServer.Answer.Ended ended && ended.outcome() instanceof Outcome.TimedOut) {
                fail(
                        name,
                        command.line() + ": " + url + " did not answer within "
                                + command.timeout().toSeconds() + " s");
            } else if (answer instanceof SmokeServer.Answer.Ended ended) {
                fail(name, command.line() + " ended before " + url + " answered: " + end(ended.outcome()));
            } else if (answer instanceof SmokeServer.Answer.Silent silent) {
                fail(
                        name,
                        command.line() + ": " + url + " did not answer within "
                                + command.timeout().toSeconds() + " s (" + silent.last() + ")");
            } else if (answer instanceof SmokeServer.Answer.Answered answered) {
                Optional<String> expected = command.expect();
                if (expected.isPresent() && !answered.body().contains(expected.get())) {
                    fail(
                            name,
                            command.line() + ": the answer of " + url + " does not contain '" + expected.get() + "'");
                } else {
                    add(SmokeCheck.ok(name, command.line() + ": " + url + " answered " + answered.status()));
                }
            }
        }

        private void installScript(Path top, Path wheel, List<String> wanted, Optional<SmokeProbe.Seen> seen)
                throws IOException {
            String file = SmokeWorkspace.windows() ? "install.bat" : "install.sh";
            Path script = top.resolve(file);
            if (!Files.isRegularFile(script)) {
                fail(file, "the installer has no " + file);
                return;
            }
            Path root = Files.createDirectories(workspace.folder("root"));
            Map<String, String> values = Map.of("{root}", root.toString(), "{wheel}", wheel.toString());
            List<String> arguments = new ArrayList<>();
            if (SmokeWorkspace.windows()) {
                arguments.addAll(List.of("cmd", "/c"));
            }
            arguments.add(script.toString());
            wanted.forEach(argument -> arguments.add(fill(argument, values)));
            Path programs = options.python().toAbsolutePath().getParent();
            Command command = workspace
                    .command(log(file), options.timeout(), arguments)
                    .withEnvironment("PATH", programs == null ? "" : workspace.pathBefore(programs))
                    .withEnvironment(options.environment());
            Outcome outcome = workspace.run(command);
            if (!outcome.succeeded()) {
                fail(file, "the installer's own " + file + " failed: " + end(outcome));
                return;
            }
            Optional<Path> python = Stream.of(
                            ".venv/bin/python",
                            "venv/bin/python",
                            ".venv/Scripts/python.exe",
                            "venv/Scripts/python.exe")
                    .map(root::resolve)
                    .filter(Files::isExecutable)
                    .findFirst();
            if (python.isEmpty() || seen.isEmpty()) {
                add(SmokeCheck.ok(file, "ended with exit code 0" + seconds(outcome)));
                return;
            }
            Outcome asked = workspace.run(workspace.command(
                    log(file + " version"),
                    SCRIPT_TIMEOUT,
                    List.of(
                            python.get().toString(),
                            "-I",
                            "-c",
                            "import importlib.metadata as m, sys; print(m.version(sys.argv[1]))",
                            seen.get().name())));
            if (asked instanceof Outcome.Exited exited && exited.code() == 0) {
                String version = exited.output().strip();
                if (version.equals(seen.get().version())) {
                    add(SmokeCheck.ok(file, "installed " + seen.get().name() + " " + version + seconds(outcome)));
                } else {
                    fail(
                            file,
                            "the installer's own " + file + " installed version " + version + " and not "
                                    + seen.get().version());
                }
            } else {
                fail(
                        file,
                        "the installer's own " + file + " did not install "
                                + seen.get().name() + ": " + end(asked));
            }
        }

        private void fail(String name, String what) {
            add(SmokeCheck.failed(name, Problem.of(what).next("read the log: " + workspace.lastLog())));
        }
    }

    private static String fill(String text, Map<String, String> values) {
        String result = text;
        for (Map.Entry<String, String> value : new HashMap<>(values).entrySet()) {
            result = result.replace(value.getKey(), value.getValue());
        }
        return result;
    }

    private static String last(List<String> lines, java.util.function.Predicate<String> fits) {
        return lines.stream().filter(fits).reduce((first, second) -> second).orElse("");
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private static String seconds(Outcome outcome) {
        return outcome instanceof Outcome.Exited exited
                ? String.format(Locale.ROOT, " in %.1f s", exited.duration().toMillis() / 1e3)
                : "";
    }

    private static String how(Outcome outcome) {
        if (outcome instanceof Outcome.Exited exited) {
            return "exit code " + exited.code();
        }
        if (outcome instanceof Outcome.TimedOut timedOut) {
            return "killed after " + timedOut.limit().toSeconds() + " s";
        }
        return outcome instanceof Outcome.NotStarted notStarted ? notStarted.reason() : "";
    }

    /** How a command ended and what it said last; foreign text, so secrets are taken out. */
    private static String end(Outcome outcome) {
        return how(outcome) + lines(outcome.tail());
    }

    private static String lines(List<String> tail) {
        Redactor redactor = Redactor.byShape();
        StringBuilder text = new StringBuilder();
        tail.subList(Math.max(0, tail.size() - SHOWN_LINES), tail.size())
                .forEach(line ->
                        text.append(System.lineSeparator()).append("    ").append(redactor.redact(line)));
        return text.toString();
    }
}
