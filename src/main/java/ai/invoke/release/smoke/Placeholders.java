package ai.invoke.release.smoke;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills in {@code {port}}, {@code {python}} and the like, once: what a value holds is never filled in again. */
final class Placeholders {

    private static final Pattern NAME = Pattern.compile("\\{[a-z]+}");

    private final Map<String, String> values;

    /**
     * Placeholders of one command.
     *
     * @param values by name, with the braces
     */
    Placeholders(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /**
     * The text with values.
     *
     * @param text where what looks like a placeholder and is none stays as it is
     * @return the result
     */
    String fill(String text) {
        return NAME.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(values.getOrDefault(match.group(), match.group())));
    }

    /**
     * The texts with values.
     *
     * @param texts any number
     * @return as many
     */
    List<String> fill(List<String> texts) {
        return texts.stream().map(this::fill).toList();
    }
}
