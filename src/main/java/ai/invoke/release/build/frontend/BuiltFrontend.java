package ai.invoke.release.build.frontend;

import ai.invoke.release.build.InputRecord;
import ai.invoke.release.build.SourceTree;
import ai.invoke.release.build.TreeSnapshot;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What is known of a frontend that lies there built. */
public final class BuiltFrontend {

    private BuiltFrontend() {}

    /**
     * Whether what lies there was built from other sources than those that are there now. Files that git ignores do not
     * count here: steps between the two goals may write them.
     *
     * @param work the folder of the release; {@code state/} in it remembers what the frontend was built from
     * @param sources the project's files
     * @param folder the frontend
     * @return some files that changed since; empty when it is as new as they are, or was built in another way
     */
    public static Optional<String> changedSince(Path work, SourceTree sources, Path folder) {
        Optional<InputRecord> record = InputRecord.read(work.resolve("state").resolve(FrontendBuilder.RECORD));
        if (record.isEmpty()
                || !TreeSnapshot.of(folder, record.get().outputs().keySet())
                        .files()
                        .equals(record.get().outputs())) {
            return Optional.empty();
        }
        SortedSet<String> known = new TreeSet<>(record.get().sources().keySet());
        known.retainAll(sources.files());
        SortedSet<String> changed = TreeSnapshot.of(sources.root(), known)
                .changed(new TreeSnapshot(record.get().sources()));
        changed.retainAll(known);
        return changed.isEmpty() ? Optional.empty() : Optional.of(TreeSnapshot.some(changed));
    }
}
