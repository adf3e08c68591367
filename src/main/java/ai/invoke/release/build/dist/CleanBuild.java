package ai.invoke.release.build.dist;

import ai.invoke.release.build.TreeSnapshot;
import ai.invoke.release.build.python.BuildTool;
import ai.invoke.release.build.python.Constraints;
import ai.invoke.release.console.Console;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/** One build on a copy of the sources of its own, and what must be true of its result. */
final class CleanBuild {

    private final ProcessRunner runner;
    private final Console console;
    private final DistBuilder.Request request;
    private final TreeSnapshot sources;
    private final BuildTool tool;

    CleanBuild(
            ProcessRunner runner, Console console, DistBuilder.Request request, TreeSnapshot sources, BuildTool tool) {
        this.runner = runner;
        this.console = console;
        this.request = request;
        this.sources = sources;
        this.tool = tool;
    }

    /**
     * Builds sdist and wheel from a copy of the sources.
     *
     * @param folder an empty or missing folder for everything
     * @param log gets all that is printed
     * @param variables over those that every build gets
     * @return one sdist and the wheels, somewhere under the folder
     * @throws ProjectException when the backend fails or makes something else
     */
    List<Path> in(Path folder, Path log, Map<String, String> variables) throws IOException {
        Path copy = folder.resolve("src");
        sources.copy(request.sources().root(), copy, Instant.ofEpochSecond(request.epoch()));
        if (request.sources().git().isPresent()) {
            request.sources()
                    .git()
                    .get()
                    .shadow(copy, request.options().version().flatMap(ReleasedVersion::tag));
        }
        Path work = Files.createDirectories(folder.resolve("work"));
        PipInput pip = pip(work);
        PypaBuild build =
                new PypaBuild(runner, tool, request.tools().python(), request.epoch(), request.backend(), console);
        List<Path> made = build.run(request.sources().projectIn(copy), work, log, pip, variables);
        List<Path> finished = request.options().normalizeSdist() ? normalized(made, folder) : made;
        requireSdistAndWheel(finished);
        complainAboutCopy(copy);
        return finished;
    }

    private PipInput pip(Path work) throws IOException {
        BackendOptions backend = request.backend();
        Optional<Path> constraints = backend.constraints();
        if (backend.isolation() && constraints.isPresent() && Constraints.locks(constraints.get())) {
            return new LockedRequirements(runner, tool, console).fetch(constraints.get(), backend.pip(), work);
        }
        return new PipInput(backend.pip().environment(runner, tool.python(), work), constraints, Optional.empty());
    }

    private List<Path> normalized(List<Path> made, Path folder) throws IOException {
        Path normal = Files.createDirectories(folder.resolve("normal"));
        List<Path> files = new ArrayList<>();
        for (Path file : made) {
            if (isSdist(file)) {
                Path target = normal.resolve(String.valueOf(file.getFileName()));
                SdistNormalizer.normalize(file, target, request.epoch());
                files.add(target);
            } else {
                files.add(file);
            }
        }
        return files;
    }

    private static boolean isSdist(Path file) {
        return String.valueOf(file.getFileName()).endsWith(".tar.gz");
    }

    private static boolean isWheel(Path file) {
        return String.valueOf(file.getFileName()).endsWith(".whl");
    }

    private void requireSdistAndWheel(List<Path> made) {
        if (made.stream().filter(CleanBuild::isSdist).count() != 1
                || made.stream().noneMatch(CleanBuild::isWheel)) {
            throw new ProjectException(Problem.of("the build did not make one sdist and a wheel but "
                            + made.stream()
                                    .map(file -> String.valueOf(file.getFileName()))
                                    .toList())
                    .next("look at " + request.places().log()));
        }
    }

    private void complainAboutCopy(Path copy) {
        SortedSet<String> changed = request.sources().snapshotOf(copy).changed(sources);
        changed.removeIf(file -> sources.files().getOrDefault(file, "").startsWith("->"));
        changed.retainAll(request.sources().tracked());
        if (!changed.isEmpty()) {
            console.warn(Problem.of("the backend changed " + TreeSnapshot.some(changed)
                            + " in its copy of the sources; your files are as they were")
                    .next("what is in the release is not what is in git: look at what the backend does there"));
        }
    }
}
