package ai.invoke.release.dist.rule.wheel;

import ai.invoke.release.text.PythonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code entry_points.txt} as Python's {@code configparser} reads it with {@code =} as the only delimiter and
 * case-sensitive names, which is how PyPI looks at it, and the places where {@code importlib.metadata}, which pip uses,
 * reads something else.
 *
 * @param sections section to names to values
 * @param error why it is no such file, with the line; the sections are those before it
 * @param disputes lines that the two readers do not read alike
 * @see <a href="https://packaging.python.org/specifications/entry-points/#file-format">entry points: file format</a>
 */
public record EntryPointsFile(Map<String, Map<String, String>> sections, Optional<Fault> error, List<Fault> disputes) {

    /**
     * What is wrong in a line.
     *
     * @param line its number, from 1
     * @param why a clause
     */
    public record Fault(int line, String why) {}

    /**
     * Reads a file, as far as it can be read.
     *
     * @param text its content
     * @return what stands in it, and what is wrong
     */
    public static EntryPointsFile parse(String text) {
        return new Parser().parse(text);
    }

    private static final class Parser {

        /** What stands in it is the default of every section to {@code configparser}. */
        private static final String DEFAULTS = "DEFAULT";

        private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        private final List<Fault> errors = new ArrayList<>();
        private final List<Fault> disputes = new ArrayList<>();
        private Optional<Map<String, String>> section = Optional.empty();
        private Optional<String> option = Optional.empty();
        private int indent;

        EntryPointsFile parse(String text) {
            int number = 0;
            for (String line : text.split("\r?\n", -1)) {
                number++;
                // To configparser a carriage return alone is no end of a line.
                if (line.indexOf('\r') >= 0 || line.chars().anyMatch(PythonText::isOddLineEnd)) {
                    disputes.add(new Fault(number, "pip ends a line at a character in it"));
                }
                String content = PythonText.strip(line);
                if (content.isEmpty() || content.startsWith("#")) {
                    // Empty lines belong to a value; they change nothing here.
                    continue;
                }
                if (content.startsWith(";")) {
                    disputes.add(new Fault(number, "pip knows only comments that begin with #"));
                    continue;
                }
                int depth = line.indexOf(content.charAt(0));
                if (section.isPresent() && option.isPresent() && depth > indent) {
                    disputes.add(
                            new Fault(number, "an indented line continues the value before, or is an entry to pip"));
                    continue;
                }
                indent = depth;
                line(content, number);
                if (!errors.isEmpty()) {
                    break;
                }
            }
            return new EntryPointsFile(sections, errors.stream().findFirst(), List.copyOf(disputes));
        }

        private void line(String content, int number) {
            int close = content.lastIndexOf(']');
            if (content.startsWith("[") && close > 1) {
                section(content, close, number);
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
            String name = PythonText.strip(content.substring(0, equals));
            if (name.isEmpty()) {
                errors.add(new Fault(number, "no name before '='"));
                return;
            }
            if (section.get().containsKey(name)) {
                errors.add(new Fault(number, "'" + name + "' occurs twice"));
                return;
            }
            section.get().put(name, PythonText.strip(content.substring(equals + 1)));
            option = Optional.of(name);
        }

        private static boolean isBracket(char c) {
            return c == '[' || c == ']';
        }

        private void section(String content, int close, int number) {
            String name = content.substring(1, close);
            if (close < content.length() - 1
                    || isBracket(name.charAt(0))
                    || isBracket(name.charAt(name.length() - 1))) {
                disputes.add(new Fault(number, "to pip this is no section, or one of another name"));
            }
            if (name.equals(DEFAULTS)) {
                disputes.add(new Fault(number, "Python gives the entries of [DEFAULT] to every group, pip does not"));
            } else if (sections.containsKey(name)) {
                errors.add(new Fault(number, "section [" + name + "] occurs twice"));
                return;
            }
            section = Optional.of(sections.computeIfAbsent(name, none -> new LinkedHashMap<>()));
            option = Optional.empty();
        }
    }
}
