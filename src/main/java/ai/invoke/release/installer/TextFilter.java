package ai.invoke.release.installer;

import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces <code>${name}</code> where the name is known and leaves every other <code>${…}</code> alone, because shell
 * scripts are full of their own. <code>\${name}</code> gives a literal <code>${name}</code>, <code>\\${name}</code> a
 * backslash and the value; a backslash before anything else is just a backslash.
 */
final class TextFilter {

    /** Begins where a run of backslashes begins, so that a long one is looked at only once. */
    private static final Pattern REFERENCE = Pattern.compile("(?<!\\\\)(\\\\*+)\\$\\{([A-Za-z][A-Za-z0-9_.-]*)}");

    private final Map<String, String> values;
    private final Set<String> reserved;

    /**
     * Creates a filter.
     *
     * @param values what the names stand for
     * @param reserved names that must not be used without a value
     */
    TextFilter(Map<String, String> values, Set<String> reserved) {
        this.values = Map.copyOf(values);
        this.reserved = Set.copyOf(reserved);
    }

    /**
     * The text with values.
     *
     * @param text any text
     * @return the result
     */
    String apply(String text) {
        return REFERENCE.matcher(text).replaceAll(match -> {
            String name = match.group(2);
            String slashes = match.group(1);
            String value = values.get(name);
            if (value == null && !reserved.contains(name)) {
                return Matcher.quoteReplacement(match.group());
            }
            String kept = slashes.substring(0, slashes.length() / 2);
            boolean literal = value == null || slashes.length() % 2 == 1;
            return Matcher.quoteReplacement(kept + (literal ? "${" + name + "}" : value));
        });
    }

    /**
     * Where a text uses a reserved name that has no value.
     *
     * @param text any text
     * @return the index of the first such <code>$</code>
     */
    OptionalInt unresolved(String text) {
        Matcher matcher = REFERENCE.matcher(text);
        while (matcher.find()) {
            boolean escaped = matcher.group(1).length() % 2 == 1;
            if (!escaped && reserved.contains(matcher.group(2)) && !values.containsKey(matcher.group(2))) {
                return OptionalInt.of(matcher.end(1));
            }
        }
        return OptionalInt.empty();
    }
}
