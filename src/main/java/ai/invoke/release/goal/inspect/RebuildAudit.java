package ai.invoke.release.goal.inspect;

import ai.invoke.release.build.dist.ArchiveDiff;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.git.Clones;
import ai.invoke.release.git.Repo;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.text.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Builds a tag again in a clone of its own and compares the bytes with the published ones. */
public final class RebuildAudit {

    /** Builds the distributions of a clone. */
    public interface Builder {

        /**
         * Builds.
         *
         * @param clone the sources
         * @param output where everything that is made goes
         * @param constraints the build requirements of the release, for pip; empty when nothing tells them
         * @return the sdist and the wheels
         * @throws ReleaseException when the project cannot be built
         */
        List<Path> build(Path clone, Path output, Optional<Path> constraints);
    }

    private final Builder builder;

    RebuildAudit(Builder builder) {
        this.builder = builder;
    }

    /**
     * One fact for each published file of an index, and one when there is nothing to compare.
     *
     * @param repository a clone that has the commit
     * @param commit the tag's commit
     * @param published the files of the indexes by name
     * @param constraints the build requirements of the release, for pip
     * @param folder where to work
     */
    List<Fact> facts(
            Path repository,
            Optional<String> commit,
            Map<String, Path> published,
            Optional<Path> constraints,
            Path folder) {
        if (commit.isEmpty() || published.isEmpty()) {
            return List.of(Fact.unknown("rebuild", "there is no published file to compare with"));
        }
        try {
            Path clone = Clones.at(repository, commit.get(), folder.resolve("clone"));
            List<Path> built = builder.build(project(repository, clone), folder.resolve("rebuilt"), constraints);
            List<Fact> facts = new ArrayList<>();
            if (constraints.isEmpty()) {
                facts.add(
                        Fact.unknown("rebuild", "the plan does not name the build requirements: the newest were used"));
            }
            published.forEach((name, file) -> facts.add(fact(name, file, built, clone)));
            return facts;
        } catch (ReleaseException e) {
            return List.of(Fact.unknown(
                    "rebuild", e.problems().stream().map(Problem::what).collect(Collectors.joining("; "))));
        } catch (IOException e) {
            return List.of(Fact.unknown("rebuild", "the clone cannot be read: " + e.getMessage()));
        }
    }

    /** The same folder in the clone: a project may lie below the root of its repository. */
    private static Path project(Path repository, Path clone) throws IOException {
        try (Repo repo = Repo.open(repository)) {
            return clone.resolve(repo.workTree()
                    .toRealPath()
                    .relativize(repository.toRealPath())
                    .toString());
        }
    }

    private static Fact fact(String name, Path published, List<Path> built, Path clone) {
        String about = "rebuild " + Printable.of(name);
        Optional<Path> again = built.stream()
                .filter(file -> String.valueOf(file.getFileName()).equals(name))
                .findFirst();
        if (again.isEmpty()) {
            return Fact.unknown(about, "this machine does not build it");
        }
        try {
            if (Sha256.of(published).equals(Sha256.of(again.get()))) {
                return Fact.ok(about, "the same bytes");
            }
            return Fact.wrong(
                    about,
                    "differs from the published one: "
                            + String.join("; ", new ArchiveDiff(clone).between(published, again.get())));
        } catch (IOException e) {
            return Fact.unknown(about, "cannot be compared: " + e.getMessage());
        }
    }
}
