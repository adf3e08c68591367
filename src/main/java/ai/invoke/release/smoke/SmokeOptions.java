package ai.invoke.release.smoke;

import ai.invoke.release.process.TimeLimit;
import ai.invoke.release.version.PyVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How an installer is tried out.
 *
 * @param python the interpreter that makes the new environment
 * @param packages what is installed besides the wheel
 * @param installScript arguments for the installer's own script, which is then run too; <code>{root}</code> stands for
 *     an empty folder and <code>{wheel}</code> for the bundled wheel. Empty: it is not run
 * @param commands what else must work
 * @param environment variables for the commands and the script
 * @param timeout for each step of the installation
 * @param version the version that must be installed
 * @param extras extras of the package that are installed with it
 * @param offline whether the build backend of an sdist may come from local folders only
 */
public record SmokeOptions(
        Path python,
        Packages packages,
        Optional<List<String>> installScript,
        List<SmokeCommand> commands,
        Map<String, String> environment,
        Duration timeout,
        PyVersion version,
        List<String> extras,
        boolean offline) {

    /** What is installed besides the wheel. */
    public enum Packages {
        /** Nothing. */
        NONE,
        /** All that it requires, from local folders ({@code PIP_FIND_LINKS}) and never from an index. */
        LOCAL,
        /** All that it requires, from where pip is configured to look. */
        CONFIGURED
    }

    /** What InvokeAI's installer takes to ask nothing and to use the bundled wheel. */
    public static final List<String> INSTALL_ARGUMENTS = List.of("--yes", "--root", "{root}", "--wheel", "{wheel}");

    /** Takes unmodifiable copies. */
    public SmokeOptions {
        installScript = installScript.map(List::copyOf);
        commands = List.copyOf(commands);
        environment = Map.copyOf(environment);
        extras = List.copyOf(extras);
    }

    /**
     * Options without extras.
     *
     * @param python the interpreter that makes the new environment
     * @param packages what is installed besides the wheel
     * @param installScript arguments for the installer's own script
     * @param commands what else must work
     * @param environment variables for the commands and the script
     * @param timeout for each step of the installation
     * @param version the version that must be installed
     */
    public SmokeOptions(
            Path python,
            Packages packages,
            Optional<List<String>> installScript,
            List<SmokeCommand> commands,
            Map<String, String> environment,
            Duration timeout,
            PyVersion version) {
        this(python, packages, installScript, commands, environment, timeout, version, List.of(), true);
    }

    /**
     * The same with another interpreter.
     *
     * @param other makes the new environment
     * @return the options
     */
    public SmokeOptions withPython(Path other) {
        return new SmokeOptions(
                other, packages, installScript, commands, environment, timeout, version, extras, offline);
    }

    /** The limit of each step of the installation. */
    TimeLimit limit() {
        return TimeLimit.of(timeout, "invokeai.smokeTest.timeout");
    }

    /** Whether the wheel is installed with all that it requires. */
    boolean withDependencies() {
        return packages != Packages.NONE;
    }

    /** Whether a text is the version that must be installed, in whatever spelling. */
    boolean isVersion(String text) {
        return PyVersion.tryParse(text).filter(version::equals).isPresent();
    }

    /**
     * The quick test: no dependencies, no index, no further commands.
     *
     * @param python the interpreter that makes the new environment
     * @param version the version that must be installed, in its normal form
     * @return the options
     */
    public static SmokeOptions quick(Path python, String version) {
        return new SmokeOptions(
                python,
                Packages.NONE,
                Optional.empty(),
                List.of(),
                Map.of(),
                Duration.ofMinutes(10),
                PyVersion.parse(version));
    }
}
