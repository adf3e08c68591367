package ai.invoke.release.build.frontend;

import ai.invoke.release.file.Folders;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which files a frontend reads that no commit holds, and which its build makes. */
final class FrontendFiles {

    private static final String PAGE = "index.html";
    private static final Set<String> NO_PAGES = Set.of("node_modules", ".git", ".venv", "venv", "target");
    private static final int DEPTH = 8;
    private static final int SHOWN = 3;

    private final FrontendBuilder.Request request;
    private final Path folder;
    private final List<FrontendOutput> outputs;
    /** Where the frontend is in the sources, with a slash at the end; empty at their top. */
    private final String prefix;

    FrontendFiles(FrontendBuilder.Request request) throws IOException {
        this.request = request;
        this.folder = request.folder().toRealPath();
        this.outputs = FrontendOutput.of(folder, request.sources().root(), request.requiredOutputs());
        String relative = FrontendOutput.slashed(request.sources().root().relativize(folder));
        this.prefix = relative.isEmpty() ? "" : relative + "/";
    }

    /** Whether a build writes a file, which is then not one that it reads. */
    boolean isOutput(String file) {
        Path path = request.sources().root().resolve(file);
        return !request.sources().tracked().contains(file) && outputs.stream().anyMatch(output -> output.holds(path));
    }

    /** What the build must make, relative to the frontend. */
    List<String> names() {
        return outputs.stream().map(FrontendOutput::name).toList();
    }

    /**
     * Files that Vite and others read beside {@code package.json} and whose values they write into the bundle. Those that git
     * knows, or may come to know, are sources; the others lie on this machine only, and often hold secrets.
     *
     * @return relative to the root of the sources
     * @throws ProjectException when there are some and they are not meant to take part
     */
    SortedSet<String> localEnvironment() throws IOException {
        NavigableSet<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.list(request.folder())) {
            files.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.equals(".env") || name.startsWith(".env."))
                    .map(name -> prefix + name)
                    .filter(file -> !request.sources().files().contains(file))
                    .forEach(found::add);
        }
        if (!found.isEmpty() && !request.options().localEnvironment()) {
            throw new ProjectException(found.stream()
                    .map(file -> Problem.of("git does not track " + file
                                    + ", and the frontend's build would write what it says into the release")
                            .next("move it away or commit it; if it is meant to be in the release:"
                                    + " -Dinvokeai.localEnvironment"))
                    .toList());
        }
        return found;
    }

    /**
     * What lies in the topmost folders of the required outputs.
     *
     * @return relative to the frontend, and what each file holds
     */
    SortedMap<String, String> outputs() throws IOException {
        return FrontendOutput.files(folder, outputs, request.sources());
    }

    /** Output of an older build that the new one does not write would end up in the wheel. */
    void forgetOutputs() throws IOException {
        for (FrontendOutput output : outputs) {
            // Only what git ignores is an output; a folder with sources in it, new ones too, is never emptied.
            String top = FrontendOutput.slashed(request.sources().root().relativize(output.top()));
            if (request.sources().files().stream().noneMatch(file -> isOrIsBelow(file, top))) {
                Folders.delete(output.top());
            }
        }
    }

    /**
     * Sees that the build made what it must make.
     *
     * @param start when the build began
     * @throws ProjectException when something is missing; names what was made in its place
     */
    void requireOutputs(Instant start) throws IOException {
        List<FrontendOutput> missing =
                outputs.stream().filter(output -> !output.isMade()).toList();
        if (missing.isEmpty()) {
            return;
        }
        SortedSet<Path> made = pages(start);
        Optional<String> instead = made.isEmpty()
                ? Optional.empty()
                : Optional.of(made.stream()
                        .limit(SHOWN)
                        .map(page -> FrontendOutput.slashed(folder.relativize(page)))
                        .collect(Collectors.joining(",")));
        List<Problem> problems = new ArrayList<>();
        for (FrontendOutput output : missing) {
            problems.add(Problem.of("the frontend's build succeeded but did not make "
                            + output.file()
                            + instead.map(pages -> "; it made " + pages.replace(",", ", "))
                                    .orElse(""))
                    .next(instead.map(pages -> "if that is its output: -Dinvokeai.requiredOutputs=" + pages)
                            .orElse("fix the build, or say what it makes, relative to the frontend:"
                                    + " -Dinvokeai.requiredOutputs=…")));
        }
        throw new ProjectException(problems);
    }

    /** The pages that were written since. */
    private SortedSet<Path> pages(Instant start) throws IOException {
        // Some file systems keep whole seconds.
        FileTime since = FileTime.from(start.truncatedTo(ChronoUnit.SECONDS));
        SortedSet<Path> found = new TreeSet<>();
        Files.walkFileTree(request.sources().root(), Set.of(), DEPTH, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                return NO_PAGES.contains(String.valueOf(visited.getFileName()))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (String.valueOf(file.getFileName()).equals(PAGE)
                        && attributes.lastModifiedTime().compareTo(since) >= 0) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    private static boolean isOrIsBelow(String file, String top) {
        return file.equals(top) || file.startsWith(top + "/");
    }
}
