package ai.invoke.release.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.plan.evidence.Evidence;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlanDiffTest {

    private final ReleasePlan plan = Plans.full();

    @Test
    void equalPlansHaveNoDifferences() {
        assertThat(PlanDiff.lines(plan, Plans.full())).isEmpty();
    }

    @Test
    void theGitHubReleaseDiffersPartByPart() {
        GitHubTarget was = plan.github().orElseThrow();
        GitHubTarget is = new GitHubTarget(
                URI.create("https://ghe.example.org/api/v3"),
                was.web(),
                was.repository(),
                "Another title",
                "e".repeat(64),
                Optional.empty(),
                Optional.of("v5.5.1"),
                Optional.of("b".repeat(40)),
                new ReleaseFiles(true, false, Map.of("a.zip", "A label")),
                Map.of("people.json", "c"));

        assertThat(PlanDiff.lines(plan, with(plan.indexes(), Optional.of(is))))
                .containsExactly(
                        "GitHub API: https://api.github.com -> https://ghe.example.org/api/v3",
                        "release title: " + was.title() + " -> Another title",
                        "release notes: sha256: " + "d".repeat(64) + " -> " + "e".repeat(64),
                        "discussion category: Announcements -> none",
                        "previous tag: v5.5.0 -> v5.5.1",
                        "tag object: " + "a".repeat(40) + " -> " + "b".repeat(40),
                        "what collect fetched: {} -> {people.json=c}",
                        "installer only: false -> true",
                        "evidence is published: true -> false",
                        "labels: {} -> {a.zip=A label}");
        assertThat(PlanDiff.lines(plan, with(plan.indexes(), Optional.empty())))
                .containsExactly("GitHub release: invoke-ai/InvokeAI -> none");
    }

    @Test
    void aReleaseOfSomethingElseDiffersInItsProjectVersionTagAndCommit() {
        ReleasePlan other = new ReleasePlan(
                "Other",
                "5.6.0",
                "5.6.0",
                false,
                Optional.empty(),
                "f".repeat(40),
                plan.artifacts(),
                plan.wheelProofs(),
                plan.indexes(),
                plan.github());
        assertThat(PlanDiff.lines(plan, other))
                .containsExactly(
                        "project: InvokeAI -> Other",
                        "version: 5.6.0.rc1 -> 5.6.0",
                        "tag: v5.6.0.rc1 -> none",
                        "commit: " + plan.commit() + " -> " + "f".repeat(40));
    }

    @Test
    void theFilesDifferOneByOne() {
        Artifact sdist = new Artifact("dist/invokeai-5.6.0rc1.tar.gz", Artifact.Role.SDIST, 200, "0".repeat(64));
        Artifact added =
                new Artifact("dist/invokeai-5.6.0rc1-py2-none-any.whl", Artifact.Role.WHEEL, 1, "1".repeat(64));
        Artifact installer = plan.artifacts().stream()
                .filter(file -> file.role() == Artifact.Role.INSTALLER)
                .findFirst()
                .orElseThrow();
        ReleasePlan other = new ReleasePlan(
                plan.project(),
                plan.version(),
                plan.normalizedVersion(),
                plan.prerelease(),
                plan.tag(),
                plan.commit(),
                List.of(sdist, added, installer),
                List.of(),
                plan.indexes(),
                plan.github());
        assertThat(PlanDiff.lines(plan, other))
                .containsExactly(
                        "dist/invokeai-5.6.0rc1-py2-none-any.whl is new",
                        "dist/invokeai-5.6.0rc1-py3-none-any.whl is gone",
                        sdist.path() + " has other bytes: sha256 " + "b".repeat(64) + " -> " + "0".repeat(64));
    }

    @Test
    void anotherPlaceAtGitHubIsNamed() {
        GitHubTarget was = plan.github().orElseThrow();
        GitHubTarget is = new GitHubTarget(
                was.api(),
                URI.create("https://ghe.example.org"),
                "somebody/InvokeAI",
                was.title(),
                was.notesSha256(),
                was.discussionCategory(),
                was.previousTag(),
                was.tagObject(),
                was.files(),
                was.inputs());
        assertThat(PlanDiff.lines(plan, with(plan.indexes(), Optional.of(is))))
                .containsExactly(
                        "GitHub: https://github.com -> https://ghe.example.org",
                        "GitHub repository: invoke-ai/InvokeAI -> somebody/InvokeAI");
    }

    @Test
    void evidenceAndWhoApprovesAreTold() {
        ReleasePlan recorded = Plans.recorded();
        ReleasePlan unproven = recorded.with(recorded.evidence().orElseThrow(), ApprovalPolicy.DEFAULT);
        assertThat(PlanDiff.lines(recorded, unproven))
                .singleElement()
                .asString()
                .startsWith("who approves: ")
                .contains("\"signed\"", " -> ", "\"typed\"");
        ReleasePlan untested = recorded.with(
                new Evidence(List.of(), List.of(), Optional.empty(), Optional.empty(), new TreeMap<>()),
                recorded.policy());
        assertThat(PlanDiff.lines(recorded, untested))
                .contains("no longer in the evidence: 1 of 2 checks did not run")
                .contains("new in the evidence: no checks are configured")
                .allMatch(line -> line.contains(" in the evidence: "));
    }

    /** Whether the release waits for an index is part of what was approved. */
    @Test
    void anIndexThatIsNoLongerRequiredIsNamed() {
        List<IndexTarget> indexes = List.of(
                IndexTarget.TESTPYPI,
                new IndexTarget("pypi", IndexTarget.PYPI.uploadUrl(), IndexTarget.PYPI.simpleUrl(), false));
        assertThat(PlanDiff.lines(plan, with(indexes, plan.github())))
                .containsExactly("indexes the release waits for: pypi -> none");
    }

    @Test
    void indexesAreNamedWithTheirAddresses() {
        assertThat(PlanDiff.lines(plan, with(List.of(), plan.github())))
                .containsExactly(
                        "indexes: testpypi https://test.pypi.org/legacy/ https://test.pypi.org/simple/, "
                                + "pypi https://upload.pypi.org/legacy/ https://pypi.org/simple/ -> none",
                        "indexes the release waits for: pypi -> none");
    }

    private ReleasePlan with(List<IndexTarget> indexes, Optional<GitHubTarget> github) {
        return new ReleasePlan(
                plan.project(),
                plan.version(),
                plan.normalizedVersion(),
                plan.prerelease(),
                plan.tag(),
                plan.commit(),
                plan.artifacts(),
                plan.wheelProofs(),
                indexes,
                github);
    }
}
