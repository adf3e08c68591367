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
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Something that a frontend's build must make: a file, or with a slash at its end a folder with something in it. It may lie
 * outside of the frontend, in the Python package, but not outside of the repository.
 *
 * @param name relative to the frontend, as the user or the bundler's configuration says it
 * @param file where it is, without links on the way
 * @param top what is emptied before a build and belongs to the output as a whole: the topmost folder inside the frontend,
 *     elsewhere the folder of the file
 */
public record FrontendOutput(String name, Path file, Path top) {

    private static final String NEXT =
            "name files relative to the frontend's folder: -Dinvokeai.requiredOutputs=dist/index.html";

    /**
     * The outputs of a frontend.
     *
     * @param folder the frontend, without links on the way
     * @param root the top folder of the repository, or the project where there is none, without links on the way
     * @param names what the user says; empty for what the bundler's configuration says
     * @return at least one
     * @throws ProjectException when one leads out of the repository, or into what must not be emptied
     */
    public static List<FrontendOutput> of(Path folder, Path root, List<String> names) {
        List<FrontendOutput> outputs = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (String name : names.isEmpty() ? List.of(OutputFolder.of(folder)) : names) {
            Path file = folder.resolve(name).normalize();
            if (name.isBlank()
                    || Path.of(name).isAbsolute()
                    || !file.startsWith(root)
                    || folder.startsWith(file)
                    || isForbidden(root.relativize(file))) {
                problems.add(Problem.of("the required output '" + name
                                + "' is not a file in the repository that a frontend's build could make")
                        .next(NEXT));
            } else {
                outputs.add(new FrontendOutput(name, file, top(folder, root, file, name)));
            }
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
        return List.copyOf(outputs);
    }

    private static boolean isForbidden(Path file) {
        return file.toString().isEmpty()
                || file.startsWith(".git")
                || file.toString().contains("node_modules");
    }

    private static Path top(Path folder, Path root, Path file, String name) {
        if (file.startsWith(folder)) {
            return folder.resolve(folder.relativize(file).getName(0));
        }
        Path parent = Optional.ofNullable(file.getParent()).orElse(file);
        // Nothing above the frontend is its output.
        return name.endsWith("/") || folder.startsWith(parent) || parent.equals(root) ? file : parent;
    }

    /**
     * Whether a file is part of it.
     *
     * @param path any file, without links on the way
     * @return true for the top itself and everything in it
     */
    public boolean holds(Path path) {
        return path.startsWith(top);
    }

    /**
     * Whether it is there.
     *
     * @return true for a file, and for a folder with a file in it
     */
    public boolean isMade() {
        return proof().isPresent();
    }

    /**
     * The file whose content proves that the output is somewhere.
     *
     * @return the file itself, or one of those in the folder: its {@code index.html}, else the first
     */
    public Optional<Path> proof() {
        if (!Files.isDirectory(file)) {
            return Optional.of(file).filter(Files::isRegularFile);
        }
        Path index = file.resolve("index.html");
        if (Files.isRegularFile(index)) {
            return Optional.of(index);
        }
        try {
            return Folders.files(file).stream()
                    .filter(found -> size(found) > 0)
                    .sorted()
                    .findFirst();
        } catch (IOException e) {
            throw FrontendBuilder.trouble(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw FrontendBuilder.trouble(e);
        }
    }

    /**
     * What lies in the outputs.
     *
     * @param folder the frontend, without links on the way
     * @param outputs its outputs
     * @param sources the project's files; those of them that no build makes do not count
     * @return relative to the frontend, and what each file holds
     */
    static SortedMap<String, String> files(Path folder, List<FrontendOutput> outputs, SourceTree sources)
            throws IOException {
        SortedSet<String> files = new TreeSet<>();
        for (FrontendOutput output : outputs) {
            for (Path file : Folders.files(output.top())) {
                String path = slashed(sources.root().relativize(file));
                boolean source = sources.tracked().contains(path);
                if (!source && !path.contains("__pycache__/")) {
                    files.add(slashed(folder.relativize(file)));
                }
            }
        }
        return TreeSnapshot.of(folder, files).files();
    }

    static String slashed(Path path) {
        return path.toString().replace(File.separatorChar, '/');
    }
}
