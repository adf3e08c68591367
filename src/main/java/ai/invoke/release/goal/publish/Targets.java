package ai.invoke.release.goal.publish;

import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.plan.GitHubTarget;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.text.Printable;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Where a plan's targets really are: at the planned addresses, or, in a rehearsal, at those of the sandbox.
 *
 * @param indexes indexes that stand in for planned ones, by name
 * @param githubApi the API that stands in for the planned one
 * @param owners whom to ask when an index is in trouble and no incident is known
 */
public record Targets(Map<String, PackageIndex> indexes, Optional<URI> githubApi, Optional<String> owners) {

    /** Takes an unmodifiable copy. */
    public Targets {
        indexes = Map.copyOf(indexes);
    }

    /**
     * The real thing.
     *
     * @return no address is exchanged
     */
    public static Targets asPlanned() {
        return new Targets(Map.of(), Optional.empty(), Optional.empty());
    }

    /**
     * The same targets with people to ask.
     *
     * @param people whom to ask when an index is in trouble
     * @return a copy
     */
    public Targets withOwners(Optional<String> people) {
        return new Targets(indexes, githubApi, people);
    }

    /** Whether this is a rehearsal. */
    boolean exchanged() {
        return !indexes.isEmpty() || githubApi.isPresent();
    }

    /**
     * A planned index as its client knows it.
     *
     * @param target the planned index
     * @return the index, at the address that is really used
     */
    public PackageIndex index(IndexTarget target) {
        PackageIndex index = address(target);
        return owners.isEmpty()
                ? index
                : index.withSupport(new PackageIndex.Support(index.support().incidents(), owners));
    }

    private PackageIndex address(IndexTarget target) {
        PackageIndex exchanged = indexes.get(target.name());
        if (exchanged != null) {
            return exchanged;
        }
        for (PackageIndex known : new PackageIndex[] {PackageIndex.PYPI, PackageIndex.TESTPYPI}) {
            if (known.upload().equals(target.uploadUrl()) && known.simple().equals(target.simpleUrl())) {
                return known;
            }
        }
        return PackageIndex.custom(target.name(), target.uploadUrl(), target.simpleUrl());
    }

    /**
     * The planned repository.
     *
     * @param target the planned release
     * @return the repository, behind the API that is really used
     */
    public GitHubRepository repository(GitHubTarget target) {
        return GitHubRepository.of(githubApi.orElse(target.api()), target.web(), target.repository())
                .orElseThrow(() -> new ProjectException(Problem.of("'" + Printable.of(target.repository())
                                + "' in the plan is not a repository at GitHub, owner/name")
                        .next("mvn verify, then approve the new plan")));
    }
}
