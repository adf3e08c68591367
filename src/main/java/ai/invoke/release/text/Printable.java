package ai.invoke.release.text;

/**
 * Foreign text made fit for one line of a message: a tag, a line of a file, an answer of a server. Control characters and
 * lone surrogates become {@code \}{@code uXXXX}, so that nobody's text moves the cursor, starts a line or hides another, and
 * long text is cut.
 */
public final class Printable {

    private static final int LONGEST = 160;

    private Printable() {}

    /**
     * The text as it may be shown.
     *
     * @param text any text
     * @return one line of at most 160 characters of the original, then {@code …}
     */
    public static String of(String text) {
        StringBuilder shown = new StringBuilder();
        int index = 0;
        for (int count = 0; index < text.length() && count < LONGEST; count++) {
            int point = text.codePointAt(index);
            index += Character.charCount(point);
            if (isPlain(point)) {
                shown.appendCodePoint(point);
            } else {
                shown.append(String.format("\\u%04x", point));
            }
        }
        return index < text.length() ? shown.append('…').toString() : shown.toString();
    }

    private static boolean isPlain(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
