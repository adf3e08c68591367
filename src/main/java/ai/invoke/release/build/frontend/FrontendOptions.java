package ai.invoke.release.build.frontend;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How a frontend is installed and built.
 *
 * @param installCommand a shell command instead of the package manager's own installation
 * @param buildCommand a shell command instead of the script {@code build}
 * @param environment variables for both commands
 * @param localEnvironment whether files such as {@code .env.local} that git does not know may take part
 * @param offline whether the package manager should take from its cache what it can
 * @param timeout for each command
 * @param linted whether {@code run-checks} runs the frontend's linters, so that its script {@code build} need not
 */
public record FrontendOptions(
        Optional<String> installCommand,
        Optional<String> buildCommand,
        Map<String, String> environment,
        boolean localEnvironment,
        boolean offline,
        Duration timeout,
        boolean linted) {

    /** Takes an unmodifiable copy. */
    public FrontendOptions {
        environment = Map.copyOf(environment);
    }

    /**
     * Options for a build that runs the script as it stands.
     *
     * @param installCommand a shell command instead of the package manager's own installation
     * @param buildCommand a shell command instead of the script {@code build}
     * @param environment variables for both commands
     * @param localEnvironment whether files such as {@code .env.local} that git does not know may take part
     * @param offline whether the package manager should take from its cache what it can
     * @param timeout for each command
     */
    public FrontendOptions(
            Optional<String> installCommand,
            Optional<String> buildCommand,
            Map<String, String> environment,
            boolean localEnvironment,
            boolean offline,
            Duration timeout) {
        this(installCommand, buildCommand, environment, localEnvironment, offline, timeout, false);
    }
}
