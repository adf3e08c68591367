package ai.invoke.release.version.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/**
 * The strings of a {@code pyproject.toml} by their dotted keys. Reads the plain form that nearly all projects have by
 * itself, since the TOML library takes longer to load than all else that {@code check-version} does; leaves every file
 * that is not plain to the library.
 */
public final class PlainToml {

    /**
     * A string and where it stands.
     *
     * @param text the value
     * @param line from 1
     */
    record Entry(String text, int line) {}

    private static final String KEY = "[A-Za-z0-9_-]++(?:\\s*+\\.\\s*+[A-Za-z0-9_-]++)*+";
    private static final Pattern SECTION = Pattern.compile("\\s*+\\[(" + KEY + ")]\\s*+(?:#.*+)?+");
    private static final Pattern ASSIGNMENT =
            Pattern.compile("\\s*+(" + KEY + "|\"[^\"\\\\]*+\")\\s*+=\\s*+(.*+)", Pattern.DOTALL);
    private static final Pattern STRING = Pattern.compile("(?:\"([^\"\\\\]*)\"|'([^']*)')\\s*(?:#.*)?");
    private static final Pattern IN_TABLE =
            Pattern.compile("(" + KEY + "|\"[^\"\\\\]*\")\\s*=\\s*(?:\"([^\"\\\\]*)\"|'([^']*)')");

    /** Larger files are left to the library, which says what is wrong with them. */
    private static final long LARGEST = 1 << 20;

    /** In characters; in a longer inline table the search for keys could begin anew at too many of them. */
    private static final int LONGEST_TABLE = 4096;

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private PlainToml() {}

    /**
     * Reads a file.
     *
     * @param file a TOML file
     * @return its strings; an empty map when it is not TOML at all, as the build itself will say so better
     * @throws IOException when it cannot be read
     */
    public static Map<String, Entry> strings(Path file) throws IOException {
        if (Files.size(file) > LARGEST) {
            return Map.of();
        }
        String text = Files.readString(file);
        return new PlainToml().plain(text).orElseGet(() -> withLibrary(text));
    }

    public static Map<String, Entry> withLibrary(String text) {
        TomlParseResult toml = Toml.parse(text);
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (List<String> path : toml.keyPathSet()) {
            if (toml.get(path) instanceof String value) {
                var position = toml.inputPositionOf(path);
                entries.put(String.join(".", path), new Entry(value, position == null ? 0 : position.line()));
            }
        }
        return entries;
    }

    private Optional<Map<String, Entry>> plain(String text) {
        if (text.contains("\"\"\"") || text.contains("'''")) {
            return Optional.empty();
        }
        String section = "";
        String[] lines = text.split("\r?\n", -1);
        int i = 0;
        while (i < lines.length) {
            String line = lines[i].strip();
            i++;
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher header = SECTION.matcher(line);
            if (header.matches()) {
                section = header.group(1).replaceAll("\\s", "") + ".";
                continue;
            }
            Matcher assignment = ASSIGNMENT.matcher(line);
            if (line.startsWith("[[")) {
                // The entries of an array of tables have no key of their own.
                section = "[[]].";
            } else if (!assignment.matches()) {
                return Optional.empty();
            } else {
                String key = section + assignment.group(1).replaceAll("[\\s\"]", "");
                i = value(key, assignment.group(2), lines, i);
                if (i < 0) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(entries);
    }

    /** Takes one value; gives the index of the line after it, or -1 when it is not plain. */
    private int value(String key, String first, String[] lines, int next) {
        Matcher string = STRING.matcher(first);
        if (string.matches()) {
            put(key, string.group(1), string.group(2), next);
            return next;
        }
        if (first.startsWith("\"") || first.startsWith("'")) {
            return -1;
        }
        if (first.startsWith("{")) {
            if (first.length() > LONGEST_TABLE) {
                return -1;
            }
            Matcher inTable = IN_TABLE.matcher(first);
            while (inTable.find()) {
                put(key + "." + inTable.group(1).replace("\"", ""), inTable.group(2), inTable.group(3), next);
            }
            return open(first) == 0 ? next : -1;
        }
        int open = open(first);
        int line = next;
        while (open > 0 && line < lines.length) {
            open += open(lines[line++]);
        }
        return open == 0 ? line : -1;
    }

    private void put(String key, @Nullable String basic, @Nullable String literal, int line) {
        entries.put(key, new Entry(basic != null ? basic : literal != null ? literal : "", line));
    }

    /** How many brackets more a line opens than it closes, outside strings and comments. */
    private static int open(String line) {
        int open = 0;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                if (c == '\\' && quote == '"') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '#') {
                break;
            } else if (c == '[' || c == '{') {
                open++;
            } else if (c == ']' || c == '}') {
                open--;
            }
        }
        return open;
    }
}
