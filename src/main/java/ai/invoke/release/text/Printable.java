package ai.invoke.release.text;

import java.util.regex.Pattern;

/**
 * Untrusted text made safe to show: a tag, a line of a file, an answer of a server, what a child printed. Nobody's text moves the
 * cursor, starts a line, reverses the direction of reading or hides another text.
 */
public final class Printable {

    private static final int LONGEST = 160;

    /** ECMA-48: control sequences, control strings with their ends, and the two-character escapes. */
    private static final Pattern SEQUENCE = Pattern.compile("(?:\033\\[|\u009b)[0-?]*[ -/]*[@-~]"
            + "|(?:\033[\\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\007\033\u009c]*(?:\007|\033\\\\|\u009c)?"
            + "|\033[ -/]*[0-~]?");

    private Printable() {}

    /**
     * A short text as it was written: names, values, single lines.
     *
     * @param text any text
     * @return one line of at most 160 characters of the original, then {@code …}; what is not plain is shown as {@code
     *     \}{@code uXXXX} or {@code \}{@code UXXXXXXXX}
     */
    public static String of(String text) {
        return of(text, LONGEST);
    }

    /**
     * A text as it was written.
     *
     * @param text any text
     * @param limit how many characters (code points) of it to show
     * @return one line, as {@link #of(String)}
     */
    public static String of(String text, int limit) {
        StringBuilder shown = new StringBuilder(Math.min(text.length(), limit));
        int index = 0;
        for (int count = 0; index < text.length() && count < limit; count++) {
            int point = text.codePointAt(index);
            index += Character.charCount(point);
            if (isPlain(point)) {
                shown.appendCodePoint(point);
            } else {
                shown.append(String.format(point < 0x10000 ? "\\u%04x" : "\\U%08x", point));
            }
        }
        return index < text.length() ? shown.append('…').toString() : shown.toString();
    }

    /**
     * Sentences of somebody else: blanks, line ends and control characters between two words become one blank, and what is
     * invisible is left out. Equal on every Java, which a text that is kept has to be.
     *
     * @param text any text
     * @return one line, of any length
     */
    public static String prose(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        boolean gap = false;
        for (int index = 0; index < text.length(); ) {
            int point = text.codePointAt(index);
            index += Character.charCount(point);
            if (Character.isWhitespace(point) || Character.isISOControl(point)) {
                gap = true;
            } else if (!isInvisible(point)) {
                if (gap && shown.length() > 0) {
                    shown.append(' ');
                }
                gap = false;
                shown.appendCodePoint(point);
            }
        }
        return shown.toString();
    }

    /**
     * Sentences of somebody else, cut.
     *
     * @param text any text
     * @param limit how many characters (code points) of the result to show
     * @return one line, as {@link #prose(String)}, then {@code …} when it was cut
     */
    public static String prose(String text, int limit) {
        String line = prose(text);
        return line.codePointCount(0, line.length()) <= limit
                ? line
                : line.substring(0, line.offsetByCodePoints(0, limit)) + "…";
    }

    /**
     * Markup without its comments.
     *
     * @param markup HTML, XML or Markdown; a comment that does not end is none
     * @return all else
     */
    public static String withoutComments(String markup) {
        StringBuilder rest = new StringBuilder();
        int at = 0;
        int open = markup.indexOf("<!--");
        while (open >= 0) {
            int close = markup.indexOf("-->", open + 4);
            if (close < 0) {
                break;
            }
            rest.append(markup, at, open);
            at = close + 3;
            open = markup.indexOf("<!--", at);
        }
        return rest.append(markup, at, markup.length()).toString();
    }

    /**
     * A line that a program printed for a terminal: colours, titles, and cursor movements are taken out.
     *
     * @param line without its line end
     * @return one line; tabs stay, what is not plain and belongs to no sequence becomes U+FFFD
     */
    public static String output(String line) {
        if (line.codePoints().allMatch(Printable::isPlainOrTab)) {
            return line;
        }
        String text = SEQUENCE.matcher(line).replaceAll("");
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(point -> shown.appendCodePoint(isPlainOrTab(point) ? point : '\ufffd'));
        return shown.toString();
    }

    /**
     * Whether a character shows itself and does nothing else.
     *
     * @param point a code point
     * @return false for control characters, those that reorder or hide text, line separators, lone surrogates, and those
     *     that have no agreed shape: private use, not assigned
     */
    public static boolean isPlain(int point) {
        return Character.getType(point) != Character.UNASSIGNED
                && Character.getType(point) != Character.CONTROL
                && Character.getType(point) != Character.LINE_SEPARATOR
                && Character.getType(point) != Character.PARAGRAPH_SEPARATOR
                && !isInvisible(point);
    }

    private static boolean isPlainOrTab(int point) {
        return point == '\t' || isPlain(point);
    }

    /** What is not assigned yet may be next year's emoji; only what Unicode reserves for invisible characters counts. */
    private static boolean isInvisible(int point) {
        return switch (Character.getType(point)) {
            case Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE -> true;
            case Character.UNASSIGNED ->
                point == 0x2065 || (point >= 0xfff0 && point <= 0xfff8) || (point >= 0xe0000 && point <= 0xe0fff);
            default -> false;
        };
    }
}
