package ai.invoke.release.build.dist;

import ai.invoke.release.digest.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A package that took part in a build.
 *
 * @param name normalised name
 * @param version its version
 * @param sha256 what its files hold; empty when nothing recorded it
 */
public record BuildRequirement(String name, String version, Optional<String> sha256) {

    /** What an installer adds to what it unpacks. */
    private static final Set<String> OF_THE_INSTALLER =
            Set.of("INSTALLER", "REQUESTED", "RECORD", "direct_url.json", "provenance_url.json");

    /**
     * The digest of the lines of a {@code RECORD} that come from the wheel, sorted: scripts, which name this machine's Python, and what
     * the installer has added are left out. It is the same wherever the same wheel is installed.
     *
     * @param file the {@code RECORD} of an installed package
     * @return 64 hex digits; empty when there is no such file
     * @throws IOException when it cannot be read
     */
    static Optional<String> digest(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                .map(String::strip)
                .filter(BuildRequirement::ofTheWheel)
                .sorted()
                .toList();
        return Optional.of(Sha256.of(String.join("\n", lines)));
    }

    private static boolean ofTheWheel(String line) {
        String path = line.startsWith("\"") ? line.substring(1) : line;
        String place = path.contains(",") ? path.substring(0, path.indexOf(',')) : path;
        String name = place.substring(place.lastIndexOf('/') + 1);
        return !line.isEmpty()
                && !place.startsWith("../")
                && !place.startsWith("..\\")
                && !place.endsWith(".pyc")
                && !(place.contains(".dist-info/") && OF_THE_INSTALLER.contains(name));
    }

    /** In the form of pip. */
    @Override
    public String toString() {
        return name + "==" + version;
    }
}
