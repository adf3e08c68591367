package ai.invoke.release.goal.rehearse;

import ai.invoke.release.build.python.Python;
import ai.invoke.release.build.python.VirtualEnvironment;
import ai.invoke.release.plan.Artifact;
import ai.invoke.release.plan.ReleasePlan;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.text.Redactor;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lets the real pip install a release from an index into a fresh virtual environment, pinned by version and digest, and
 * imports it from there.
 */
final class RehearsedInstall {

    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** What would make pip look elsewhere or install elsewhere. */
    private static final Set<String> CLEARED = Set.of(
            "VIRTUAL_ENV",
            "PYTHONHOME",
            "PYTHONPATH",
            "PIP_TARGET",
            "PIP_USER",
            "PIP_PREFIX",
            "PIP_REQUIRE_VIRTUALENV",
            "http_proxy",
            "HTTP_PROXY",
            "all_proxy",
            "ALL_PROXY");

    /**
     * Names the installed version, then imports what can be imported without the dependencies that were left out: nothing
     * when there are any, for an import that fails on them would say nothing about the release.
     */
    private static final String PROBE = """
            import importlib, importlib.metadata, importlib.util, sys
            dist = importlib.metadata.distribution(sys.argv[1])
            print("version " + dist.version)
            needs = [r for r in dist.requires or [] if "extra ==" not in r]
            tops = sorted({f.parts[0] for f in dist.files or [] if len(f.parts) == 2 and f.name == "__init__.py"})
            for name in tops:
                if needs:
                    print("found " + str(importlib.util.find_spec(name).origin))
                else:
                    print("imported " + str(importlib.import_module(name).__file__))
            """;

    private final ProcessRunner runner;
    private final Python python;
    private final Path folder;

    /**
     * Creates an installation to be.
     *
     * @param runner starts the tools
     * @param python the interpreter whose environment it is
     * @param folder a folder for the environment and the logs; made when it is not there
     */
    RehearsedInstall(ProcessRunner runner, Python python, Path folder) {
        this.runner = runner;
        this.python = python;
        this.folder = folder;
    }

    /**
     * Installs and imports.
     *
     * @param interpreter of the environment
     * @param plan the release
     * @param index the simple index that pip asks, and no other
     * @return what was seen, line by line
     */
    List<String> run(Path interpreter, ReleasePlan plan, URI index) {
        String pin = plan.project() + "==" + plan.normalizedVersion();
        Path requirements = write(folder.resolve("requirements.txt"), requirement(pin, plan));
        List<String> pip = new ArrayList<>(List.of(python.executable().toString(), "-I", "-m", "pip"));
        if (python.pipServesOthers()) {
            pip.addAll(List.of("--python", interpreter.toString()));
        } else {
            pip.set(0, interpreter.toString());
        }
        pip.addAll(List.of(
                "--isolated",
                "--disable-pip-version-check",
                "install",
                "--no-input",
                "--no-deps",
                "--no-cache-dir",
                "--only-binary=:all:",
                "--require-hashes",
                "--index-url",
                index.toString(),
                "--requirement",
                requirements.toString()));
        must(
                "pip could not install " + pin + " from the rehearsed index",
                command(pip, "pip-install.log"),
                "see the log; users would see the same after the real release");
        Outcome.Exited probe = must(
                "the installed " + pin + " could not be imported",
                command(List.of(interpreter.toString(), "-I", "-c", PROBE, plan.project()), "import.log"),
                "see the log; a module is broken or missing in the wheel");
        // What an imported module prints is foreign text.
        List<String> seen = Redactor.byShape().redact(probe.output()).lines().toList();
        if (!seen.contains("version " + plan.normalizedVersion())) {
            throw new ProjectException(Problem.of("pip installed something other than " + plan.normalizedVersion()
                            + ": " + String.join(", ", seen))
                    .at(Location.of(folder.resolve("import.log").toString()))
                    .next("compare the version file with the metadata: mvn invokeai-release:verify-dist"));
        }
        return seen;
    }

    /**
     * Makes the environment. It takes no part in the publication, so it can be made meanwhile.
     *
     * @return its interpreter
     */
    Path prepare() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot prepare the rehearsal: " + e).at(Location.of(folder.toString())), e);
        }
        Path venv = folder.resolve("venv");
        List<String> line = new ArrayList<>(List.of(python.executable().toString(), "-I", "-m", "venv"));
        if (python.pipServesOthers()) {
            line.add("--without-pip");
        }
        line.add(venv.toString());
        must(
                "no virtual environment could be made with " + python,
                command(line, "venv.log"),
                "install the venv module of that Python (on Debian: apt install python3-venv)");
        return new VirtualEnvironment(venv).python();
    }

    private static String requirement(String pin, ReleasePlan plan) {
        StringBuilder text = new StringBuilder(pin);
        for (Artifact artifact : plan.indexArtifacts()) {
            text.append(" --hash=sha256:").append(artifact.sha256());
        }
        return text.append('\n').toString();
    }

    private Command command(List<String> line, String log) {
        return Command.of(folder, line)
                .without(CLEARED)
                .withEnvironment("NO_PROXY", "127.0.0.1,localhost")
                .withUsualTimeout(LIMIT)
                .withLog(folder.resolve(log));
    }

    private Outcome.Exited must(String failure, Command command, String next) {
        Outcome outcome = runner.run(command);
        if (outcome instanceof Outcome.Exited exited && exited.code() == 0) {
            return exited;
        }
        Optional<Location> log = command.log().map(file -> Location.of(file.toString()));
        String tail = outcome instanceof Outcome.NotStarted unstarted
                ? unstarted.reason()
                : (outcome instanceof Outcome.TimedOut late ? late.why() + System.lineSeparator() + "     " : "")
                        + String.join(System.lineSeparator() + "     ", outcome.tail());
        Problem problem = Problem.of(failure + ":" + System.lineSeparator() + "     " + tail)
                .next(next);
        throw new EnvironmentException(log.map(problem::at).orElse(problem));
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot write: " + e).at(Location.of(file.toString())), e);
        }
    }
}
