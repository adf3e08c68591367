package ai.invoke.release.build.dist;

import ai.invoke.release.build.python.PipSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How the project's build backend is run.
 *
 * @param isolation whether it gets an environment of its own with what {@code build-system.requires} asks for
 * @param constraints pins for what pip installs there
 * @param pip where pip may look
 * @param configSettings for the backend (PEP 517 {@code config_settings})
 * @param environment variables, set over all others
 * @param timeout for one build
 */
public record BackendOptions(
        boolean isolation,
        Optional<Path> constraints,
        PipSources pip,
        Map<String, String> configSettings,
        Map<String, String> environment,
        Duration timeout) {

    /** Takes unmodifiable copies. */
    public BackendOptions {
        configSettings = Map.copyOf(configSettings);
        environment = Map.copyOf(environment);
    }

    /** What a project keeps beside its {@code pyproject.toml} for {@code pip install --build-constraint}. */
    private static final String OF_PROJECT = "build-constraints.txt";

    /**
     * The same with the constraints that a project keeps, unless others are named.
     *
     * @param project its folder
     * @return the options for that project
     */
    public BackendOptions of(Path project) {
        Path file = project.resolve(OF_PROJECT);
        return isolation && constraints.isEmpty() && Files.isRegularFile(file)
                ? new BackendOptions(true, Optional.of(file), pip, configSettings, environment, timeout)
                : this;
    }
}
