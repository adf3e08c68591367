package ai.invoke.release.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    void indexesAreNamedWithTheirAddresses() {
        assertThat(PlanDiff.lines(plan, with(List.of(), plan.github())))
                .containsExactly("indexes: testpypi https://test.pypi.org/legacy/ https://test.pypi.org/simple/, "
                        + "pypi https://upload.pypi.org/legacy/ https://pypi.org/simple/ -> none");
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
