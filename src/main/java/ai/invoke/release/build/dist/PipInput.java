package ai.invoke.release.build.dist;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What pip installs build requirements from.
 *
 * @param variables for pip
 * @param constraints pins that pip is to keep
 * @param lock the file that locks all of them, when the variables name no source but the files that it allows
 */
record PipInput(Map<String, String> variables, Optional<Path> constraints, Optional<Path> lock) {

    /** Takes an unmodifiable copy. */
    PipInput {
        variables = Map.copyOf(variables);
    }
}
