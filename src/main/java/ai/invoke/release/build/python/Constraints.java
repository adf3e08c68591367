package ai.invoke.release.build.python;

import ai.invoke.release.digest.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A pip constraints file and those that it includes (pip's requirements file format: {@code -c}, {@code -r}). */
public final class Constraints {

    private static final List<String> OPTIONS = List.of("-c", "-r", "--constraint", "--requirement");

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
            Optional<Path> there = included(line).flatMap(name -> there(file, name));
            if (there.isPresent()) {
                collect(there.get(), digests);
            }
        }
    }

    /**
     * What a line includes. Without an expression: between two that take white space, a search would divide it in all ways.
     *
     * @param line of a file of requirements
     * @return the name of the file as it is written, without a comment behind it
     */
    static Optional<String> included(String line) {
        String plain = line.strip();
        return OPTIONS.stream()
                .filter(plain::startsWith)
                .findFirst()
                .flatMap(option -> value(option, plain.substring(option.length())))
                .map(Constraints::withoutComment)
                .filter(name -> !name.isEmpty());
    }

    /** It stands behind white space or an equals sign, and behind a short option at once. */
    private static Optional<String> value(String option, String rest) {
        if (rest.startsWith("=")) {
            return Optional.of(rest.substring(1).strip());
        }
        boolean apart = !rest.isEmpty() && Character.isWhitespace(rest.charAt(0));
        return apart || !option.startsWith("--") ? Optional.of(rest.strip()) : Optional.empty();
    }

    private static String withoutComment(String text) {
        for (int at = text.indexOf('#', 1); at >= 0; at = text.indexOf('#', at + 1)) {
            if (Character.isWhitespace(text.charAt(at - 1))) {
                return text.substring(0, at).strip();
            }
        }
        return text;
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
