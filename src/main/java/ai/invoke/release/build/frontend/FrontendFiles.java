package ai.invoke.release.build.frontend;

import ai.invoke.release.build.TreeSnapshot;
import ai.invoke.release.file.Folders;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Which files a frontend reads that no commit holds, and which its build makes. */
final class FrontendFiles {

    private final FrontendBuilder.Request request;
    /** Where the frontend is in the sources, with a slash at the end; empty at their top. */
    private final String prefix;

    FrontendFiles(FrontendBuilder.Request request) throws IOException {
        this.request = request;
        String relative =
                slashed(request.sources().root().relativize(request.folder().toRealPath()));
        this.prefix = relative.isEmpty() ? "" : relative + "/";
    }

    /** Whether a build writes a file, which is then not one that it reads. */
    boolean isOutput(String file) {
        return request.requiredOutputs().stream()
                .anyMatch(output -> isOrIsBelow(file, prefix + FrontendLocator.top(output)));
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
        return outputs(request.folder(), request.requiredOutputs());
    }

    /**
     * What lies there.
     *
     * @param folder the frontend
     * @param requiredOutputs relative to it
     * @return relative to the frontend, and what each file holds
     */
    static SortedMap<String, String> outputs(Path folder, List<String> requiredOutputs) throws IOException {
        SortedSet<String> files = new TreeSet<>();
        for (String output : requiredOutputs) {
            for (Path file : Folders.files(folder.resolve(FrontendLocator.top(output)))) {
                files.add(slashed(folder.relativize(file)));
            }
        }
        return TreeSnapshot.of(folder, files).files();
    }

    /** Output of an older build that the new one does not write would end up in the wheel. */
    void forgetOutputs() throws IOException {
        for (String output : request.requiredOutputs()) {
            String top = FrontendLocator.top(output);
            // Only what git ignores is an output; a folder with sources in it, new ones too, is never emptied.
            if (request.sources().files().stream().noneMatch(file -> isOrIsBelow(file, prefix + top))) {
                Folders.delete(request.folder().resolve(top));
            }
        }
    }

    /**
     * Sees that the build made what it must make.
     *
     * @throws ProjectException when something is missing
     */
    void requireOutputs() {
        List<Problem> problems = new ArrayList<>();
        for (String output : request.requiredOutputs()) {
            Path file = request.folder().resolve(output);
            if (!Files.exists(file)) {
                problems.add(Problem.of("the frontend's build succeeded but did not make " + file)
                        .next("fix the build, or say what it makes: -Dinvokeai.requiredOutputs=dist/index.html"));
            }
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
    }

    private static boolean isOrIsBelow(String file, String top) {
        return file.equals(top) || file.startsWith(top + "/");
    }

    private static String slashed(Path path) {
        return path.toString().replace(File.separatorChar, '/');
    }
}
