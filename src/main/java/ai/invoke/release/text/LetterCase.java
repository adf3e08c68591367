package ai.invoke.release.text;

import java.text.BreakIterator;
import java.util.Locale;

/**
 * Text in lower or upper case, the same in every country. Takes time in proportion to the text: the JDK's methods, which say
 * the same, copy what they have for each letter that becomes longer, and look at the whole text for each capital sigma.
 */
public final class LetterCase {

    private static final char DOTTED_I = '\u0130';
    private static final char SIGMA = '\u03A3';
    private static final char SMALL_SIGMA = '\u03C3';
    private static final char FINAL_SIGMA = '\u03C2';

    /** Short enough for the JDK's way, and long enough that there are few pieces. */
    private static final int PIECE = 512;

    private LetterCase() {}

    /**
     * The text in lower case.
     *
     * @param text any text
     * @return what {@link String#toLowerCase(Locale)} says for {@link Locale#ROOT}; but near a character that is invisible or not in the
     *     basic plane, a capital sigma may become the other of the two small ones
     */
    public static String lower(String text) {
        // The only letter that becomes longer.
        String plain = text.indexOf(DOTTED_I) < 0 ? text : text.replace("\u0130", "i\u0307");
        return (plain.indexOf(SIGMA) < 0 ? plain : withoutCapitalSigma(plain)).toLowerCase(Locale.ROOT);
    }

    /**
     * The text in upper case.
     *
     * @param text any text
     * @return what {@link String#toUpperCase(Locale)} says for {@link Locale#ROOT}
     */
    public static String upper(String text) {
        if (text.length() <= PIECE) {
            return text.toUpperCase(Locale.ROOT);
        }
        // No letter depends on its neighbours here.
        StringBuilder upper = new StringBuilder(text.length());
        int start = 0;
        while (start < text.length()) {
            int end = Math.min(start + PIECE, text.length());
            if (end < text.length() && Character.isSurrogatePair(text.charAt(end - 1), text.charAt(end))) {
                end++;
            }
            upper.append(text.substring(start, end).toUpperCase(Locale.ROOT));
            start = end;
        }
        return upper.toString();
    }

    /** A sigma is final when it is the last letter of a word, and not its only one. */
    private static String withoutCapitalSigma(String text) {
        StringBuilder lower = new StringBuilder(text.replace(SIGMA, SMALL_SIGMA));
        BreakIterator words = BreakIterator.getWordInstance(Locale.ROOT);
        words.setText(text);
        int start = words.first();
        for (int end = words.next(); end != BreakIterator.DONE; end = words.next()) {
            int last = end;
            while (last > start && !hasCase(text.codePointBefore(last))) {
                last -= Character.charCount(text.codePointBefore(last));
            }
            if (last > start && text.charAt(last - 1) == SIGMA && hasLetter(text, start, last - 1)) {
                lower.setCharAt(last - 1, FINAL_SIGMA);
            }
            start = end;
        }
        return lower.toString();
    }

    private static boolean hasLetter(String text, int start, int end) {
        return text.substring(start, end).codePoints().anyMatch(LetterCase::hasCase);
    }

    private static boolean hasCase(int letter) {
        return Character.isLowerCase(letter) || Character.isUpperCase(letter) || Character.isTitleCase(letter);
    }
}
