package ai.invoke.release.goal.plan;

import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.installer.Sha256Sums;
import ai.invoke.release.plan.Artifact;
import ai.invoke.release.plan.ArtifactCheck;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.Glob;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of a GitHub release that no goal before made: further files of the project, and {@code SHA256SUMS} over all of them.
 * They are copied, so that what is approved stays as it is.
 *
 * @param artifacts the copies
 * @param labels what GitHub's page shows in place of names, by file name
 */
record GitHubFiles(List<Artifact> artifacts, Map<String, String> labels) {

    private static final String FOLDER = "github";

    /**
     * Further files of the project.
     *
     * @param glob which, relative to the project directory, for instance {@code docs/*.pdf}
     * @param label what GitHub's page shows in place of the name; empty for the name
     */
    record ReleaseFile(String glob, String label) {}

    /**
     * Copies the files and writes the checksums.
     *
     * @param project the project directory
     * @param directory the release directory
     * @param wanted further files
     * @param made what other goals have made
     * @return what is to be added to the plan
     * @throws ProjectException naming every pattern that matches nothing
     */
    static GitHubFiles make(Path project, ReleaseDirectory directory, List<ReleaseFile> wanted, List<Artifact> made) {
        Path folder = directory.root().resolve(FOLDER);
        try {
            clear(folder);
            Files.createDirectories(folder);
            Map<String, String> labels = new HashMap<>();
            List<Artifact> further = new ArrayList<>();
            for (Path file : files(project, directory, wanted, labels)) {
                Path copy = folder.resolve(String.valueOf(file.getFileName()));
                if (Files.exists(copy)) {
                    throw new ProjectException(Problem.of("two further files are called " + copy.getFileName())
                            .at(Location.of(file.toString()))
                            .next("rename one of them"));
                }
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                further.add(artifact(copy, Artifact.Role.FURTHER));
            }
            Path sums = folder.resolve(Sha256Sums.NAME);
            String text = Stream.concat(made.stream(), further.stream())
                    .sorted(Comparator.comparing(Artifact::fileName))
                    .map(artifact -> artifact.sha256() + "  " + artifact.fileName() + "\n")
                    .collect(Collectors.joining());
            Files.writeString(sums, text, StandardCharsets.UTF_8);
            further.add(artifact(sums, Artifact.Role.CHECKSUMS));
            return new GitHubFiles(List.copyOf(further), Map.copyOf(labels));
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot collect the files of the GitHub release: " + e)
                            .at(Location.of(folder.toString())),
                    e);
        }
    }

    /**
     * Adds a file that came up later, as the full text of notes that had to be cut; it is not in {@code SHA256SUMS}, because the
     * notes name the digest of that.
     */
    static Artifact add(ReleaseDirectory directory, String name, byte[] content) {
        Path file = directory.root().resolve(FOLDER).resolve(name);
        AtomicFile.write(file, content);
        try {
            return artifact(file, Artifact.Role.FURTHER);
        } catch (IOException e) {
            throw AtomicFile.cannotWrite(file, e);
        }
    }

    private static List<Path> files(
            Path project, ReleaseDirectory directory, List<ReleaseFile> wanted, Map<String, String> labels)
            throws IOException {
        if (wanted.isEmpty()) {
            return List.of();
        }
        List<Problem> problems = new ArrayList<>();
        List<Glob> matchers = new ArrayList<>();
        for (ReleaseFile file : wanted) {
            try {
                matchers.add(Glob.path(file.glob()));
            } catch (PatternSyntaxException e) {
                throw new ProjectException(
                        Problem.of("'" + file.glob() + "' is not a pattern: " + e.getDescription())
                                .next("write <path> of <releaseFile> like docs/*.pdf"),
                        e);
            }
        }
        List<Path> found = new ArrayList<>();
        Set<Integer> used = new HashSet<>();
        Files.walkFileTree(project, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                boolean others =
                        folder.equals(directory.root()) || folder.endsWith(".git") || folder.endsWith("node_modules");
                return others ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String relative = project.relativize(file).toString().replace(File.separatorChar, '/');
                for (int i = 0; i < matchers.size(); i++) {
                    if (attributes.isRegularFile() && matchers.get(i).matches(relative)) {
                        used.add(i);
                        found.add(file);
                        String label = wanted.get(i).label().strip();
                        if (!label.isEmpty()) {
                            labels.put(String.valueOf(file.getFileName()), label);
                        }
                        break;
                    }
                }
                return FileVisitResult.CONTINUE;
            }
        });
        for (int i = 0; i < wanted.size(); i++) {
            if (!used.contains(i)) {
                problems.add(
                        Problem.of("no file fits '" + wanted.get(i).glob() + "', which the GitHub release should get")
                                .at(Location.of(project.toString()))
                                .next("correct <path> of <releaseFile>, or make the file before"));
            }
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
        return found.stream().sorted().toList();
    }

    private static Artifact artifact(Path file, Artifact.Role role) throws IOException {
        try {
            return new Artifact(FOLDER + "/" + file.getFileName(), role, Files.size(file), ArtifactCheck.sha256(file));
        } catch (IllegalArgumentException e) {
            throw new ProjectException(
                    Problem.of("cannot be released: " + e.getMessage())
                            .at(Location.of(file.toString()))
                            .next("leave it out of <releaseFiles>"),
                    e);
        }
    }

    private static void clear(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> old = Files.list(folder)) {
            for (Path file : old.toList()) {
                Files.delete(file);
            }
        }
    }
}
