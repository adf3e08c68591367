package ai.invoke.release.smoke;

import ai.invoke.release.platform.Platform;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Installs the bundled wheel into a fresh virtual environment. */
final class WheelInstallation {

    /** Told to read this file, pip reads none at all: {@code --isolated} alone keeps the machine's. */
    private static final String NO_CONFIGURATION = Platform.current().nothing();

    private final SmokeWorkspace workspace;
    private final SmokeOptions options;
    private final SmokeChecks checks;

    WheelInstallation(SmokeWorkspace workspace, SmokeOptions options, SmokeChecks checks) {
        this.workspace = workspace;
        this.options = options;
        this.checks = checks;
    }

    /**
     * Installs the wheel into a new environment.
     *
     * @param wheel the wheel as it was unpacked
     * @return whether it is there
     * @throws EnvironmentException when Python cannot make an environment
     * @throws IOException when a log cannot be read
     */
    boolean install(Path wheel) throws IOException {
        // Without pip the environment is there in a tenth of a second instead of four; the outer pip fills it.
        SmokeStep made = python(
                "venv",
                options.python(),
                List.of("venv", "--without-pip", workspace.venv().toString()));
        if (!made.succeeded()) {
            throw new EnvironmentException(
                    Problem.of(options.python() + " cannot make a virtual environment: " + made.end())
                            .next("install its venv module (Debian: apt install python3-venv), or name another Python "
                                    + "with -Dinvokeai.python; log: " + made.log()));
        }
        List<String> pip = List.of("pip", "--python", workspace.venvPython().toString());
        Path filler = options.python();
        SmokeStep installed = python("pip install", filler, with(pip, installation(wheel)));
        if (!installed.succeeded() && lacksPip(installed)) {
            SmokeStep whole = python(
                    "venv with pip",
                    options.python(),
                    List.of("venv", "--clear", workspace.venv().toString()));
            if (!whole.succeeded()) {
                throw new EnvironmentException(Problem.of(options.python()
                                + " has no pip 22.3 or newer and cannot put one into a virtual environment: "
                                + whole.end())
                        .next("install pip or ensurepip (Debian: apt install python3-pip python3-venv), or name "
                                + "another Python with -Dinvokeai.python; log: " + whole.log()));
            }
            filler = workspace.venvPython();
            pip = List.of("pip");
            installed = python("pip install", filler, with(pip, installation(wheel)));
        }
        String name = String.valueOf(wheel.getFileName());
        if (installed.succeeded()) {
            String with = options.extras().isEmpty() ? "" : " with " + String.join(", ", options.extras());
            checks.ok("pip install", name + with + installed.seconds());
            if (installed.logContains(line -> line.contains("does not provide the extra"))) {
                checks.failed("extras", name + " does not have all of the extras" + with, installed);
            }
            if (options.withDependencies()) {
                check(python("pip check", filler, with(pip, List.of("check"))));
            }
            return true;
        }
        boolean foreign = installed.printed(line -> line.contains("is not a supported wheel on this platform"));
        if (foreign && !name.endsWith("-none-any.whl")) {
            checks.skipped("pip install", name + " is for another platform or Python than this one");
        } else {
            Problem problem = Problem.of("pip cannot install " + name + ": " + installed.end());
            checks.failed("pip install", problem.next(advice(installed) + "read the log: " + installed.log()));
        }
        return false;
    }

    /**
     * Makes a wheel of an sdist, as pip does for whoever finds no wheel for his machine. What builds it comes from where pip is
     * configured to look.
     *
     * @param sdist the sdist
     * @return the wheel; empty when there is none, which is told
     * @throws IOException when the disk fails
     */
    Optional<Path> build(Path sdist) throws IOException {
        Path folder = Files.createDirectories(workspace.folder("built"));
        List<String> arguments = new ArrayList<>(List.of(
                options.python().toString(),
                "-I",
                "-X",
                "utf8",
                "-m",
                "pip",
                "wheel",
                "--no-deps",
                "-w",
                folder.toString()));
        if (options.offline()) {
            arguments.add("--no-index");
        }
        arguments.add(sdist.toString());
        SmokeStep built = workspace.run(workspace.command("pip wheel", options.limit(), arguments));
        Optional<Path> wheel;
        try (Stream<Path> files = Files.list(folder)) {
            wheel = files.filter(file -> file.toString().endsWith(".whl")).findFirst();
        }
        String name = String.valueOf(sdist.getFileName());
        if (built.succeeded() && wheel.isPresent()) {
            checks.ok("pip wheel", name + built.seconds());
            return wheel;
        }
        checks.failed(
                "pip wheel",
                Problem.of("pip cannot make a wheel of " + name + ": " + built.end())
                        .next((options.offline()
                                        ? "Maven is offline: the build backend has to be in a folder that PIP_FIND_LINKS"
                                                + " names; "
                                        : "")
                                + "read the log: " + built.log()));
        return Optional.empty();
    }

    /**
     * With the user's home: the program that the user named may be a wrapper that looks there for its settings, and pip
     * finds {@code ~/.netrc}, a keyring and what begins with {@code ~} in its configuration there.
     */
    private SmokeStep python(String step, Path python, List<String> module) {
        Command command = workspace.command(
                step, options.limit(), with(List.of(python.toString(), "-I", "-X", "utf8", "-m"), module));
        return workspace.run(
                options.withDependencies() ? command : command.withEnvironment("PIP_CONFIG_FILE", NO_CONFIGURATION));
    }

    private String advice(SmokeStep installed) {
        boolean absent = installed.printed(line -> line.contains("No matching distribution found for"));
        return absent && options.packages() == SmokeOptions.Packages.LOCAL
                ? "Maven is offline, so that pip looked into local folders only: name one with PIP_FIND_LINKS, or run "
                        + "without -o; "
                : "";
    }

    private List<String> installation(Path wheel) {
        List<String> arguments = new ArrayList<>(List.of("install", "--no-compile"));
        if (!options.withDependencies()) {
            // No index is asked, and nothing else is installed; no variable of the user's can change that.
            arguments.addAll(List.of("--isolated", "--no-deps", "--no-index"));
        } else if (options.packages() == SmokeOptions.Packages.LOCAL) {
            arguments.add("--no-index");
        }
        arguments.add(wheel + (options.extras().isEmpty() ? "" : "[" + String.join(",", options.extras()) + "]"));
        return arguments;
    }

    /** {@code --python} came with pip 22.3; Debian's Python may have no pip at all. */
    private static boolean lacksPip(SmokeStep step) {
        return step.printed(line -> line.contains("No module named pip") || line.contains("no such option: --python"));
    }

    private void check(SmokeStep checked) {
        if (checked.succeeded()) {
            checks.ok("pip check", "all requirements are met");
        } else {
            checks.failed("pip check", "the installed packages do not fit together: " + checked.end(), checked);
        }
    }

    private static List<String> with(List<String> first, List<String> more) {
        List<String> all = new ArrayList<>(first);
        all.addAll(more);
        return all;
    }
}
