package ai.invoke.release.build.frontend;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The versions of package managers that the plugin ships with the digests of their archives: {@code package-managers.txt}. */
final class PinnedManagers {

    private static final String FILE = "package-managers.txt";

    private final List<Pin> pins;

    /**
     * A table.
     *
     * @param pins its lines
     */
    PinnedManagers(List<Pin> pins) {
        this.pins = List.copyOf(pins);
    }

    /**
     * An archive in npm's registry.
     *
     * @param name of the package
     * @param version a full one
     * @param digest of the archive
     */
    record Pin(String name, String version, ArchiveDigest digest) {}

    /**
     * The plugin's own table.
     *
     * @return from its jar
     */
    static PinnedManagers shipped() {
        try (InputStream in = PinnedManagers.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing from the plugin");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a table: lines of {@code name@version integrity range}, where the range is for the update of the table alone.
     *
     * @param text lines; those with # are comments
     * @return the table
     */
    static PinnedManagers parse(String text) {
        return new PinnedManagers(text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(PinnedManagers::pin)
                .toList());
    }

    private static Pin pin(String line) {
        String[] words = line.split(" ", 3);
        int at = words[0].lastIndexOf('@');
        return new Pin(
                words[0].substring(0, at),
                words[0].substring(at + 1),
                ArchiveDigest.npm(words[1]).orElseThrow(() -> new IllegalStateException(FILE + ": " + line)));
    }

    /**
     * The newest version that fits.
     *
     * @param fits for names and versions
     * @return empty when the table has none
     */
    Optional<Pin> newest(Predicate<Pin> fits) {
        return pins.stream().filter(fits).max((one, other) -> NpmRange.compare(one.version(), other.version()));
    }
}
