package ai.invoke.release.build.python;

import ai.invoke.release.digest.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A pip constraints file and those that it includes (pip's requirements file format: {@code -c}, {@code -r}). */
public final class Constraints {

    private static final Pattern INCLUDED = Pattern.compile(
            "\\s*(?:-c|-r|--constraint|--requirement)(?:\\s+|\\s*=\\s*|(?<=-[cr]))(?<file>.+?)(?:\\s+#.*)?\\s*");

    private Constraints() {}

    /**
     * What all of them say.
     *
     * @param file the one that pip is given
     * @return a digest that says nothing of where they lie
     * @throws IOException when one cannot be read
     */
    public static String digest(Path file) throws IOException {
        Map<Path, String> digests = new LinkedHashMap<>();
        collect(file, digests);
        return digests.size() == 1 ? Sha256.of(file) : Sha256.of(String.join("\n", digests.values()));
    }

    /**
     * Whether it locks what it names: not only versions but files.
     *
     * @param file the one that pip is given
     * @return true when some line has a digest
     * @throws IOException when it cannot be read
     */
    public static boolean locks(Path file) throws IOException {
        return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
                .anyMatch(line -> !line.strip().startsWith("#") && line.contains("--hash"));
    }

    private static void collect(Path file, Map<Path, String> digests) throws IOException {
        if (digests.putIfAbsent(file.toRealPath(), Sha256.of(file)) != null) {
            return;
        }
        // Any bytes are characters of this one; names of files that are not ASCII are found by pip alone.
        for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
            Matcher included = INCLUDED.matcher(line);
            Optional<Path> there = included.matches() ? there(file, included.group("file")) : Optional.empty();
            if (there.isPresent()) {
                collect(there.get(), digests);
            }
        }
    }

    private static Optional<Path> there(Path file, String name) {
        try {
            return Optional.of(file.resolveSibling(name)).filter(Files::isRegularFile);
        } catch (InvalidPathException e) {
            // An address, or nothing that this platform can name; pip says what is wrong with it.
            return Optional.empty();
        }
    }
}
