package ai.invoke.release.smoke;

import ai.invoke.release.platform.Platform;
import ai.invoke.release.platform.rules.OperatingSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Where pip finds the user's configuration and cache (pip's "Configuration" and "Caching" pages), for a pip that runs
 * with another home folder: without them it would look for packages elsewhere and load everything again.
 */
final class PipHome {

    private static final String CONFIGURATION = "PIP_CONFIG_FILE";
    private static final String CACHE = "PIP_CACHE_DIR";

    private final Map<String, String> environment;

    /**
     * Reads the user's settings.
     *
     * @param environment with the user's own home folder
     */
    PipHome(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * What to set.
     *
     * @return variables for what is there and was not said by the user already
     */
    Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        if (!environment.containsKey(CONFIGURATION)) {
            first(path -> Files.isRegularFile(path), at(Platform.current().pipConfigurations()))
                    .ifPresent(file -> variables.put(CONFIGURATION, file));
        }
        if (!environment.containsKey(CACHE)) {
            first(path -> Files.isDirectory(path), at(Platform.current().pipCaches()))
                    .ifPresent(folder -> variables.put(CACHE, folder));
        }
        return variables;
    }

    private Stream<Optional<Path>> at(List<OperatingSystem.Place> places) {
        return places.stream().map(place -> place.in(environment));
    }

    private static Optional<String> first(Predicate<Path> fits, Stream<Optional<Path>> candidates) {
        return candidates
                .flatMap(Optional::stream)
                .filter(fits)
                .map(Path::toString)
                .findFirst();
    }
}
