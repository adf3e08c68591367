package ai.invoke.release.goal.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How the release is compared with the one before.
 *
 * @param previousDist a folder with the wheels of the release before; empty for those that {@code collect} stored
 * @param maxLoss how many percent of its files or of its size a wheel may lose, 0 to 100
 * @param acknowledged names of wheels that may lose more
 */
public record ComparisonOptions(Optional<Path> previousDist, int maxLoss, List<String> acknowledged) {

    /** What {@code collect} stored, and at most a quarter lost. */
    public static final ComparisonOptions DEFAULT = new ComparisonOptions(Optional.empty(), 25, List.of());

    /** Takes an unmodifiable copy. */
    public ComparisonOptions {
        acknowledged = List.copyOf(acknowledged);
    }
}
