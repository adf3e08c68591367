package ai.invoke.release.build.dist;

import ai.invoke.release.build.python.PipSources;
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
}
