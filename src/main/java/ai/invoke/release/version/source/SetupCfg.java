package ai.invoke.release.version.source;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.text.LetterCase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code setup.cfg} as Python's {@code configparser} reads it: sections, keys in lower case, continuation lines. */
public final class SetupCfg {

    private static final int LARGEST = 1 << 20;

    private record Entry(String name, StringBuilder text, int line) {}

    private final Map<String, Map<String, Entry>> sections = new LinkedHashMap<>();

    private SetupCfg() {}

    /**
     * Reads the file of a project.
     *
     * @param project its folder
     * @return empty sections when there is no such file
     * @throws EnvironmentException when it cannot be read
     */
    public static SetupCfg of(Path project) {
        return read(SourceFiles.ofDisk(), project.resolve("setup.cfg"));
    }

    static SetupCfg read(SourceFiles files, Path file) {
        SetupCfg config = new SetupCfg();
        if (Files.isRegularFile(file)) {
            try {
                config.parse(new String(files.read(file, LARGEST), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new EnvironmentException(Problem.of("cannot read " + file + ": " + e.getMessage()), e);
            }
        }
        return config;
    }

    private void parse(String text) {
        Map<String, Entry> section = new LinkedHashMap<>();
        String key = "";
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String content = line.strip();
            if (content.isEmpty() || content.startsWith("#") || content.startsWith(";")) {
                continue;
            }
            Entry before = section.get(key);
            if (Character.isWhitespace(line.charAt(0)) && before != null) {
                before.text().append(before.text().isEmpty() ? "" : "\n").append(content);
            } else if (content.startsWith("[") && content.contains("]")) {
                section = sections.computeIfAbsent(
                        content.substring(1, content.indexOf(']')).strip(), name -> new LinkedHashMap<>());
                key = "";
            } else {
                int equals = content.indexOf('=');
                int colon = content.indexOf(':');
                int end = equals < 0 ? colon : colon < 0 ? equals : Math.min(equals, colon);
                String name = (end < 0 ? content : content.substring(0, end)).strip();
                key = LetterCase.lower(name);
                String value = end < 0 ? "" : content.substring(end + 1).strip();
                section.put(key, new Entry(name, new StringBuilder(value), number));
            }
        }
    }

    /**
     * All of a section, for sections whose keys are names of packages.
     *
     * @param section its heading
     * @return keys as they are written, and values, in the order of the file
     */
    public Map<String, String> values(String section) {
        Map<String, String> values = new LinkedHashMap<>();
        sections.getOrDefault(section, Map.of())
                .values()
                .forEach(entry -> values.put(entry.name(), entry.text().toString()));
        return values;
    }

    /**
     * A value that is a list: one a line, or with commas in one line (setuptools' guide, "Specifying values").
     *
     * @param value as it stands there
     * @return its parts, without blank ones
     */
    public static List<String> list(String value) {
        return Stream.of(value.split(value.contains("\n") ? "\n" : ","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /**
     * A value that is a dictionary: {@code key=value}, one a line, or with commas in one line.
     *
     * @param section the heading
     * @param key in lower case
     * @return empty when there is no such value
     */
    public Map<String, String> mapping(String section, String key) {
        Map<String, String> mapping = new LinkedHashMap<>();
        for (String part : list(value(section, key).orElse(""))) {
            int equals = part.indexOf('=');
            if (equals >= 0) {
                mapping.put(
                        part.substring(0, equals).strip(),
                        part.substring(equals + 1).strip());
            }
        }
        return mapping;
    }

    /**
     * Whether there is a section.
     *
     * @param section its heading
     * @return also true for an empty one
     */
    public boolean has(String section) {
        return sections.containsKey(section);
    }

    /**
     * A value.
     *
     * @param section the heading
     * @param key in lower case
     * @return its lines without indentation
     */
    public Optional<String> value(String section, String key) {
        return Optional.ofNullable(sections.getOrDefault(section, Map.of()).get(key))
                .map(entry -> entry.text().toString());
    }

    Location where(String section, String key) {
        Entry entry = sections.getOrDefault(section, Map.of()).get(key);
        return entry == null ? Location.of("setup.cfg") : new Location("setup.cfg", entry.line());
    }
}
