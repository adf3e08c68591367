package ai.invoke.release.installer;

import ai.invoke.release.file.FileNames;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Paths inside an installer zip: what every system that unpacks it accepts. */
public final class InstallerEntryName {

    /** The limit of one name on ext4, APFS and NTFS, in bytes or UTF-16 units; bytes are the stricter. */
    private static final int MAX_SEGMENT = 255;

    private InstallerEntryName() {}

    /**
     * Joins segments and folders.
     *
     * @param parts paths with {@code /} between segments; empty ones are left out
     * @return the path, in the composed Unicode form, as macOS may give names in the decomposed one
     */
    static String join(List<String> parts) {
        return Normalizer.normalize(
                parts.stream().filter(part -> !part.isEmpty()).collect(Collectors.joining("/")), Normalizer.Form.NFC);
    }

    /**
     * Looks at a path.
     *
     * @param path with {@code /} between segments
     * @return what is wrong with it, as the end of a sentence that begins with the path
     */
    public static Optional<String> fault(String path) {
        return Arrays.stream(path.split("/", -1))
                .map(InstallerEntryName::segmentFault)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> segmentFault(String segment) {
        if (segment.isEmpty()) {
            return Optional.of("has an empty segment");
        }
        if (segment.equals(".") || segment.equals("..")) {
            return Optional.of("has the segment '" + segment + "', which leaves the folder");
        }
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c < 0x20 || c == 0x7f) {
                return Optional.of("has the control character U+%04X".formatted((int) c));
            }
            if ("\\:*?\"<>|".indexOf(c) >= 0) {
                return Optional.of("has the character " + c + ", which Windows does not allow");
            }
            if (c == '\uFFFD' || (Character.isSurrogate(c) && !paired(segment, i))) {
                return Optional.of("is not valid Unicode");
            }
        }
        if (segment.endsWith(".") || segment.endsWith(" ")) {
            return Optional.of("has a segment that ends in a dot or a space, which Windows drops");
        }
        Optional<String> device = FileNames.device(segment);
        if (device.isPresent()) {
            return Optional.of("has the name " + device.get() + ", which is a device on Windows");
        }
        if (segment.getBytes(StandardCharsets.UTF_8).length > MAX_SEGMENT) {
            return Optional.of("has a segment of more than " + MAX_SEGMENT + " bytes");
        }
        return Optional.empty();
    }

    private static boolean paired(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }
}
