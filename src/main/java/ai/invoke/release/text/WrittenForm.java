package ai.invoke.release.text;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text, and where each of its characters stood before escapes were resolved, so that what is found in the one can be
 * marked in the other. One step resolves one level of the escapes of JSON and Python, of HTML (numbers and a few names) and
 * of URLs; characters that nobody sees are left out.
 */
final class WrittenForm {

    /** HTML in JSON in a URL; whoever hides a secret deeper does it on purpose, and has it anyway. */
    private static final int LEVELS = 3;

    private static final Pattern ESCAPE =
            Pattern.compile("\\\\u+(?<u>[0-9A-Fa-f]{4})|\\\\x(?<x>[0-9A-Fa-f]{2})|\\\\(?<c>[/\"'\\\\])"
                    + "|&#0*(?<d>\\d{1,7});?|&#[xX]0*(?<h>[0-9A-Fa-f]{1,6});?|&(?<n>amp|lt|gt|quot|apos|lowbar);"
                    + "|%(?<p>[0-9A-Fa-f]{2})");

    private static final Map<String, Integer> NAMES = Map.of(
            "amp", (int) '&', "lt", (int) '<', "gt", (int) '>', "quot", (int) '"', "apos", (int) '\'', "lowbar", (int)
                    '_');

    private final String text;
    private final int[] starts;
    private final int level;

    private WrittenForm(String text, int[] starts, int level) {
        this.text = text;
        this.starts = starts;
        this.level = level;
    }

    static WrittenForm of(String text) {
        int[] starts = new int[text.length() + 1];
        Arrays.setAll(starts, index -> index);
        return new WrittenForm(text, starts, 0);
    }

    String text() {
        return text;
    }

    /** Marks the characters of the original that stand for a part of this form. */
    void mark(int from, int to, BitSet original) {
        original.set(starts[from], starts[to]);
    }

    boolean isSimplest() {
        if (level == LEVELS) {
            return true;
        }
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\' || c == '&' || c == '%' || ((c < ' ' || c > '~') && isUnseen(text.codePointAt(at)))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUnseen(int point) {
        return !Character.isWhitespace(point) && !Character.isSpaceChar(point) && !Printable.isPlain(point);
    }

    /** With one level of escapes resolved. */
    WrittenForm simpler() {
        StringBuilder plain = new StringBuilder(text.length());
        int[] from = new int[text.length() + 1];
        Matcher escape = ESCAPE.matcher(text);
        int next = escape.find() ? escape.start() : text.length();
        for (int at = 0; at < text.length(); ) {
            int point = text.codePointAt(at);
            int length = Character.charCount(point);
            if (at == next) {
                point = meaning(escape).orElse(point);
                length = escape.end() - at;
                next = escape.find() ? escape.start() : text.length();
            }
            if (!isUnseen(point)) {
                Arrays.fill(from, plain.length(), plain.length() + Character.charCount(point), starts[at]);
                plain.appendCodePoint(point);
            }
            at += length;
        }
        from[plain.length()] = starts[text.length()];
        return new WrittenForm(plain.toString(), Arrays.copyOf(from, plain.length() + 1), level + 1);
    }

    private static Optional<Integer> meaning(Matcher escape) {
        for (String name : new String[] {"u", "x", "h", "p"}) {
            if (escape.group(name) != null) {
                return valid(Integer.parseInt(escape.group(name), 16));
            }
        }
        if (escape.group("d") != null) {
            return valid(Integer.parseInt(escape.group("d")));
        }
        return escape.group("n") != null
                ? Optional.ofNullable(NAMES.get(escape.group("n")))
                : Optional.of((int) escape.group("c").charAt(0));
    }

    private static Optional<Integer> valid(int point) {
        return Character.isValidCodePoint(point) ? Optional.of(point) : Optional.empty();
    }
}
