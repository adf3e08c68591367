package ai.invoke.release.build.python;

import ai.invoke.release.console.Console;
import ai.invoke.release.platform.Platform;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.process.ProcessRunner;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Provides pypa/build without touching the user's Python: taken from the interpreter when it is there, otherwise from a
 * private environment that is made once for each interpreter and pinned version.
 */
public final class ToolEnvironment {

    private static final Pattern VERSION = Pattern.compile("build (\\S+) .*");

    private final PrivateEnvironments environments;
    private final Console console;

    /**
     * Creates a provider.
     *
     * @param runner starts Python
     * @param cache the folder of all tool environments of this user; see {@link #cacheFolder(Map)}
     * @param console is told when one is made
     */
    public ToolEnvironment(ProcessRunner runner, Path cache, Console console) {
        this.environments = new PrivateEnvironments(runner, cache, console);
        this.console = console;
    }

    /**
     * Where a user's caches lie by the custom of the platform.
     *
     * @param environment the user's environment
     * @return the folder for tool environments
     */
    public static Path cacheFolder(Map<String, String> environment) {
        // A relative XDG_CACHE_HOME does not count, as the specification says.
        Path base = Platform.current().caches().stream()
                .flatMap(place -> place.in(environment).stream())
                .filter(Path::isAbsolute)
                .findFirst()
                .orElseGet(() -> Path.of(System.getProperty("user.home")).resolve(".cache"));
        return base.resolve("invokeai-release").resolve("tools");
    }

    /**
     * The version of build that will be used, as far as it is known without starting anything.
     *
     * @param python the interpreter
     * @param pinned what an own environment gets
     * @return for instance {@code 1.6.1}
     */
    public static String expectedVersion(Python python, PinnedBuild pinned) {
        return python.build().orElse(pinned.version());
    }

    /**
     * Finds pypa/build, or installs it into a private environment.
     *
     * @param python the interpreter
     * @param pinned what to install when it has no build itself
     * @param sources where pip may look
     * @return an interpreter with a build that has been seen to run
     * @throws EnvironmentException when it cannot be made, with pip's last lines
     */
    public BuildTool provide(Python python, PinnedBuild pinned, PipSources sources) {
        if (python.build().isPresent()) {
            Optional<String> version =
                    environments.version(python.executable(), "build").flatMap(ToolEnvironment::number);
            if (version.isPresent()) {
                return new BuildTool(python.executable(), version.get(), false);
            }
            console.warn(Problem.of("the build of " + python + " does not run; a private one is used instead"));
        }
        PrivateEnvironments.Provided own = environments.provide(
                python,
                new PrivateEnvironments.Content(
                        "build",
                        "build " + pinned.version(),
                        pinned.requirements(),
                        pinned.withPip(),
                        "name a Python that has build installed: -Dinvokeai.python=…, or a requirements file with"
                                + " other pins: -Dinvokeai.buildTool=…"),
                sources);
        return new BuildTool(own.interpreter(), number(own.version()).orElse(pinned.version()), true);
    }

    private static Optional<String> number(String said) {
        return said.lines()
                .map(VERSION::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .findFirst();
    }
}
