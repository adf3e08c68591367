package ai.invoke.release.build;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * On which inputs something has passed, so that a run that changes nothing need not try it again: {@code mvn deploy} after
 * {@code approve} works on the very same commit.
 */
public final class PassedInputs {

    private final Path record;
    private final InputRecord now;
    private final Optional<SourceTree> sources;

    /**
     * The inputs of this run.
     *
     * @param folder where the record is kept
     * @param name what may have passed, for instance {@code run-checks}
     * @param settings parameters and tools; the values are kept as digests, for some may be secret
     * @param sources the files it reads; empty when the settings say everything
     */
    public PassedInputs(Path folder, String name, Map<String, String> settings, Optional<SourceTree> sources) {
        this.record = folder.resolve(name + ".json");
        SortedMap<String, String> digests = new TreeMap<>();
        settings.forEach((key, value) -> digests.put(key, InputRecord.DIGEST + Sha256.of(value)));
        this.sources = sources;
        this.now = new InputRecord(digests, files(), new TreeMap<>());
    }

    private SortedMap<String, String> files() {
        return sources.map(tree -> tree.snapshot().files()).orElseGet(TreeMap::new);
    }

    /**
     * Why it has to be tried.
     *
     * @return for a message; empty when it passed on these very inputs, with tools that are still the same
     */
    public Optional<String> changes() {
        Optional<InputRecord> before = InputRecord.read(record);
        if (before.isEmpty()) {
            return Optional.of("has not passed here yet");
        }
        List<String> changes = new ArrayList<>();
        before.get().changes(now).ifPresent(changes::add);
        before.get().tools().forEach((tool, stamp) -> {
            if (!stamp.equals(stamp(Path.of(tool)))) {
                changes.add(tool);
            }
        });
        return changes.isEmpty()
                ? Optional.empty()
                : Optional.of("changed since it passed: " + String.join("; ", changes));
    }

    /**
     * How it ended when it was last remembered.
     *
     * @return what {@link #remember(SortedMap, Collection)} was given; empty when nothing is remembered
     */
    public SortedMap<String, String> outcomes() {
        return InputRecord.read(record).map(InputRecord::outputs).orElseGet(TreeMap::new);
    }

    /** It has passed, whatever the sources are now: for what reads none. */
    public void remember() {
        try {
            now.write(record);
        } catch (IOException e) {
            throw trouble(e);
        }
    }

    /**
     * It has passed.
     *
     * @param outcomes what was tried and how it ended, for {@link #outcomes()}
     * @param tools files and folders outside of the sources; when one appears, goes or is written again, the tool that it
     *     belongs to may be another one, and all has to be tried again
     * @return false, and nothing is remembered, when the sources are no longer those that it began with: nobody can tell which
     *     of them have passed
     */
    public boolean remember(SortedMap<String, String> outcomes, Collection<Path> tools) {
        if (!files().equals(now.sources())) {
            return false;
        }
        SortedMap<String, String> stamps = new TreeMap<>();
        tools.forEach(tool -> stamps.put(tool.toString(), stamp(tool)));
        try {
            new InputRecord(now.settings(), now.sources(), outcomes, stamps).write(record);
            return true;
        } catch (IOException e) {
            throw trouble(e);
        }
    }

    /** Size and time, not content: site-packages may hold gigabytes, and every installation touches the folder. */
    private static String stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + (attributes.isRegularFile() ? " " + attributes.size() : "");
        } catch (IOException e) {
            // What is not there may come, which is a change.
            return "none";
        }
    }

    /** It is about to be tried: should this run be killed, the next must not take the old success for its own. */
    public void forget() {
        try {
            Files.deleteIfExists(record);
        } catch (IOException e) {
            throw trouble(e);
        }
    }

    private EnvironmentException trouble(IOException cause) {
        return new EnvironmentException(
                Problem.of("cannot keep " + record + ": " + cause).next("make the folder writable, then run again"),
                cause);
    }
}
