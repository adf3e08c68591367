package ai.invoke.release.plan;

import ai.invoke.release.json.CanonicalJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** By what one plan differs from another: why an approval does not count any more. */
public final class PlanDiff {

    private PlanDiff() {}

    /**
     * Lists the differences of two plans.
     *
     * @param before the older plan
     * @param after the newer plan
     * @return one line each, empty for equal plans
     */
    public static List<String> lines(ReleasePlan before, ReleasePlan after) {
        List<String> lines = new ArrayList<>();
        change(lines, "project", before.project(), after.project());
        change(lines, "version", before.version(), after.version());
        change(lines, "tag", before.tag().orElse("none"), after.tag().orElse("none"));
        change(lines, "commit", before.commit(), after.commit());
        Map<String, Artifact> old = byPath(before);
        Map<String, Artifact> now = byPath(after);
        TreeSet<String> paths = new TreeSet<>(old.keySet());
        paths.addAll(now.keySet());
        for (String path : paths) {
            Artifact was = old.get(path);
            Artifact is = now.get(path);
            if (was == null) {
                lines.add(path + " is new");
            } else if (is == null) {
                lines.add(path + " is gone");
            } else if (!was.sha256().equals(is.sha256())) {
                lines.add(path + " has other bytes: sha256 " + was.sha256() + " -> " + is.sha256());
            }
        }
        change(lines, "indexes", indexes(before), indexes(after));
        change(lines, "indexes the release waits for", required(before), required(after));
        github(lines, before.github(), after.github());
        evidence(lines, before, after);
        change(lines, "who approves", policy(before), policy(after));
        return List.copyOf(lines);
    }

    private static void change(List<String> lines, String what, Object before, Object after) {
        if (!Objects.equals(before, after)) {
            lines.add(what + ": " + before + " -> " + after);
        }
    }

    private static String indexes(ReleasePlan plan) {
        return plan.indexes().isEmpty()
                ? "none"
                : plan.indexes().stream()
                        .map(index -> index.name() + " " + index.uploadUrl() + " " + index.simpleUrl())
                        .collect(Collectors.joining(", "));
    }

    private static String required(ReleasePlan plan) {
        String required = plan.indexes().stream()
                .filter(IndexTarget::required)
                .map(IndexTarget::name)
                .collect(Collectors.joining(", "));
        return required.isEmpty() ? "none" : required;
    }

    private static void evidence(List<String> lines, ReleasePlan before, ReleasePlan after) {
        TreeSet<String> was = new TreeSet<>(told(before));
        TreeSet<String> is = new TreeSet<>(told(after));
        was.stream()
                .filter(line -> !is.contains(line))
                .forEach(line -> lines.add("no longer in the evidence: " + line));
        is.stream().filter(line -> !was.contains(line)).forEach(line -> lines.add("new in the evidence: " + line));
    }

    private static List<String> told(ReleasePlan plan) {
        List<String> told = new ArrayList<>();
        plan.evidence().ifPresent(evidence -> {
            told.addAll(evidence.warnings());
            told.addAll(evidence.lines());
        });
        return told;
    }

    private static String policy(ReleasePlan plan) {
        return CanonicalJson.line(PolicyJson.write(plan.policy(), CanonicalJson.object()));
    }

    private static void github(List<String> lines, Optional<GitHubTarget> before, Optional<GitHubTarget> after) {
        if (before.isEmpty() || after.isEmpty()) {
            change(
                    lines,
                    "GitHub release",
                    before.map(GitHubTarget::repository).orElse("none"),
                    after.map(GitHubTarget::repository).orElse("none"));
            return;
        }
        GitHubTarget was = before.get();
        GitHubTarget is = after.get();
        change(lines, "GitHub API", was.api(), is.api());
        change(lines, "GitHub", was.web(), is.web());
        change(lines, "GitHub repository", was.repository(), is.repository());
        change(lines, "release title", was.title(), is.title());
        change(lines, "release notes: sha256", was.notesSha256(), is.notesSha256());
        change(
                lines,
                "discussion category",
                was.discussionCategory().orElse("none"),
                is.discussionCategory().orElse("none"));
        change(
                lines,
                "previous tag",
                was.previousTag().orElse("none"),
                is.previousTag().orElse("none"));
        change(
                lines,
                "tag object",
                was.tagObject().orElse("none"),
                is.tagObject().orElse("none"));
        change(lines, "what collect fetched", new TreeMap<>(was.inputs()), new TreeMap<>(is.inputs()));
        change(lines, "installer only", was.files().installerOnly(), is.files().installerOnly());
        change(
                lines,
                "evidence is published",
                was.files().evidence(),
                is.files().evidence());
        change(lines, "labels", was.files().sortedLabels(), is.files().sortedLabels());
    }

    private static Map<String, Artifact> byPath(ReleasePlan plan) {
        return plan.artifacts().stream()
                .collect(Collectors.toMap(Artifact::path, artifact -> artifact, (a, b) -> a, TreeMap::new));
    }
}
