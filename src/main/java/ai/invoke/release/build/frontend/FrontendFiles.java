package ai.invoke.release.build.frontend;

import ai.invoke.release.build.SourceTree;
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
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which files a frontend is built from, and which its build makes. */
final class FrontendFiles {

    private static final Pattern GENERATED = Pattern.compile(
            ".*\\.(?:[cm]?[jt]sx?|json[5c]?|vue|svelte|astro|css|s[ac]ss|less|styl|html|svg|wasm|graphql|gql|ya?ml|mdx?)");

    /** Written by tools for themselves. */
    private static final Pattern NOISE = Pattern.compile(
            "(?:^|/)(?:\\.[^/]*|node_modules|coverage|test-results|playwright-report|__snapshots__|__screenshots__)(?:/|$)");

    private final FrontendBuilder.Request request;
    private final Optional<Path> lockFile;
    private final Path root;
    /** Where the frontend is in the sources, with a slash at the end; empty at their top. */
    private final String prefix;

    FrontendFiles(FrontendBuilder.Request request, PackageManager manager) throws IOException {
        this.request = request;
        this.lockFile = manager.lockFile();
        this.root = request.sources().root();
        this.prefix = below(request.folder().toRealPath());
    }

    /**
     * Everything that the build may read.
     *
     * @return relative to the root of the sources
     * @throws ProjectException when a file is among it that only this machine has
     */
    SortedSet<String> inputs() throws IOException {
        SortedSet<String> files = sources();
        files.addAll(localEnvironment(files));
        files.addAll(new OutsideReferences(request.sources(), prefix).from(files));
        return files;
    }

    /**
     * Code and data among the sources that git ignores because some step makes them, for instance the types of an API. That
     * step may be the build itself, so that they can be other files after it. What lies at the top of a package is left out:
     * caches, reports and other outputs lie there.
     *
     * @param tree the sources as they are now
     * @return relative to the root of the sources
     */
    SortedSet<String> generated(SourceTree tree) throws IOException {
        String inputs = workspace();
        List<String> outputs = outputFolders();
        SortedSet<String> found = new TreeSet<>();
        for (String entry : tree.ignored()) {
            String path = entry.replaceFirst("/$", "");
            String folder = path.substring(0, path.lastIndexOf('/') + 1);
            if (!path.startsWith(inputs)
                    || folder.equals(inputs)
                    || tree.files().contains(folder + "package.json")
                    || outputs.stream().anyMatch(output -> isOrIsBelow(path, output))) {
                continue;
            }
            for (Path file : Folders.files(root.resolve(path))) {
                String name = slashed(root.relativize(file));
                if (GENERATED.matcher(name).matches()
                        && !NOISE.matcher(name.substring(inputs.length())).find()) {
                    found.add(name);
                }
            }
        }
        return found;
    }

    private List<String> outputFolders() {
        return request.requiredOutputs().stream()
                .map(output -> prefix + FrontendLocator.top(output))
                .toList();
    }

    private SortedSet<String> sources() throws IOException {
        List<String> outputs = outputFolders();
        String inputs = workspace();
        SortedSet<String> files = new TreeSet<>(request.sources().files());
        files.removeIf(
                file -> !file.startsWith(inputs) || outputs.stream().anyMatch(output -> isOrIsBelow(file, output)));
        return files;
    }

    /** In a workspace the frontend may import its neighbours; the lock file lies at the top of all. */
    private String workspace() throws IOException {
        if (lockFile.isEmpty()) {
            return prefix;
        }
        Path top = lockFile.get().toRealPath().getParent();
        return top != null
                        && top.startsWith(root)
                        && request.folder().toRealPath().startsWith(top)
                ? below(top)
                : prefix;
    }

    /**
     * Files that Vite and others read beside {@code package.json} and whose values they write into the bundle. Those that git
     * knows, or may come to know, are sources; the others lie on this machine only, and often hold secrets.
     */
    private SortedSet<String> localEnvironment(SortedSet<String> sources) throws IOException {
        NavigableSet<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.list(request.folder())) {
            files.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.equals(".env") || name.startsWith(".env."))
                    .map(name -> prefix + name)
                    .filter(file -> !sources.contains(file))
                    .forEach(found::add);
        }
        if (!found.isEmpty() && !request.localEnvironment()) {
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
        SortedSet<String> files = new TreeSet<>();
        for (String output : request.requiredOutputs()) {
            for (Path file : Folders.files(request.folder().resolve(FrontendLocator.top(output)))) {
                files.add(slashed(request.folder().relativize(file)));
            }
        }
        return TreeSnapshot.of(request.folder(), files).files();
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
                        .next("mend the build, or say what it makes: -Dinvokeai.requiredOutputs=dist/index.html"));
            }
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
    }

    private String below(Path folder) {
        String relative = slashed(root.relativize(folder));
        return relative.isEmpty() ? "" : relative + "/";
    }

    private static boolean isOrIsBelow(String file, String top) {
        return file.equals(top) || file.startsWith(top + "/");
    }

    private static String slashed(Path path) {
        return path.toString().replace(File.separatorChar, '/');
    }
}
