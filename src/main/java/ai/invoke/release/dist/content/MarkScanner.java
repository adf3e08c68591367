package ai.invoke.release.dist.content;

import ai.invoke.release.text.LetterCase;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Looks for marks in bytes that pass by, in constant memory. Each phrase is searched with Knuth, Morris and Pratt's
 * automaton, so phrases are found across chunk borders. One scanner serves many files, one after the other.
 */
final class MarkScanner {

    /** PyPI's rules for PyArmor and SourceDefender look into files of up to 5 MiB. */
    private static final long SCANNED_SOURCE = 5L << 20;

    private static final int HEAD = 64;

    private final List<Phrase> pyArmor = List.of(
            new Phrase("__pyarmor__(__name__, __file__,"),
            new Phrase("__pyarmor_enter__"),
            new Phrase("__pyarmor_exit__"),
            new Phrase("__pyarmor_assert__"),
            new Phrase("__pyarmor_bcc__"));
    private final Phrase pyeBegin = new Phrase("---BEGIN PYE FILE---");
    private final Phrase pyeEnd = new Phrase("---END PYE FILE---");
    private final Phrase[] sourcePhrases = {
        pyArmor.get(0), pyArmor.get(1), pyArmor.get(2), pyArmor.get(3), pyArmor.get(4), pyeBegin, pyeEnd
    };
    private final Phrase file = new Phrase("file:///");
    private final byte[] head = new byte[HEAD];
    private int headLength;
    private boolean source;
    private boolean buildPaths;
    private boolean inPhrase;

    /**
     * Begins a file.
     *
     * @param path decides what is looked for
     * @param size the file's length
     */
    void begin(String path, long size) {
        String lower = LetterCase.lower(path);
        source = (lower.endsWith(".py") || lower.endsWith(".pye")) && size <= SCANNED_SOURCE;
        buildPaths = lower.contains(".dist-info/sboms/");
        headLength = 0;
        inPhrase = false;
        for (Phrase phrase : sourcePhrases) {
            phrase.reset();
        }
        file.reset();
    }

    void feed(byte[] chunk, int length) {
        if (headLength < HEAD) {
            int count = Math.min(length, HEAD - headLength);
            System.arraycopy(chunk, 0, head, headLength, count);
            headLength += count;
        }
        if (source) {
            scanSource(chunk, length);
        }
        if (buildPaths) {
            for (int i = 0; i < length; i++) {
                file.step(chunk[i]);
            }
        }
    }

    /** All phrases begin with one of two bytes, so that most bytes of a source file cost one comparison. */
    private void scanSource(byte[] chunk, int length) {
        boolean active = inPhrase;
        for (int i = 0; i < length; i++) {
            byte b = chunk[i];
            if (active || b == '_' || b == '-') {
                active = false;
                for (Phrase phrase : sourcePhrases) {
                    active |= phrase.step(b);
                }
            }
        }
        inPhrase = active;
    }

    Set<Mark> marks() {
        Set<Mark> marks = EnumSet.noneOf(Mark.class);
        String begin = new String(head, 0, headLength, StandardCharsets.ISO_8859_1);
        if (begin.startsWith("-----BEGIN ") && begin.contains("PRIVATE KEY-----")) {
            marks.add(Mark.PRIVATE_KEY);
        }
        if (pyArmor.stream().anyMatch(Phrase::found)) {
            marks.add(Mark.PYARMOR);
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

        void reset() {
            matched = 0;
            found = false;
        }

        /** Returns whether a part of the phrase was just seen. */
        boolean step(byte b) {
            while (matched > 0 && b != bytes[matched]) {
                matched = fallback[matched - 1];
            }
            if (b == bytes[matched]) {
                matched++;
            }
            if (matched == bytes.length) {
                found = true;
                matched = fallback[matched - 1];
            }
            return matched > 0;
        }

        boolean found() {
            return found;
        }
    }
}
