package ai.invoke.release.smoke;

import ai.invoke.release.process.NamedFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How an installer is tried out.
 *
 * @param python the interpreter that makes the new environment
 * @param withDependencies whether everything the wheel requires is installed too, from where pip is configured to look
 * @param offline whether pip must not ask an index even then; local folders ({@code PIP_FIND_LINKS}) are still used
 * @param installScript arguments for the installer's own script, which is then run too; <code>{root}</code> stands for
 *     an empty folder and <code>{wheel}</code> for the bundled wheel. Empty: it is not run
 * @param commands what else must work
 * @param environment variables for the commands and the script
 * @param timeout for each step of the installation
 * @param version the version that must be installed, for messages
 * @param versionFits whether an installed version is that one
 */
public record SmokeOptions(
        Path python,
        boolean withDependencies,
        boolean offline,
        Optional<List<String>> installScript,
        List<SmokeCommand> commands,
        Map<String, String> environment,
        Duration timeout,
        String version,
        Predicate<String> versionFits) {

    /** What InvokeAI's installer takes to ask nothing and to use the bundled wheel. */
    public static final List<String> INSTALL_ARGUMENTS = List.of("--yes", "--root", "{root}", "--wheel", "{wheel}");

    /** Takes unmodifiable copies. */
    public SmokeOptions {
        installScript = installScript.map(List::copyOf);
        commands = List.copyOf(commands);
        environment = Map.copyOf(environment);
    }

    /**
     * Files and folders outside of the installers that the commands name, for instance a script of the project: what they
     * hold decides how the test ends.
     *
     * @return absolute paths that are there now
     */
    public Set<Path> namedFiles() {
        List<String> words = new ArrayList<>(environment.values());
        commands.forEach(command -> words.addAll(command.arguments()));
        installScript.ifPresent(words::addAll);
        return NamedFiles.in(words);
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
                false,
                true,
                Optional.empty(),
                List.of(),
                Map.of(),
                Duration.ofMinutes(10),
                version,
                version::equals);
    }
}
