package ai.invoke.release.dist.rule.wheel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code Key: value} lines of the file WHEEL, read as Python's e-mail parser does: up to the first line that is none, keys
 * in any case, indented lines continue the one before.
 *
 * @param keys as they are written
 * @param values one for each key; blanks at the end belong to it, as pip compares it with them
 * @param oddLine the first line that the parser drops, or that ends the headers though it is not empty; from 1
 * @see <a href="https://github.com/python/cpython/blob/main/Lib/email/feedparser.py">headerRE of CPython</a>
 */
record HeaderLines(List<String> keys, List<String> values, Optional<Integer> oddLine) {

    private static final Pattern LEADING = Pattern.compile("^[ \\t]++");

    static HeaderLines parse(String text) {
        List<String> keys = new ArrayList<>();
        List<StringBuilder> values = new ArrayList<>();
        int odd = 0;
        int number = 0;
        for (String line : text.split("\r\n|\r|\n", -1)) {
            number++;
            if (line.isEmpty()) {
                break;
            }
            boolean folded = line.charAt(0) == ' ' || line.charAt(0) == '\t';
            int colon = endOfKey(line);
            if (folded && !values.isEmpty()) {
                values.get(values.size() - 1).append('\n').append(line);
            } else if (colon > 0) {
                keys.add(line.substring(0, colon));
                values.add(new StringBuilder(
                        LEADING.matcher(line.substring(colon + 1)).replaceFirst("")));
            } else {
                odd = odd == 0 ? number : odd;
                if (!folded && colon < 0) {
                    break;
                }
            }
        }
        return new HeaderLines(
                List.copyOf(keys),
                values.stream().map(StringBuilder::toString).toList(),
                Optional.of(odd).filter(line -> line > 0));
    }

    /** The place of the colon behind printable ASCII; -1 when something else comes first. */
    private static int endOfKey(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == ':') {
                return i;
            }
            if (c <= ' ' || c > '~') {
                return -1;
            }
        }
        return -1;
    }

    Optional<String> first(String key) {
        return all(key).stream().findFirst();
    }

    List<String> all(String key) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            if (keys.get(i).equalsIgnoreCase(key)) {
                found.add(values.get(i));
            }
        }
        return found;
    }
}
