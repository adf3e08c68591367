package ai.invoke.release.dist.rule;

import ai.invoke.release.file.FileNames;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
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
        return Normalizer.normalize(path, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
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
