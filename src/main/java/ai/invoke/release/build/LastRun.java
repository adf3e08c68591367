package ai.invoke.release.build;

import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.json.CanonicalJson;
import ai.invoke.release.json.JsonTree;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the last successful run of a goal was made from and what it left, so that this one can tell whether there is anything
 * to do: nothing when the files are those of the commit, the key is the same, and what was made is still there. Every goal
 * that makes something decides here.
 */
public final class LastRun {

    /** Why nothing is done, for a message. */
    public static final String UNCHANGED = "unchanged";

    private static final int SCHEMA = 2;

    private record Made(BuildKey key, SortedMap<String, String> outputs) {}

    private final Path file;
    private final SourceTree sources;
    private final BuildKey key;
    private final Optional<Made> before;

    /**
     * Looks at the last run.
     *
     * @param work the folder of the release; {@code state/} in it remembers
     * @param goal for instance {@code build-dist}
     * @param sources the files that this run sees
     * @param key what this run works on
     * @throws EnvironmentException when what is remembered cannot be read
     */
    public LastRun(Path work, String goal, SourceTree sources, BuildKey key) {
        this.file = file(work, goal);
        this.sources = sources;
        this.key = key;
        this.before = read(file);
    }

    private static Path file(Path work, String goal) {
        return work.resolve("state").resolve(goal + ".json");
    }

    /**
     * What the last successful run of a goal worked on.
     *
     * @param work the folder of the release
     * @param goal for instance {@code build-frontend}
     * @param outputs what is there now
     * @return empty when it left something else, or when nothing is remembered
     * @throws EnvironmentException when what is remembered cannot be read
     */
    public static Optional<BuildKey> keyOf(Path work, String goal, SortedMap<String, String> outputs) {
        return read(file(work, goal))
                .filter(made -> made.outputs().equals(outputs))
                .map(Made::key);
    }

    /**
     * Why there is something to do.
     *
     * @param rebuild whether the user wants it in any case
     * @param outputs what of the last run is there now: names and digests
     * @return for a message; empty when there is nothing to do
     */
    public Optional<String> why(boolean rebuild, SortedMap<String, String> outputs) {
        if (rebuild) {
            return Optional.of("a rebuild was asked for");
        }
        Optional<String> uncertain = sources.uncommitted();
        if (uncertain.isPresent()) {
            return uncertain;
        }
        if (before.isEmpty()) {
            return Optional.of("there is no earlier run to go by");
        }
        return before.get()
                .key()
                .changes(key)
                .map(changes -> "changed since the last run: " + changes)
                .or(() -> changes(outputs).map(changed -> "changed since they were made: " + changed));
    }

    private Optional<String> changes(SortedMap<String, String> outputs) {
        return before.map(made -> new TreeSnapshot(made.outputs()).changed(new TreeSnapshot(outputs)))
                .filter(changed -> !changed.isEmpty())
                .map(TreeSnapshot::some);
    }

    /**
     * What the last run left, or how it ended.
     *
     * @return what {@link #remember} was given; empty when nothing is remembered
     */
    public SortedMap<String, String> outputs() {
        return before.map(Made::outputs).orElseGet(TreeMap::new);
    }

    /** Work begins: should this run be killed, the next must not take the old success for its own. */
    public void forget() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw trouble(file, e);
        }
    }

    /**
     * Work is done.
     *
     * @param outputs what it made and what each file holds, or what was tried and how it ended
     */
    public void remember(SortedMap<String, String> outputs) {
        ObjectNode node = CanonicalJson.object().put("schema", SCHEMA);
        put(node.putObject("settings"), key.settings());
        put(node.putObject("files"), key.files());
        put(node.putObject("outputs"), outputs);
        AtomicFile.write(file, CanonicalJson.pretty(node));
    }

    private static void put(ObjectNode node, Map<String, String> map) {
        map.forEach(node::put);
    }

    private static Optional<Made> read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            JsonNode node = JsonTree.read(file);
            if (node.path("schema").asInt() != SCHEMA) {
                return Optional.empty();
            }
            return Optional.of(new Made(new BuildKey(map(node, "settings"), map(node, "files")), map(node, "outputs")));
        } catch (JsonProcessingException e) {
            // Half a file of a killed run, or edited by hand: the work is done again.
            return Optional.empty();
        } catch (IOException e) {
            throw trouble(file, e);
        }
    }

    private static SortedMap<String, String> map(JsonNode node, String name) {
        SortedMap<String, String> map = new TreeMap<>();
        node.path(name)
                .properties()
                .forEach(field -> map.put(field.getKey(), field.getValue().asText()));
        return map;
    }

    private static EnvironmentException trouble(Path file, IOException cause) {
        return new EnvironmentException(
                Problem.of("cannot keep " + file + ": " + cause).next("make the folder writable, then run again"),
                cause);
    }
}
