package ai.invoke.release.smoke;

import ai.invoke.release.file.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
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
            first(path -> Files.isRegularFile(path), configurations())
                    .ifPresent(file -> variables.put(CONFIGURATION, file));
        }
        if (!environment.containsKey(CACHE)) {
            first(path -> Files.isDirectory(path), caches()).ifPresent(folder -> variables.put(CACHE, folder));
        }
        return variables;
    }

    private Stream<Optional<Path>> configurations() {
        return Platform.isWindows()
                ? Stream.of(below("APPDATA", "pip/pip.ini"), below("USERPROFILE", "pip/pip.ini"))
                : Stream.of(
                        below("XDG_CONFIG_HOME", "pip/pip.conf"),
                        below("HOME", "Library/Application Support/pip/pip.conf"),
                        below("HOME", ".config/pip/pip.conf"),
                        below("HOME", ".pip/pip.conf"));
    }

    private Stream<Optional<Path>> caches() {
        return Platform.isWindows()
                ? Stream.of(below("LOCALAPPDATA", "pip/Cache"))
                : Stream.of(
                        below("XDG_CACHE_HOME", "pip"),
                        below("HOME", "Library/Caches/pip"),
                        below("HOME", ".cache/pip"));
    }

    private Optional<Path> below(String variable, String relative) {
        return Optional.ofNullable(environment.get(variable))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder).resolve(relative));
    }

    private static Optional<String> first(Predicate<Path> fits, Stream<Optional<Path>> candidates) {
        return candidates
                .flatMap(Optional::stream)
                .filter(fits)
                .map(Path::toString)
                .findFirst();
    }
}
