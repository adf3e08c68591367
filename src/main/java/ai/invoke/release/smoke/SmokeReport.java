package ai.invoke.release.smoke;

import ai.invoke.release.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How one file of the release did.
 *
 * @param file the installer, wheel or sdist
 * @param checks everything that was tried, in order
 * @param logs the folder with what the commands printed
 */
public record SmokeReport(Path file, List<SmokeCheck> checks, Path logs) {

    /** Takes an unmodifiable copy. */
    public SmokeReport {
        checks = List.copyOf(checks);
    }

    /**
     * What is broken.
     *
     * @return empty when it may go out
     */
    public List<Problem> problems() {
        return checks.stream()
                .map(SmokeCheck::problem)
                .flatMap(Optional::stream)
                .toList();
    }
}
