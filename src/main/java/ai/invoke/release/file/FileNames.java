package ai.invoke.release.file;

import ai.invoke.release.platform.Platform;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of files as Unicode, whatever the locale. Java decodes the bytes of a Unix file name by the locale: under {@code
 * LC_ALL=C}, as in many containers, it gives U+FFFD for each byte beyond ASCII and refuses to make such names. The URI of
 * a path keeps the bytes, which are UTF-8 wherever sources come out of git or a zip.
 */
public final class FileNames {

    /** Windows gives these names to devices, in every folder, whatever the extension. */
    private static final Pattern DEVICE = Pattern.compile(
            "(?i)(con|prn|aux|nul|conin\\$|conout\\$|(?:com|lpt)[1-9¹²³])(?: *(?:[.:].*)?)?", Pattern.DOTALL);

    /** Orders paths so that slashes come first: what is below a folder follows it at once. */
    public static final Comparator<String> BY_SEGMENT = FileNames::bySegment;

    private FileNames() {}

    private static int bySegment(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                return x == '/' ? -1 : y == '/' ? 1 : Character.compare(x, y);
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /**
     * What Windows takes a name for that is no name of a file there.
     *
     * @param segment one segment of a path
     * @return the name of the device as it is spelled there; empty when the name is a file's on Windows, too
     */
    public static Optional<String> device(String segment) {
        Matcher matcher = DEVICE.matcher(segment);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /**
     * The last segment of a path.
     *
     * @param path of a file that exists
     * @return as Unicode; with U+FFFD where the name is text in no encoding that is known
     */
    public static String of(Path path) {
        String decoded = String.valueOf(path.getFileName());
        if (!Platform.current().namesAreBytes() || decoded.chars().allMatch(c -> c < 0x80)) {
            return decoded;
        }
        String raw = path.toUri().getRawPath();
        String whole = raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(whole.substring(whole.lastIndexOf('/') + 1))))
                    .toString();
        } catch (CharacterCodingException e) {
            // Not UTF-8, so that the locale is the best guess.
            return decoded;
        }
    }

    /**
     * The last segment of a path as somebody wrote it.
     *
     * @param text may be no path at all
     * @return what comes behind the last separator
     */
    public static String last(String text) {
        return text.substring(Math.max(text.lastIndexOf('/'), text.lastIndexOf(File.separatorChar)) + 1);
    }

    /**
     * A path below a folder.
     *
     * @param folder exists
     * @param relative with {@code /} between segments
     * @return the path, also where the locale cannot say its name
     */
    public static Path resolve(Path folder, String relative) {
        try {
            return folder.resolve(relative);
        } catch (InvalidPathException e) {
            String base = folder.toUri().toString();
            StringBuilder uri = new StringBuilder(base.endsWith("/") ? base : base + "/");
            for (byte b : relative.getBytes(StandardCharsets.UTF_8)) {
                boolean plain = b == '/' || (b > 0 && Character.isLetterOrDigit(b));
                uri.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b));
            }
            return Path.of(URI.create(uri.toString()));
        }
    }

    private static byte[] bytes(String escaped) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            if (escaped.charAt(i) == '%') {
                out.write(Integer.parseInt(escaped.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                out.write(escaped.charAt(i));
            }
        }
        return out.toByteArray();
    }
}
