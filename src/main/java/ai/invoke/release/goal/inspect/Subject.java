package ai.invoke.release.goal.inspect;

import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.version.PyVersion;
import java.util.List;
import java.util.Optional;

/**
 * The release that is looked at.
 *
 * @param project its name
 * @param version its version
 * @param tag its tag; empty when there is none yet
 * @param plan the plan in the release directory, when it is about this release
 * @param indexes where its files go
 * @param onGitHub whether a GitHub release is part of it
 * @param repository where its GitHub release is; empty when nothing tells
 */
public record Subject(
        String project,
        PyVersion version,
        Optional<String> tag,
        Optional<PlanFile> plan,
        List<IndexTarget> indexes,
        boolean onGitHub,
        Optional<GitHubRepository> repository) {

    /** Takes an unmodifiable copy. */
    public Subject {
        indexes = List.copyOf(indexes);
    }

    /**
     * The release for people.
     *
     * @return project and version
     */
    public String title() {
        return project + " " + version.normalized();
    }
}
