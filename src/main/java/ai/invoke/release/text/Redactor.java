package ai.invoke.release.text;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes secrets out of text before a person or a file sees it: the known secret values, and everything that looks like a
 * PyPI token, a GitHub token, a JSON web token, an {@code Authorization} value or the user part of a URL. Found as they are and as JSON,
 * HTML, Python or a URL write them. Takes time in proportion to the text.
 */
public final class Redactor {

    private static final String MASK = "***";

    /** Far longer than any token. */
    private static final int LONGEST_SHAPE = 8192;

    /** How many characters an escape within an escape takes for one. */
    private static final int LONGEST_ESCAPE = 16;

    private static final int SHORTEST = 4;

    /** Output comes line by line, and so does a private key in it; shorter lines, such as "}", tell nothing. */
    private static final int LINE = 16;

    /** What cannot be anything else. */
    private static final List<Shape> TOKENS = List.of(
            new Shape("pypi-[A-Za-z0-9_-]{8,}", "pypi-"),
            new Shape("\\bgh[pousr]_[A-Za-z0-9]{8,}", "gh"),
            new Shape("\\bgithub_pat_[A-Za-z0-9_]{8,}", "github_pat_"),
            new Shape("\\bglpat-[A-Za-z0-9_-]{8,}", "glpat-"),
            // From the start of the word, and without a way back: a search from each "eyJ" takes quadratic time.
            new Shape("(?<![\\w-])(?=[\\w-]*?\\beyJ[\\w-]{4})[\\w-]++\\.[\\w-]{4,}+\\.[\\w-]*+", "eyj"),
            new Shape("(?i)(?<=\\bauthorization:)\\s*+[^\\r\\n]++", "authorization:"));

    /** What hides a secret only where such a thing is expected. */
    private static final List<Shape> PLACES = List.of(
            new Shape("(?i)(?<=\\bbasic\\s)[A-Za-z0-9+/=_~.-]{8,}", "basic"),
            new Shape("(?i)(?<=\\bbearer\\s)[A-Za-z0-9+/=_~.-]{8,}", "bearer"),
            new Shape("(?<=://)[^/\\s\"'<>]+(?=@)", "://"));

    private static final List<Shape> SHAPES =
            Stream.concat(TOKENS.stream(), PLACES.stream()).toList();

    private final List<String> secrets;
    private final int margin;

    /**
     * A redactor that knows some secrets by value.
     *
     * @param secrets values to hide, and the single lines of those that have several; values shorter than four characters are
     *     not searched for, as hiding them would make every text unreadable
     */
    public Redactor(Collection<String> secrets) {
        this.secrets = secrets.stream()
                .flatMap(secret -> Stream.concat(
                        Stream.of(secret), secret.lines().map(String::strip).filter(line -> line.length() >= LINE)))
                .filter(secret -> secret.length() >= SHORTEST)
                .distinct()
                .toList();
        this.margin = this.secrets.stream()
                .mapToInt(secret -> secret.length() * LONGEST_ESCAPE)
                .reduce(LONGEST_SHAPE, Math::max);
    }

    /**
     * A redactor that only knows the shapes of secrets.
     *
     * @return the redactor
     */
    public static Redactor byShape() {
        return new Redactor(List.of());
    }

    /**
     * Whether there is a token in a text, wherever it stands.
     *
     * @param text any text
     * @return true for the tokens of indexes and forges, JSON web tokens and {@code Authorization} values
     */
    public static boolean holdsToken(String text) {
        String lower = LetterCase.lower(text);
        return TOKENS.stream()
                .anyMatch(token -> lower.contains(token.sign())
                        && token.pattern().matcher(text).find());
    }

    /**
     * The text without secrets.
     *
     * @param text any text
     * @return the text with {@code ***} where a secret stood, or several that touch or overlap
     */
    public String redact(String text) {
        return redact(text, text.length());
    }

    /**
     * The beginning of a text, without secrets. A secret that the end goes through is hidden like any other.
     *
     * @param text any text
     * @param limit how many characters of it to look at, at least 0
     * @return the beginning with {@code ***} where a secret stood, then {@code …} when it is not all
     */
    public String redact(String text, int limit) {
        boolean cut = text.length() > limit;
        String seen = cut ? text.substring(0, (int) Math.min(text.length(), (long) limit + margin)) : text;
        int end = cut ? whole(text, limit) : text.length();
        BitSet hidden = hidden(seen);
        if (!cut && hidden.isEmpty()) {
            return text;
        }
        StringBuilder shown = new StringBuilder(end);
        int at = 0;
        while (at < end) {
            int next = hidden.nextSetBit(at);
            int stop = next < 0 ? end : Math.min(next, end);
            shown.append(seen, at, stop);
            at = stop;
            if (at < end) {
                shown.append(MASK);
                at = hidden.nextClearBit(at);
            }
        }
        return cut ? shown.append('…').toString() : shown.toString();
    }

    /** Half a character is none. */
    private static int whole(String text, int limit) {
        return limit > 0 && Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
    }

    private BitSet hidden(String text) {
        BitSet hidden = new BitSet(text.length());
        for (WrittenForm form = WrittenForm.of(text); ; form = form.simpler()) {
            for (String secret : secrets) {
                String plain = form.text();
                for (int at = plain.indexOf(secret); at >= 0; at = plain.indexOf(secret, at + 1)) {
                    form.mark(at, at + secret.length(), hidden);
                }
            }
            String lower = LetterCase.lower(form.text());
            for (Shape shape : SHAPES) {
                if (lower.contains(shape.sign())) {
                    Matcher matcher = shape.pattern().matcher(form.text());
                    while (matcher.find()) {
                        form.mark(matcher.start(), matcher.end(), hidden);
                    }
                }
            }
            if (form.isSimplest()) {
                return hidden;
            }
        }
    }

    /**
     * What secrets of one kind look like.
     *
     * @param pattern finds them
     * @param sign in lower case; a text without it has none of them, which is told much faster
     */
    private record Shape(Pattern pattern, String sign) {

        Shape(String regex, String sign) {
            this(Pattern.compile(regex), sign);
        }
    }
}
