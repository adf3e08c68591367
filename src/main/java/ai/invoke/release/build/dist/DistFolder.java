package ai.invoke.release.build.dist;

import ai.invoke.release.build.TreeSnapshot;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.file.Folders;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The folder that holds the files of the release and nothing else. */
final class DistFolder {

    private static final int SHOWN = 5;

    private final Path path;

    /**
     * Creates the folder.
     *
     * @param path need not be there yet
     */
    DistFolder(Path path) {
        this.path = path;
    }

    /**
     * Sees that nothing of the user's lies there, for the folder is replaced as a whole.
     *
     * @throws ProjectException when there is something that no build makes
     */
    void requireOwn() throws IOException {
        if (!Files.isDirectory(path)) {
            return;
        }
        try (Stream<Path> found = Files.list(path)) {
            List<String> foreign = found.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.endsWith(".whl") && !name.endsWith(".tar.gz"))
                    .sorted()
                    .toList();
            if (!foreign.isEmpty()) {
                throw new ProjectException(Problem.of(
                                "the folder for the distributions holds files that no build made: "
                                        + String.join(", ", foreign.subList(0, Math.min(SHOWN, foreign.size()))))
                        .at(Location.of(path.toString()))
                        .next("move them away, or use another -Dinvokeai.releaseDirectory"));
            }
        }
    }

    /**
     * Swaps new files in as a whole; after a kill in between they do not fit the record, which means a rebuild.
     *
     * @param files from anywhere; each has another name
     * @return what is there now
     */
    List<DistBuilder.BuiltFile> replace(List<Path> files) throws IOException {
        requireOwn();
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        Folders.delete(fresh);
        Files.createDirectories(fresh);
        for (Path file : files) {
            Path target = fresh.resolve(String.valueOf(file.getFileName()));
            Files.copy(file, target);
            TreeSnapshot.mode(target, "rw-r--r--");
        }
        Folders.delete(path);
        AtomicFile.place(fresh, path);
        return files();
    }

    /**
     * What is there.
     *
     * @return sorted by name; empty when the folder is not there
     */
    List<DistBuilder.BuiltFile> files() throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        List<DistBuilder.BuiltFile> files = new ArrayList<>();
        try (Stream<Path> found = Files.list(path)) {
            for (Path file : found.filter(Files::isRegularFile).sorted().toList()) {
                files.add(new DistBuilder.BuiltFile(file, Files.size(file), Sha256.of(file)));
            }
        }
        return List.copyOf(files);
    }

    /**
     * Names and digests.
     *
     * @param files what {@link #files()} said
     * @return for the record of inputs and outputs
     */
    static SortedMap<String, String> digests(List<DistBuilder.BuiltFile> files) {
        TreeMap<String, String> digests = new TreeMap<>();
        files.forEach(file -> digests.put(String.valueOf(file.path().getFileName()), file.sha256()));
        return digests;
    }
}
