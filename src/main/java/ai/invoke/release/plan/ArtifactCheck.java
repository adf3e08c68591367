package ai.invoke.release.plan;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Compares the files on the disk with those that a plan names. */
public final class ArtifactCheck {

    private static final String AGAIN = "mvn verify   (makes a new plan, which has to be approved again)";

    private ArtifactCheck() {}

    /**
     * Everything by which the files differ from the plan: missing, changed, or lying in {@code dist/} without being
     * planned.
     *
     * @param plan what was planned
     * @param directory where the files are
     * @return one problem for each file that differs; empty when all is as planned
     */
    public static List<Problem> differences(ReleasePlan plan, ReleaseDirectory directory) {
        List<Problem> problems = new ArrayList<>();
        Set<Path> planned = new TreeSet<>();
        for (Artifact artifact : plan.artifacts()) {
            Path file = directory.root().resolve(artifact.path());
            planned.add(file);
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                problems.add(Problem.of("the plan names this file, but it does not exist")
                        .at(Location.of(file.toString()))
                        .next(AGAIN));
                continue;
            }
            String sha256 = sha256(file);
            if (!sha256.equals(artifact.sha256())) {
                problems.add(Problem.of("changed after the plan was made: sha256 is " + sha256 + ", the plan says "
                                + artifact.sha256())
                        .at(Location.of(file.toString()))
                        .next(AGAIN));
            }
        }
        for (Path file : files(directory.dist())) {
            if (!planned.contains(file)) {
                problems.add(Problem.of("is among the distributions but not in the plan")
                        .at(Location.of(file.toString()))
                        .next(AGAIN));
            }
        }
        plan.github().flatMap(github -> notes(github, directory)).ifPresent(problems::add);
        return List.copyOf(problems);
    }

    private static Optional<Problem> notes(GitHubTarget github, ReleaseDirectory directory) {
        Path file = directory.notes();
        if (Files.isRegularFile(file) && sha256(file).equals(github.notesSha256())) {
            return Optional.empty();
        }
        return Optional.of(Problem.of("the release notes are not the planned ones")
                .at(Location.of(file.toString()))
                .next(AGAIN));
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> list = Files.list(folder)) {
            return list.sorted().toList();
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot list the folder: " + e).at(Location.of(folder.toString())), e);
        }
    }

    /**
     * The digest of a file, read as a stream.
     *
     * @param file the file
     * @return 64 lower-case hex digits
     */
    public static String sha256(Path file) {
        try {
            return Sha256.of(file);
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read: " + e).at(Location.of(file.toString())), e);
        }
    }
}
