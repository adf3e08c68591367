package ai.invoke.release.process;

import java.util.regex.Pattern;

/**
 * What a child printed, made fit to be shown: without colours, cursor movements, titles and whatever else a terminal would
 * obey rather than show.
 */
final class OutputText {

    /** ECMA-48: control sequences, control strings with their ends, and the two-character escapes. */
    private static final Pattern SEQUENCE = Pattern.compile("(?:\033\\[|\u009b)[0-?]*[ -/]*[@-~]"
            + "|(?:\033[\\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\007\033\u009c]*(?:\007|\033\\\\|\u009c)?"
            + "|\033[ -/]*[0-~]?");

    private OutputText() {}

    /**
     * A line without control characters.
     *
     * @param line as it was printed
     * @return the same text; tabs stay, any other control character that belongs to no sequence becomes U+FFFD
     */
    static String of(String line) {
        if (line.chars().noneMatch(OutputText::disturbs)) {
            return line;
        }
        String text = SEQUENCE.matcher(line).replaceAll("");
        StringBuilder shown = new StringBuilder(text.length());
        text.chars().forEach(c -> shown.append(disturbs(c) ? '\ufffd' : (char) c));
        return shown.toString();
    }

    private static boolean disturbs(int c) {
        // The last two ranges turn the reading direction of what follows, also of our own words.
        return (Character.isISOControl(c) && c != '\t')
                || (c >= '\u202a' && c <= '\u202e')
                || (c >= '\u2066' && c <= '\u2069');
    }
}
