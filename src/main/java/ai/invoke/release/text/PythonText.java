package ai.invoke.release.text;

import java.util.Set;

/**
 * What Python's {@code str} does where PyPI's verdict depends on it and Java's {@code String} differs.
 */
public final class PythonText {

    /** {@code keyword.kwlist} of CPython 3.13. */
    private static final Set<String> KEYWORDS = Set.of(
            "False",
            "None",
            "True",
            "and",
            "as",
            "assert",
            "async",
            "await",
            "break",
            "class",
            "continue",
            "def",
            "del",
            "elif",
            "else",
            "except",
            "finally",
            "for",
            "from",
            "global",
            "if",
            "import",
            "in",
            "is",
            "lambda",
            "nonlocal",
            "not",
            "or",
            "pass",
            "raise",
            "return",
            "try",
            "while",
            "with",
            "yield");

    private PythonText() {}

    /**
     * {@code str.isspace} of one character, which is also what {@code \s} matches in a Python pattern.
     *
     * @param c a code point
     * @return whether Python takes it for white space
     */
    public static boolean isSpace(int c) {
        return switch (c) {
            case 0x09,
                    0x0a,
                    0x0b,
                    0x0c,
                    0x0d,
                    0x1c,
                    0x1d,
                    0x1e,
                    0x1f,
                    0x20,
                    0x85,
                    0xa0,
                    0x1680,
                    0x2028,
                    0x2029,
                    0x202f,
                    0x205f,
                    0x3000 -> true;
            default -> c >= 0x2000 && c <= 0x200a;
        };
    }

    /**
     * {@code str.strip()}.
     *
     * @param text any text
     * @return the text without white space, as Python sees it, at both ends
     */
    public static String strip(String text) {
        int start = 0;
        while (start < text.length() && isSpace(text.charAt(start))) {
            start++;
        }
        int end = text.length();
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /**
     * Whether {@code str.splitlines()} ends a line at a character where most other readers do not.
     *
     * @param c a code unit
     * @return true for vertical tab, form feed, the separators of ASCII and Unicode; false for CR and LF
     */
    public static boolean isOddLineEnd(int c) {
        return switch (c) {
            case 0x0b, 0x0c, 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029 -> true;
            default -> false;
        };
    }

    /**
     * {@code repr(str)}, in which PyPI's answers quote a value.
     *
     * @param text any text
     * @return the text as a Python literal
     */
    public static String repr(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder literal = new StringBuilder(text.length() + 2).append(quote);
        text.codePoints().forEach(c -> appendRepr(literal, c, quote));
        return literal.append(quote).toString();
    }

    private static void appendRepr(StringBuilder literal, int c, char quote) {
        switch (c) {
            case '\n' -> literal.append("\\n");
            case '\r' -> literal.append("\\r");
            case '\t' -> literal.append("\\t");
            case '\\' -> literal.append("\\\\");
            default -> {
                if (c == quote) {
                    literal.append('\\').append(quote);
                } else if (isPrintable(c)) {
                    literal.appendCodePoint(c);
                } else if (c < 0x100) {
                    literal.append(String.format("\\x%02x", c));
                } else if (c < 0x10000) {
                    literal.append(String.format("\\u%04x", c));
                } else {
                    literal.append(String.format("\\U%08x", c));
                }
            }
        }
    }

    private static boolean isPrintable(int c) {
        return c == ' '
                || switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.SPACE_SEPARATOR -> false;
                    default -> true;
                };
    }

    /**
     * {@code str.isidentifier}.
     *
     * @param text any text
     * @return whether Python could name a module so; keywords count as identifiers
     */
    public static boolean isIdentifier(String text) {
        if (text.isEmpty()) {
            return false;
        }
        int first = text.codePointAt(0);
        // Java also takes currency signs and invisible characters into names, Python does not.
        if (first != '_' && !Character.isUnicodeIdentifierStart(first)) {
            return false;
        }
        return text.codePoints()
                .skip(1)
                .allMatch(
                        c -> c == '_' || (Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c)));
    }

    /**
     * {@code keyword.iskeyword}.
     *
     * @param text any text
     * @return whether Python has reserved the word
     */
    public static boolean isKeyword(String text) {
        return KEYWORDS.contains(text);
    }
}
