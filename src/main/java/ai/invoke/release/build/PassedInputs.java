package ai.invoke.release.build;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        settings.forEach((key, value) -> digests.put(key, Sha256.of(value)));
        SortedMap<String, String> files = sources.map(
                        tree -> TreeSnapshot.of(tree.root(), tree.files()).files())
                .orElseGet(TreeMap::new);
        this.now = new InputRecord(digests, files, new TreeMap<>());
    }

    /**
     * Why it has to be tried.
     *
     * @return for a message; empty when it passed on these very inputs
     */
    public Optional<String> changes() {
        Optional<InputRecord> before = InputRecord.read(record);
        return before.isEmpty()
                ? Optional.of("has not passed here yet")
                : before.get().changes(now).map(changes -> "changed since it passed: " + changes);
    }

    /** It has passed. */
    public void remember() {
        try {
            now.write(record);
        } catch (IOException e) {
            throw trouble(e);
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
