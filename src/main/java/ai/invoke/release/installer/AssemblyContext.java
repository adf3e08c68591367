package ai.invoke.release.installer;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * What an installer needs to know about the release it belongs to.
 *
 * @param projectDirectory messages name files relative to it
 * @param dist the folder with the wheels that the build made
 * @param output where the zip goes
 * @param facts names for <code>${name}</code>: {@code version}, {@code tag} and more; {@code wheel} and {@code
 *     wheel.sha256} are added by the assembly
 * @param timestamp the time of every entry, normally that of the commit; DOS times reach from 1980 to 2107 in steps of
 *     two seconds, what lies outside is clamped
 */
public record AssemblyContext(
        Path projectDirectory, Path dist, Path output, Map<String, String> facts, Instant timestamp) {

    /** Takes an unmodifiable copy. */
    public AssemblyContext {
        facts = Map.copyOf(facts);
    }

    /**
     * A path as the user would write it.
     *
     * @param path any path
     * @return relative to the project where it lies inside
     */
    String display(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        Path base = projectDirectory.toAbsolutePath().normalize();
        return absolute.startsWith(base) && !absolute.equals(base)
                ? base.relativize(absolute).toString()
                : absolute.toString();
    }
}
