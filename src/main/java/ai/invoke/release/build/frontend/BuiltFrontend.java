package ai.invoke.release.build.frontend;

import ai.invoke.release.build.BuildKey;
import ai.invoke.release.build.LastRun;
import ai.invoke.release.build.SourceTree;
import ai.invoke.release.build.TreeSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** What is known of a frontend that lies there built. */
public final class BuiltFrontend {

    private BuiltFrontend() {}

    /**
     * Whether what lies there was built from other sources than those that are there now.
     *
     * @param work the folder of the release, which remembers what the frontend was built from
     * @param sources the project's files
     * @param folder the frontend, without links on the way to it
     * @param requiredOutputs what its build makes, relative to it
     * @return what changed since; empty when it is as new as they are, or was built in another way
     */
    public static Optional<String> changedSince(
            Path work, SourceTree sources, Path folder, List<String> requiredOutputs) {
        Optional<BuildKey> built;
        try {
            built = LastRun.keyOf(
                    work,
                    FrontendBuilder.GOAL,
                    FrontendOutput.files(folder, FrontendOutput.of(folder, sources.root(), requiredOutputs), sources));
        } catch (IOException e) {
            throw FrontendBuilder.trouble(e);
        }
        if (built.isEmpty()) {
            return Optional.empty();
        }
        BuildKey now = sources.key();
        String before = built.get().settings().getOrDefault("commit", "");
        String commit = now.settings().getOrDefault("commit", "");
        if (!commit.equals(before)) {
            return Optional.of("the commit");
        }
        // What another step made since, or Python's own files, are none of the frontend's sources.
        String prefix = sources.root().relativize(folder).toString().replace('\\', '/') + "/";
        SortedSet<String> changed = new TreeSnapshot(now.files())
                .changed(new TreeSnapshot(built.get().files()));
        changed.removeIf(file -> !file.startsWith(prefix) || sources.generated().contains(file));
        return changed.isEmpty() ? Optional.empty() : Optional.of(TreeSnapshot.some(changed));
    }
}
