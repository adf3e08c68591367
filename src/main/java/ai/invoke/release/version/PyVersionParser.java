package ai.invoke.release.version;

import ai.invoke.release.text.LetterCase;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one PEP 440 version from left to right. The pattern of {@code packaging} is possessive at every joint, so a part
 * that is taken is never given back and one pass decides in linear time.
 */
final class PyVersionParser {

    /** CPython refuses to convert more digits ({@code sys.int_info.default_max_str_digits}). */
    private static final int MAX_DIGITS = 4300;

    /** Longer spellings first where one begins another. */
    private enum PreSpelling {
        ALPHA(PyVersion.Stage.ALPHA),
        A(PyVersion.Stage.ALPHA),
        BETA(PyVersion.Stage.BETA),
        B(PyVersion.Stage.BETA),
        PREVIEW(PyVersion.Stage.CANDIDATE),
        PRE(PyVersion.Stage.CANDIDATE),
        C(PyVersion.Stage.CANDIDATE),
        RC(PyVersion.Stage.CANDIDATE);

        private final PyVersion.Stage stage;
        private final String word = LetterCase.lower(name());

        PreSpelling(PyVersion.Stage stage) {
            this.stage = stage;
        }
    }

    private final String text;
    private final int end;
    private int at;

    PyVersionParser(String text) {
        this.text = text;
        int last = text.length();
        while (last > 0 && isPythonSpace(text.charAt(last - 1))) {
            last--;
        }
        this.end = last;
    }

    /** How far the text was a version, when it is not one. */
    int position() {
        return at;
    }

    @Nullable
    PyVersion parse() {
        try {
            return version();
        } catch (Wrong e) {
            return null;
        }
    }

    private PyVersion version() throws Wrong {
        at = 0;
        while (at < end && isPythonSpace(text.charAt(at))) {
            at++;
        }
        skip('v');
        BigInteger epoch = BigInteger.ZERO;
        BigInteger first = number();
        if (skip('!')) {
            epoch = first;
            first = number();
        }
        List<BigInteger> release = new ArrayList<>();
        release.add(first);
        while (at + 1 < end && text.charAt(at) == '.' && isDigit(text.charAt(at + 1))) {
            at++;
            release.add(number());
        }
        PyVersion.Pre pre = preRelease();
        BigInteger post = postRelease();
        BigInteger dev = labelled("dev");
        List<String> local = local();
        if (at < end) {
            throw new Wrong();
        }
        return new PyVersion(epoch, release, pre, post, dev, local);
    }

    private PyVersion.@Nullable Pre preRelease() throws Wrong {
        for (PreSpelling spelling : PreSpelling.values()) {
            BigInteger number = labelled(spelling.word);
            if (number != null) {
                return new PyVersion.Pre(spelling.stage, number);
            }
        }
        return null;
    }

    private @Nullable BigInteger postRelease() throws Wrong {
        if (at + 1 < end && text.charAt(at) == '-' && isDigit(text.charAt(at + 1))) {
            at++;
            return numberOrZero();
        }
        for (String word : List.of("post", "rev", "r")) {
            BigInteger number = labelled(word);
            if (number != null) {
                return number;
            }
        }
        return null;
    }

    /** Separator, word, separator, number, of which only the word must be there; null when it is not. */
    private @Nullable BigInteger labelled(String word) throws Wrong {
        int start = at < end && isSeparator(text.charAt(at)) ? at + 1 : at;
        if (start + word.length() > end) {
            return null;
        }
        for (int i = 0; i < word.length(); i++) {
            if (asciiLower(text.charAt(start + i)) != word.charAt(i)) {
                return null;
            }
        }
        at = start + word.length();
        if (at < end && isSeparator(text.charAt(at))) {
            at++;
        }
        return numberOrZero();
    }

    private List<String> local() throws Wrong {
        if (!skip('+')) {
            return List.of();
        }
        List<String> segments = new ArrayList<>();
        while (true) {
            int start = at;
            while (at < end && isAlphanumeric(text.charAt(at))) {
                at++;
            }
            if (start == at) {
                throw new Wrong();
            }
            String segment = LetterCase.lower(text.substring(start, at));
            if (isNumber(segment)) {
                if (segment.length() > MAX_DIGITS) {
                    at = start;
                    throw new Wrong();
                }
                segment = withoutLeadingZeros(segment);
            }
            segments.add(segment);
            if (at == end || !isSeparator(text.charAt(at))) {
                return segments;
            }
            at++;
        }
    }

    private BigInteger number() throws Wrong {
        if (at == end || !isDigit(text.charAt(at))) {
            throw new Wrong();
        }
        return numberOrZero();
    }

    private BigInteger numberOrZero() throws Wrong {
        int start = at;
        while (at < end && isDigit(text.charAt(at))) {
            at++;
        }
        if (at - start > MAX_DIGITS) {
            at = start;
            throw new Wrong();
        }
        if (at - start <= 18) {
            return BigInteger.valueOf(start == at ? 0 : Long.parseLong(text, start, at, 10));
        }
        return new BigInteger(text.substring(start, at));
    }

    private boolean skip(char wanted) {
        if (at < end && asciiLower(text.charAt(at)) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private static String withoutLeadingZeros(String digits) {
        int start = 0;
        while (start < digits.length() - 1 && digits.charAt(start) == '0') {
            start++;
        }
        return digits.substring(start);
    }

    static boolean isNumber(String segment) {
        return segment.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isAlphanumeric(char c) {
        char lower = asciiLower(c);
        return isDigit(c) || (lower >= 'a' && lower <= 'z');
    }

    private static boolean isSeparator(char c) {
        return c == '.' || c == '-' || c == '_';
    }

    private static char asciiLower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }

    /** What {@code \s} of Python's {@code re} matches; each of Java's own notions of white space is another set. */
    static boolean isPythonSpace(char c) {
        return switch (c) {
            case '\t',
                    '\n',
                    0x0B,
                    '\f',
                    '\r',
                    0x1C,
                    0x1D,
                    0x1E,
                    0x1F,
                    ' ',
                    0x85,
                    0xA0,
                    0x1680,
                    0x2028,
                    0x2029,
                    0x202F,
                    0x205F,
                    0x3000 -> true;
            default -> c >= 0x2000 && c <= 0x200A;
        };
    }

    /** The text is no version; {@link #at} says where that shows. */
    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;

        Wrong() {
            super(null, null, false, false);
        }
    }
}
