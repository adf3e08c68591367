package ai.invoke.release.dist.rule;

import ai.invoke.release.file.FileNames;
import ai.invoke.release.text.LetterCase;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What member names mean on the file systems where they will be written. */
public final class Paths {

    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);

    private Paths() {}

    /**
     * Whether a name, relative to some directory, leads out of it on Unix or Windows.
     *
     * @param path the name, with slashes of either kind
     * @return true for an absolute one, too
     */
    public static boolean leaves(String path) {
        if (isAbsolute(path)) {
            return true;
        }
        int depth = 0;
        for (String part : path.split("[/\\\\]", -1)) {
            if (part.equals("..")) {
                depth--;
            } else if (!part.isEmpty() && !part.equals(".")) {
                depth++;
            }
            if (depth < 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a name begins at the root of a file system, on Unix or Windows.
     *
     * @param path the name
     * @return true for a drive letter, too
     */
    public static boolean isAbsolute(String path) {
        return path.startsWith("/")
                || path.startsWith("\\")
                || DRIVE.matcher(path).matches();
    }

    /**
     * The part of a name that Windows takes for a device, or for another name: it drops dots and blanks at the end, and a colon
     * separates a stream of the file.
     *
     * @param path the name
     * @return for instance {@code aux.py} or {@code __init__.py.}; empty when there is none
     */
    public static Optional<String> windowsReserved(String path) {
        for (String part : path.split("[/\\\\]", -1)) {
            Optional<String> device = FileNames.device(part);
            if (device.isPresent()) {
                return device;
            }
            if (isOtherOnWindows(part)) {
                return Optional.of(part);
            }
        }
        return Optional.empty();
    }

    private static boolean isOtherOnWindows(String part) {
        return part.indexOf(':') >= 0
                || (!part.isEmpty()
                        && !part.equals(".")
                        && !part.equals("..")
                        && (part.endsWith(".") || part.endsWith(" ")));
    }

    /**
     * Equal for names that fall together on Windows and macOS.
     *
     * @param path the name
     * @return the name in NFC and lower case
     */
    public static String fold(String path) {
        return LetterCase.lower(Normalizer.normalize(path, Normalizer.Form.NFC));
    }

    /**
     * Two names that fall together on Windows and macOS, up to the first segment that differs.
     *
     * @param one the name that sorts before
     * @param other the one behind
     */
    public record Alike(String one, String other) {}

    /**
     * Looks for names that fall together on Windows and macOS. Directories do as files do: {@code Pkg/a.py} and {@code
     * pkg/b.py} become one package.
     *
     * @param paths names with {@code /}
     * @param most how many pairs are enough
     * @return each pair once
     */
    public static Set<Alike> alike(List<String> paths, int most) {
        record Folded(String text, String path) {}
        List<Folded> sorted = new ArrayList<>(paths.size());
        for (String path : paths) {
            String folded = fold(path);
            // Most are in lower case already: one text less in memory.
            sorted.add(new Folded(folded.equals(path) ? path : folded, path));
        }
        sorted.sort(Comparator.comparing(Folded::text, FileNames.BY_SEGMENT).thenComparing(Folded::path));
        Set<Alike> found = new LinkedHashSet<>();
        for (int i = 1; i < sorted.size() && found.size() < most; i++) {
            alike(sorted.get(i - 1).path(), sorted.get(i).path()).ifPresent(found::add);
        }
        return found;
    }

    private static Optional<Alike> alike(String before, String here) {
        if (before.equals(here)) {
            return Optional.empty();
        }
        String[] one = before.split("/", -1);
        String[] two = here.split("/", -1);
        for (int s = 0; s < Math.min(one.length, two.length); s++) {
            if (!one[s].equals(two[s])) {
                return fold(one[s]).equals(fold(two[s]))
                        ? Optional.of(new Alike(
                                String.join("/", List.of(one).subList(0, s + 1)),
                                String.join("/", List.of(two).subList(0, s + 1))))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /**
     * The last component.
     *
     * @param path a name with {@code /}
     * @return what follows the last {@code /}
     */
    public static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
