package ai.invoke.release.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes secrets out of text before a person or a file sees it: the known secret values, and everything that looks like a
 * PyPI token, a GitHub token, a JSON web token, an {@code Authorization} value or the user part of a URL.
 */
public final class Redactor {

    private static final String MASK = "***";

    /** What cannot be anything else. */
    private static final List<Pattern> TOKENS = List.of(
            Pattern.compile("pypi-[A-Za-z0-9_-]{8,}"),
            Pattern.compile("\\b(?:gh[pousr]_[A-Za-z0-9]{8,}|github_pat_[A-Za-z0-9_]{8,}|glpat-[A-Za-z0-9_-]{8,})"),
            Pattern.compile("\\beyJ[A-Za-z0-9_-]{4,}\\.[A-Za-z0-9_-]{4,}\\.[A-Za-z0-9_-]*"),
            Pattern.compile("(?i)(?<=\\bauthorization:)\\s*[^\\r\\n]+"));

    private static final List<Pattern> SHAPES = Stream.concat(
                    TOKENS.stream(),
                    Stream.of(
                            Pattern.compile("(?i)(?<=\\b(?:basic|bearer)\\s)[A-Za-z0-9+/=_~.-]{8,}"),
                            Pattern.compile("(?<=://)[^/@\\s\"'<>]+(?=@)")))
            .toList();

    private final List<String> secrets;

    /**
     * A redactor that knows some secrets by value.
     *
     * @param secrets values to hide; values shorter than four characters are not searched for, as hiding them would make
     *     every text unreadable
     */
    public Redactor(Collection<String> secrets) {
        // The longest first, so that a secret that contains another is not left half readable.
        this.secrets = secrets.stream()
                .filter(secret -> secret.length() >= 4)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
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
        return TOKENS.stream().anyMatch(token -> token.matcher(text).find());
    }

    /**
     * The text without secrets.
     *
     * @param text any text
     * @return the text with {@code ***} where a secret stood
     */
    public String redact(String text) {
        String result = text;
        for (String secret : secrets) {
            result = result.replace(secret, MASK);
        }
        for (Pattern shape : SHAPES) {
            result = shape.matcher(result).replaceAll(MASK);
        }
        return result;
    }
}
