package ai.invoke.release.dist.rule.wheel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code Key: value} lines of the file WHEEL, read as Python's e-mail parser does: up to the first empty line, keys in any
 * case, indented lines continue the one before.
 */
record HeaderLines(List<String> keys, List<String> values) {

    static HeaderLines parse(String text) {
        List<String> keys = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (String line : text.split("\r\n|\r|\n", -1)) {
            if (line.isEmpty()) {
                break;
            }
            int colon = line.indexOf(':');
            if ((line.charAt(0) == ' ' || line.charAt(0) == '\t') && !values.isEmpty()) {
                values.set(values.size() - 1, values.get(values.size() - 1) + " " + line.strip());
            } else if (colon > 0) {
                keys.add(line.substring(0, colon).strip());
                values.add(line.substring(colon + 1).strip());
            }
        }
        return new HeaderLines(List.copyOf(keys), List.copyOf(values));
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
