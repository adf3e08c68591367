package ai.invoke.release.dist.rule;

import ai.invoke.release.file.FileNames;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What member names mean on the file systems where they will be written. */
public final class Paths {

    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);

    private Paths() {}

    /** Whether a name, relative to some directory, leads out of it on Unix or Windows. */
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

    public static boolean isAbsolute(String path) {
        return path.startsWith("/")
                || path.startsWith("\\")
                || DRIVE.matcher(path).matches();
    }

    /** The part of a name that Windows takes for a device. */
    public static Optional<String> windowsReserved(String path) {
        return Arrays.stream(path.split("[/\\\\]", -1))
                .map(FileNames::device)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Equal for names that fall together on Windows and macOS. */
    public static String fold(String path) {
        return Normalizer.normalize(path, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    /** The last component. */
    public static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
