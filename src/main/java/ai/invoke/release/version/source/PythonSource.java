package ai.invoke.release.version.source;

import ai.invoke.release.text.LetterCase;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bytes of a Python file to text, as PEP 263 says: UTF-8 unless a byte order mark or a comment on one of the first two
 * lines says otherwise; every line ends with a line feed afterwards.
 */
final class PythonSource {

    /** Stands for a byte that the encoding does not have. In UTF-8 Python minds it in code and strings only. */
    static final char UNDECODABLE = '\uDC80';

    // The dot takes every byte of the line, also one that ends a line of Unicode.
    private static final Pattern COOKIE = Pattern.compile("(?s)^[ \\t\\f]*+#.*?coding[:=][ \\t]*+([-_.a-zA-Z0-9]++)");
    private static final Pattern BLANK_OR_COMMENT = Pattern.compile("(?s)^[ \\t\\f]*+(?:#.*+)?$");

    private PythonSource() {}

    static String decode(byte[] bytes) throws NotStaticException {
        for (int i = 0, line = 1; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                line++;
            } else if (bytes[i] == 0) {
                throw new NotStaticException(
                        VersionFile.Kind.DECODE,
                        line,
                        utf16(bytes)
                                ? "the file is UTF-16; Python reads UTF-8"
                                : "there is a NUL byte in the file; Python reads text only");
            }
        }
        boolean mark = startsWith(bytes, 0xEF, 0xBB, 0xBF);
        int start = mark ? 3 : 0;
        Charset charset = charset(bytes, start, mark);
        CharBuffer text;
        try {
            text = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE)
                    .replaceWith(String.valueOf(UNDECODABLE))
                    .decode(ByteBuffer.wrap(bytes, start, bytes.length - start));
        } catch (CharacterCodingException e) {
            throw new NotStaticException(VersionFile.Kind.DECODE, 1, "the file is not " + charset);
        }
        String source = withLineFeeds(text);
        int bad = charset.equals(StandardCharsets.UTF_8) ? -1 : source.indexOf(UNDECODABLE);
        if (bad >= 0) {
            // Python decodes such a file as a whole before it looks for comments.
            int line = 1
                    + (int) source.substring(0, bad)
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            throw new NotStaticException(
                    VersionFile.Kind.DECODE, line, "a byte here does not belong to the encoding of the file");
        }
        return source;
    }

    private static boolean utf16(byte[] bytes) {
        return startsWith(bytes, 0xFF, 0xFE) || startsWith(bytes, 0xFE, 0xFF) || (bytes.length > 1 && bytes[1] == 0);
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if (bytes.length <= i || (bytes[i] & 0xFF) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private static Charset charset(byte[] bytes, int start, boolean mark) throws NotStaticException {
        String text = new String(bytes, start, bytes.length - start, StandardCharsets.ISO_8859_1);
        String[] lines = text.split("\r\n|\r|\n", 3);
        for (int i = 0; i < Math.min(2, lines.length); i++) {
            Matcher cookie = COOKIE.matcher(lines[i]);
            if (cookie.find()) {
                return named(cookie.group(1), i + 1, mark);
            }
            if (!BLANK_OR_COMMENT.matcher(lines[i]).matches()) {
                break;
            }
        }
        return StandardCharsets.UTF_8;
    }

    private static Charset named(String cookie, int line, boolean mark) throws NotStaticException {
        String name = LetterCase.lower(cookie).replace('_', '-');
        if (name.equals("utf8") || name.equals("utf-8") || name.startsWith("utf-8-")) {
            return StandardCharsets.UTF_8;
        }
        if (mark) {
            throw new NotStaticException(
                    VersionFile.Kind.DECODE, line, "the file has a UTF-8 byte order mark and says it is " + cookie);
        }
        if (name.matches("(latin-1|latin1|iso-8859-1|iso8859-1|iso-latin-1|l1|cp819)(-.*)?")) {
            return StandardCharsets.ISO_8859_1;
        }
        Charset charset;
        try {
            charset = Charset.forName(name.equals("mac-roman") ? "x-MacRoman" : name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new NotStaticException(VersionFile.Kind.DECODE, line, "unknown encoding " + cookie);
        }
        // What is not a superset of ASCII cannot have been read as far as this comment.
        String probe = "__version__ = '1'";
        if (!new String(probe.getBytes(StandardCharsets.US_ASCII), charset).equals(probe)) {
            throw new NotStaticException(
                    VersionFile.Kind.DECODE, line, "Python cannot read source code in the encoding " + cookie);
        }
        return charset;
    }

    private static String withLineFeeds(CharSequence text) {
        StringBuilder result = new StringBuilder(text.length() + 1);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\r') {
                result.append(c);
            } else if (i + 1 == text.length() || text.charAt(i + 1) != '\n') {
                result.append('\n');
            }
        }
        return result.toString();
    }
}
