package ai.invoke.release.plan;

import ai.invoke.release.plan.evidence.Evidence;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What will be published, where and as what: the waist between making bytes and putting them into the world. Carries no
 * clock, no absolute path and no name of the build machine, so equal inputs give equal bytes and one fingerprint.
 *
 * @param project the project's name as its metadata spell it
 * @param version the version as the version file spells it
 * @param normalizedVersion the normal form of PEP 440
 * @param prerelease whether GitHub and PyPI show it as a pre-release
 * @param tag the tag as it is spelt in git, without {@code refs/tags/}; empty when the commit carries none, which only the
 *     left half allows
 * @param commit the full id of the commit the bytes were made from
 * @param artifacts the files, sorted by path, no path twice
 * @param wheelProofs one for each installer
 * @param indexes the package indexes, in the order in which they are published
 * @param github the GitHub release; empty when none is wanted
 * @param evidence on what it is approved; empty in a plan of schema 1, which knew none
 * @param policy who has to approve
 */
public record ReleasePlan(
        String project,
        String version,
        String normalizedVersion,
        boolean prerelease,
        Optional<String> tag,
        String commit,
        List<Artifact> artifacts,
        List<WheelProof> wheelProofs,
        List<IndexTarget> indexes,
        Optional<GitHubTarget> github,
        Optional<Evidence> evidence,
        ApprovalPolicy policy) {

    /** The version of the file format. A reader refuses a newer one: it could not know what it approves. */
    public static final int SCHEMA_VERSION = 2;

    /**
     * A plan as schema 1 had it: without evidence, approved by one typed name.
     *
     * @param project the project's name as its metadata spell it
     * @param version the version as the version file spells it
     * @param normalizedVersion the normal form of PEP 440
     * @param prerelease whether GitHub and PyPI show it as a pre-release
     * @param tag the tag
     * @param commit the full id of the commit
     * @param artifacts the files
     * @param wheelProofs one for each installer
     * @param indexes the package indexes
     * @param github the GitHub release
     */
    public ReleasePlan(
            String project,
            String version,
            String normalizedVersion,
            boolean prerelease,
            Optional<String> tag,
            String commit,
            List<Artifact> artifacts,
            List<WheelProof> wheelProofs,
            List<IndexTarget> indexes,
            Optional<GitHubTarget> github) {
        this(
                project,
                version,
                normalizedVersion,
                prerelease,
                tag,
                commit,
                artifacts,
                wheelProofs,
                indexes,
                github,
                Optional.empty(),
                ApprovalPolicy.DEFAULT);
    }

    /**
     * The plan with what it is approved on and by whom.
     *
     * @param recorded the evidence
     * @param demanded who has to approve
     * @return a copy
     */
    public ReleasePlan with(Evidence recorded, ApprovalPolicy demanded) {
        return new ReleasePlan(
                project,
                version,
                normalizedVersion,
                prerelease,
                tag,
                commit,
                artifacts,
                wheelProofs,
                indexes,
                github,
                Optional.of(recorded),
                demanded);
    }

    /**
     * The schema in which the plan is written: a plan that was read is written as it was.
     *
     * @return 1 or {@link #SCHEMA_VERSION}
     */
    public int schema() {
        return evidence.isPresent() ? SCHEMA_VERSION : 1;
    }

    /** Sorts, and checks what makes a plan a plan. */
    public ReleasePlan {
        artifacts =
                artifacts.stream().sorted(Comparator.comparing(Artifact::path)).toList();
        wheelProofs = wheelProofs.stream()
                .sorted(Comparator.comparing(WheelProof::installer).thenComparing(WheelProof::entry))
                .toList();
        indexes = List.copyOf(indexes);
        if (evidence.isEmpty() && !policy.equals(ApprovalPolicy.DEFAULT)) {
            throw new IllegalArgumentException("a plan without evidence has no policy of its own");
        }
        if (artifacts.isEmpty()) {
            throw new IllegalArgumentException("a plan needs an artifact");
        }
        Set<String> names = new HashSet<>();
        for (Artifact artifact : artifacts) {
            if (!names.add(artifact.fileName())) {
                throw new IllegalArgumentException("two artifacts are called " + artifact.fileName());
            }
        }
        Set<String> indexNames = new HashSet<>();
        for (IndexTarget index : indexes) {
            if (!indexNames.add(index.name())) {
                throw new IllegalArgumentException("two indexes are called " + index.name());
            }
        }
        for (WheelProof proof : wheelProofs) {
            boolean same = artifacts.stream()
                    .anyMatch(artifact -> artifact.path().equals(proof.wheel())
                            && artifact.sha256().equals(proof.sha256()));
            if (!same) {
                throw new IllegalArgumentException(proof.installer() + " carries a wheel that is not " + proof.wheel());
            }
        }
    }

    /**
     * The artifacts that go to the indexes: wheels first, the sdist last, so that no installer ever sees a release that
     * has only an sdist, and the first file fixes the release's metadata from a wheel.
     *
     * @return in the order of upload
     */
    public List<Artifact> indexArtifacts() {
        return artifacts.stream()
                .filter(artifact -> artifact.role().goesToIndex())
                .sorted(Comparator.comparing(Artifact::role).thenComparing(Artifact::path))
                .toList();
    }

    /**
     * An index by its name.
     *
     * @param name for instance {@code pypi}
     * @return the index when the release goes there
     */
    public Optional<IndexTarget> index(String name) {
        return indexes.stream().filter(index -> index.name().equals(name)).findFirst();
    }
}
