package ai.invoke.release.build;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.dist.ProjectName;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.version.PyVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Files of the same release that were built elsewhere, for instance the platform wheels of a CI matrix. */
final class AdditionalDists {

    /** Name and version, in forms that can be compared. */
    private record Identity(String name, String version) {}

    private AdditionalDists() {}

    /**
     * The wheels in some folders.
     *
     * @param folders each must be there
     * @return sorted within each folder
     * @throws ProjectException when a folder is missing or holds no wheel: a matrix job has failed then
     */
    static List<Path> files(List<Path> folders) throws IOException {
        List<Path> files = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                problems.add(Problem.of("additionalDist " + folder + " is not a folder")
                        .next("fetch the wheels of the other platforms into it, or take it out of <additionalDist>"));
                continue;
            }
            try (Stream<Path> all = Files.walk(folder)) {
                List<Path> wheels = all.filter(Files::isRegularFile)
                        .filter(file -> String.valueOf(file.getFileName()).endsWith(".whl"))
                        .sorted()
                        .toList();
                if (wheels.isEmpty()) {
                    problems.add(
                            Problem.of("additionalDist " + folder + " holds no wheel")
                                    .next(
                                            "fetch the wheels of the other platforms into it, or take it out of <additionalDist>"));
                }
                files.addAll(wheels);
            }
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
        return files;
    }

    /**
     * Those files, seen to belong to the release.
     *
     * @param folders where they are
     * @param made what this build has made
     * @return files to add
     * @throws ProjectException when one is of another project or version, or two of one name differ
     */
    static List<Path> fitting(List<Path> folders, List<Path> made) throws IOException {
        Optional<Identity> expected = made.stream()
                .map(AdditionalDists::identity)
                .flatMap(Optional::stream)
                .findFirst();
        Map<String, Path> byName = new HashMap<>();
        made.forEach(file -> byName.put(String.valueOf(file.getFileName()), file));
        List<Problem> problems = new ArrayList<>();
        List<Path> fitting = new ArrayList<>();
        for (Path file : files(folders)) {
            Optional<Identity> identity = identity(file);
            if (expected.isPresent() && !identity.equals(expected)) {
                problems.add(Problem.of(file + " is not of " + expected.get().name() + " "
                                + expected.get().version())
                        .next("build it from the same commit, or remove it"));
                continue;
            }
            Path other = byName.putIfAbsent(String.valueOf(file.getFileName()), file);
            if (other == null) {
                fitting.add(file);
            } else if (!Sha256.of(other).equals(Sha256.of(file))) {
                problems.add(Problem.of(file + " has the name of a file of this build and other bytes")
                        .next("remove it: a release has one file of each name"));
            }
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
        return fitting;
    }

    private static Optional<Identity> identity(Path file) {
        String name = String.valueOf(file.getFileName());
        if (!name.endsWith(".whl")) {
            return Optional.empty();
        }
        String[] parts = name.split("-", -1);
        if (parts.length < 5) {
            return Optional.empty();
        }
        String version = PyVersion.tryParse(parts[1]).map(PyVersion::normalized).orElse(parts[1]);
        return Optional.of(new Identity(ProjectName.normalize(parts[0]), version));
    }
}
