package ai.invoke.release.dist.rule.wheel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code entry_points.txt} as Python's {@code configparser} reads it with {@code =} as the only delimiter and
 * case-sensitive names, which is how PyPI looks at it.
 *
 * @param sections section to names to values
 * @param error why it is no such file, with the line; the sections are those before it
 * @see <a href="https://packaging.python.org/specifications/entry-points/#file-format">entry points: file format</a>
 */
record EntryPointsFile(Map<String, Map<String, String>> sections, Optional<Fault> error) {

    /** Where and why. */
    record Fault(int line, String why) {}

    static EntryPointsFile parse(String text) {
        return new Parser().parse(text);
    }

    private static final class Parser {

        private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        private final List<Fault> errors = new ArrayList<>();
        private Optional<Map<String, String>> section = Optional.empty();
        private Optional<String> option = Optional.empty();
        private int indent;

        EntryPointsFile parse(String text) {
            int number = 0;
            for (String line : text.split("\r\n|\r|\n", -1)) {
                number++;
                String content = line.strip();
                if (content.isEmpty()) {
                    // Empty lines belong to a value; they change nothing here.
                    continue;
                }
                if (content.startsWith("#") || content.startsWith(";")) {
                    continue;
                }
                int depth = line.indexOf(content.charAt(0));
                if (section.isPresent() && option.isPresent() && depth > indent) {
                    section.get().merge(option.get(), content, (value, more) -> value + "\n" + more);
                    continue;
                }
                indent = depth;
                line(content, number);
                if (!errors.isEmpty()) {
                    break;
                }
            }
            return new EntryPointsFile(sections, errors.stream().findFirst());
        }

        private void line(String content, int number) {
            int close = content.lastIndexOf(']');
            if (content.startsWith("[") && close > 1) {
                String name = content.substring(1, close);
                if (sections.containsKey(name)) {
                    errors.add(new Fault(number, "section [" + name + "] occurs twice"));
                    return;
                }
                Map<String, String> entries = new LinkedHashMap<>();
                sections.put(name, entries);
                section = Optional.of(entries);
                option = Optional.empty();
                return;
            }
            if (section.isEmpty()) {
                errors.add(new Fault(number, "no section header before this line"));
                return;
            }
            int equals = content.indexOf('=');
            if (equals < 0) {
                errors.add(new Fault(number, "'=' is missing"));
                return;
            }
            String name = content.substring(0, equals).stripTrailing();
            if (name.isEmpty()) {
                errors.add(new Fault(number, "no name before '='"));
                return;
            }
            if (section.get().containsKey(name)) {
                errors.add(new Fault(number, "'" + name + "' occurs twice"));
                return;
            }
            section.get().put(name, content.substring(equals + 1).strip());
            option = Optional.of(name);
        }
    }
}
