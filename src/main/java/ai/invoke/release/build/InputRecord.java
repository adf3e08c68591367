package ai.invoke.release.build;

import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What the last successful run of a goal was made from and what it made, so that the next run can tell whether there is
 * anything to do. But for {@code tools} it holds no absolute path and no clock: a folder that moved to another machine is
 * still up to date.
 *
 * @param settings tools, versions, parameters: name and value; a value that starts with {@value #DIGEST} is not shown
 * @param sources files that were read and what they held
 * @param outputs what came out: files that were made and what they hold, or what was tried and how it ended
 * @param tools files and folders outside of the project that tell a tool from another one, and a stamp of each
 */
public record InputRecord(
        SortedMap<String, String> settings,
        SortedMap<String, String> sources,
        SortedMap<String, String> outputs,
        SortedMap<String, String> tools) {

    /** Before a value that may be secret, and of which only its SHA-256 is kept. */
    public static final String DIGEST = "sha256:";

    private static final int SCHEMA = 1;
    private static final int SHOWN = 200;
    private static final Pattern LONG_HEX = Pattern.compile("\\b([0-9a-f]{12})[0-9a-f]{28,}\\b");

    public InputRecord {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        sources = Collections.unmodifiableSortedMap(new TreeMap<>(sources));
        outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
        tools = Collections.unmodifiableSortedMap(new TreeMap<>(tools));
    }

    /** A record of work whose tools are told by their versions among the settings. */
    public InputRecord(
            SortedMap<String, String> settings, SortedMap<String, String> sources, SortedMap<String, String> outputs) {
        this(settings, sources, outputs, new TreeMap<>());
    }

    /**
     * Reads a record.
     *
     * @param file where {@link #write} put it
     * @return empty when it is not there or not one of this version: then everything counts as changed
     */
    public static Optional<InputRecord> read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            JsonNode node = new ObjectMapper().readTree(file.toFile());
            if (node == null || node.path("schema").asInt() != SCHEMA) {
                return Optional.empty();
            }
            return Optional.of(new InputRecord(
                    map(node, "settings"), map(node, "sources"), map(node, "outputs"), map(node, "tools")));
        } catch (JsonProcessingException e) {
            // Half a file of a killed run, or edited by hand: building again mends it.
            return Optional.empty();
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot read " + file + ": " + e).next("delete it, then run again"), e);
        }
    }

    private static TreeMap<String, String> map(JsonNode node, String name) {
        TreeMap<String, String> map = new TreeMap<>();
        node.path(name)
                .properties()
                .forEach(field -> map.put(field.getKey(), field.getValue().asText()));
        return map;
    }

    /**
     * Writes the record beside its place and moves it there.
     *
     * @param file the place
     * @throws IOException when it cannot be written
     */
    public void write(Path file) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode node = mapper.createObjectNode().put("schema", SCHEMA);
        put(node.putObject("settings"), settings);
        put(node.putObject("sources"), sources);
        put(node.putObject("outputs"), outputs);
        put(node.putObject("tools"), tools);
        byte[] bytes = mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
        AtomicFile.make(file, draft -> Files.write(draft, bytes));
    }

    private static void put(ObjectNode node, Map<String, String> map) {
        map.forEach(node::put);
    }

    /**
     * What is different now.
     *
     * @param now the settings and sources of this run
     * @return for a message, for instance {@code python 3.11.6 -> 3.11.7; app.py}; empty when nothing is
     */
    public Optional<String> changes(InputRecord now) {
        List<String> changes = new ArrayList<>();
        SortedSet<String> names = new TreeSet<>(settings.keySet());
        names.addAll(now.settings.keySet());
        for (String name : names) {
            String before = settings.getOrDefault(name, "none");
            String after = now.settings.getOrDefault(name, "none");
            if (!before.equals(after)) {
                boolean hidden = before.startsWith(DIGEST) || after.startsWith(DIGEST);
                changes.add(hidden ? name : name + " " + shortened(before) + " -> " + shortened(after));
            }
        }
        SortedSet<String> files = new TreeSet<>(new TreeSnapshot(sources).changed(new TreeSnapshot(now.sources)));
        if (!files.isEmpty()) {
            changes.add(TreeSnapshot.some(files));
        }
        return changes.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", changes));
    }

    private static String shortened(String value) {
        String text = LONG_HEX.matcher(value).replaceAll("$1…");
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
