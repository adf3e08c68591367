package ai.invoke.release.dist.content;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Looks for marks in bytes that pass by, in constant memory. Each phrase is searched with Knuth, Morris and Pratt's
 * automaton, so phrases are found across chunk borders.
 */
final class MarkScanner {

    /** PyPI's rules for PyArmor and SourceDefender look into files of up to 5 MiB. */
    private static final long SCANNED_SOURCE = 5L << 20;

    private static final int HEAD = 64;

    private final boolean source;
    private final boolean buildPaths;
    private final Phrase[] pyArmor = {
        new Phrase("__pyarmor__(__name__, __file__,"),
        new Phrase("__pyarmor_enter__"),
        new Phrase("__pyarmor_exit__"),
        new Phrase("__pyarmor_assert__"),
        new Phrase("__pyarmor_bcc__")
    };
    private final Phrase pyeBegin = new Phrase("---BEGIN PYE FILE---");
    private final Phrase pyeEnd = new Phrase("---END PYE FILE---");
    private final Phrase file = new Phrase("file:///");
    private final byte[] head = new byte[HEAD];
    private int headLength;

    private MarkScanner(boolean source, boolean buildPaths) {
        this.source = source;
        this.buildPaths = buildPaths;
    }

    /**
     * A scanner for one file.
     *
     * @param path decides what is looked for
     * @param size the file's length
     */
    static MarkScanner of(String path, long size) {
        String lower = path.toLowerCase(Locale.ROOT);
        return new MarkScanner(
                (lower.endsWith(".py") || lower.endsWith(".pye")) && size <= SCANNED_SOURCE,
                lower.contains(".dist-info/sboms/"));
    }

    void feed(byte[] chunk, int length) {
        for (int i = 0; i < length && headLength < HEAD; i++) {
            head[headLength++] = chunk[i];
        }
        if (source) {
            for (Phrase phrase : pyArmor) {
                phrase.feed(chunk, length);
            }
            pyeBegin.feed(chunk, length);
            pyeEnd.feed(chunk, length);
        }
        if (buildPaths) {
            file.feed(chunk, length);
        }
    }

    Set<Mark> marks() {
        Set<Mark> marks = EnumSet.noneOf(Mark.class);
        String begin = new String(head, 0, headLength, StandardCharsets.ISO_8859_1);
        if (begin.startsWith("-----BEGIN ") && begin.contains("PRIVATE KEY-----")) {
            marks.add(Mark.PRIVATE_KEY);
        }
        for (Phrase phrase : pyArmor) {
            if (phrase.found()) {
                marks.add(Mark.PYARMOR);
            }
        }
        if (pyeBegin.found() && pyeEnd.found()) {
            marks.add(Mark.SOURCEDEFENDER);
        }
        if (file.found()) {
            marks.add(Mark.BUILD_PATH);
        }
        return marks;
    }

    /** One phrase and how much of it was just seen. */
    private static final class Phrase {

        private final byte[] bytes;
        private final int[] fallback;
        private int matched;
        private boolean found;

        Phrase(String text) {
            bytes = text.getBytes(StandardCharsets.US_ASCII);
            fallback = new int[bytes.length];
            int length = 0;
            for (int i = 1; i < bytes.length; i++) {
                while (length > 0 && bytes[i] != bytes[length]) {
                    length = fallback[length - 1];
                }
                if (bytes[i] == bytes[length]) {
                    length++;
                }
                fallback[i] = length;
            }
        }

        void feed(byte[] chunk, int count) {
            if (found) {
                return;
            }
            int state = matched;
            for (int i = 0; i < count; i++) {
                byte b = chunk[i];
                while (state > 0 && b != bytes[state]) {
                    state = fallback[state - 1];
                }
                if (b == bytes[state]) {
                    state++;
                    if (state == bytes.length) {
                        found = true;
                        return;
                    }
                }
            }
            matched = state;
        }

        boolean found() {
            return found;
        }
    }
}
