package ai.invoke.release.plan;

import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.json.CanonicalJson;
import ai.invoke.release.json.JsonFields;
import ai.invoke.release.json.MalformedJsonException;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code collect} learned from the index about the releases before: {@code releases.json} in {@code inputs/}, and the wheels of the
 * last one in {@code inputs/previous/}.
 *
 * @param previous the version of the last published release; empty when this is the first one
 * @param earlier the wheels of releases before, oldest first
 */
public record ReleaseHistory(Optional<String> previous, List<Earlier> earlier) {

    /** The file's name. */
    static final String FILE = "releases.json";

    /** The folder with the wheels. */
    static final String WHEELS = "previous";

    private static final Pattern WHEEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+!-]{0,250}\\.whl");
    private static final long MAX_BYTES = 4L * 1024 * 1024;

    /** Takes an unmodifiable copy. */
    public ReleaseHistory {
        earlier = List.copyOf(earlier);
    }

    /**
     * A wheel of a release before.
     *
     * @param version the release
     * @param file the wheel's name
     * @param size its bytes
     */
    public record Earlier(String version, String file, long size) {}

    /**
     * Whether a file may lie among the wheels: a name from an index is no path.
     *
     * @param name a file name
     * @return true for plain names of wheels
     */
    public static boolean isWheel(String name) {
        return WHEEL.matcher(name).matches() && !name.contains("..");
    }

    /**
     * Where the history is.
     *
     * @param inputs {@code inputs/}
     * @return the file, which need not exist
     */
    public static Path file(Path inputs) {
        return inputs.resolve(FILE);
    }

    /**
     * Where the wheels of the last published release are.
     *
     * @param inputs {@code inputs/}
     * @return the folder, which need not exist
     */
    public static Path wheels(Path inputs) {
        return inputs.resolve(WHEELS);
    }

    /**
     * Wheels in a folder.
     *
     * @param folder need not exist
     * @return sorted by name
     */
    public static List<Path> wheelsIn(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> isWheel(String.valueOf(file.getFileName())) && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot list: " + e).at(Location.of(folder.toString())), e);
        }
    }

    /**
     * Writes the history, all or nothing.
     *
     * @param inputs {@code inputs/}
     */
    public void write(Path inputs) {
        ObjectNode root = CanonicalJson.object();
        previous.ifPresent(version -> root.put("previous", version));
        ArrayNode list = root.putArray("earlier");
        earlier.forEach(wheel -> list.addObject()
                .put("version", wheel.version())
                .put("file", wheel.file())
                .put("size", wheel.size()));
        AtomicFile.write(inputs.resolve(FILE), CanonicalJson.pretty(root));
    }

    /**
     * Reads the history.
     *
     * @param inputs {@code inputs/}; need not exist
     * @return empty when {@code collect} has not asked an index
     * @throws ProjectException when the file is none that {@code collect} wrote
     */
    public static Optional<ReleaseHistory> read(Path inputs) {
        Path file = inputs.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new MalformedJsonException("larger than anything that collect writes");
            }
            JsonFields root = CanonicalJson.read(Files.readAllBytes(file));
            return Optional.of(new ReleaseHistory(
                    root.optionalText("previous"),
                    root.objects(
                            "earlier",
                            wheel ->
                                    new Earlier(wheel.text("version"), wheel.text("file"), wheel.integer("size", 0)))));
        } catch (IOException | MalformedJsonException e) {
            throw new ProjectException(
                    Problem.of("not what collect wrote: " + e.getMessage())
                            .at(Location.of(file.toString()))
                            .next("mvn invokeai-release:collect, or remove the folder to do without"),
                    e);
        }
    }
}
