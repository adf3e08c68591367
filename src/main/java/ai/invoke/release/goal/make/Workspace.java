package ai.invoke.release.goal.make;

import ai.invoke.release.build.BuildKey;
import ai.invoke.release.build.DeclaredFiles;
import ai.invoke.release.build.LastRun;
import ai.invoke.release.build.SourceTree;
import ai.invoke.release.git.WorkTree;
import ai.invoke.release.plan.ReleaseDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What every goal that makes something is told: the project, where its files go, and whether to work in any case.
 *
 * @param project the folder of the project
 * @param directory where files, logs and the memory of the last run go
 * @param outputs folders that this build writes and that are therefore no sources, for instance {@code target}
 * @param generatedSources paths or globs, relative to the project, of files that git ignores and that belong to the sources
 * @param rebuild whether to work although nothing has changed
 */
public record Workspace(
        Path project, ReleaseDirectory directory, List<Path> outputs, List<String> generatedSources, boolean rebuild) {

    /** Takes unmodifiable copies. */
    public Workspace {
        outputs = List.copyOf(outputs);
        generatedSources = List.copyOf(generatedSources);
    }

    /** The files that the goal works on. */
    SourceTree sources() {
        return sources(List.of());
    }

    /**
     * The files that the goal works on.
     *
     * @param generated more of what git ignores
     * @throws ai.invoke.release.problem.EnvironmentException when they cannot be read
     */
    SourceTree sources(List<String> generated) {
        return sources(git(), generated);
    }

    /** What git says about the project's files. */
    Optional<WorkTree> git() {
        return WorkTree.of(project);
    }

    /**
     * The files that the goal works on.
     *
     * @param git what git says about them
     * @param generated more of what git ignores
     * @throws ai.invoke.release.problem.EnvironmentException when they cannot be read
     */
    SourceTree sources(Optional<WorkTree> git, List<String> generated) {
        return sources(git, generated, new DeclaredFiles(List.of(), List.of()));
    }

    /**
     * The files that the goal works on.
     *
     * @param git what git says about them
     * @param generated more of what git ignores
     * @param declared what the project declares itself of what git ignores
     * @throws ai.invoke.release.problem.EnvironmentException when they cannot be read
     */
    SourceTree sources(Optional<WorkTree> git, List<String> generated, DeclaredFiles declared) {
        List<String> named = new ArrayList<>(generatedSources);
        named.addAll(generated);
        List<Path> written = new ArrayList<>(outputs);
        written.add(directory.root());
        return SourceTree.of(git, project, named, declared, written);
    }

    /**
     * What the goal left the last time.
     *
     * @param goal its name
     * @param sources the files of this run
     * @param key what this run works on
     */
    LastRun lastRun(String goal, SourceTree sources, BuildKey key) {
        return new LastRun(directory.root(), goal, sources, key);
    }

    /**
     * A path as the user would write it.
     *
     * @param path any path
     * @return relative to the project where it lies inside
     */
    String display(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        Path base = project.toAbsolutePath().normalize();
        return (absolute.startsWith(base) ? base.relativize(absolute) : absolute).toString();
    }

    /** Whether a folder is part of what git knows, or of the project where there is no git. */
    boolean holds(Path folder, SourceTree sources) {
        Path place = folder.toAbsolutePath().normalize();
        return place.startsWith(project.toAbsolutePath().normalize()) || place.startsWith(sources.root());
    }
}
