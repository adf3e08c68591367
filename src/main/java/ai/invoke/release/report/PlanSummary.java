package ai.invoke.release.report;

import ai.invoke.release.approval.HowToApprove;
import ai.invoke.release.console.Styles;
import ai.invoke.release.console.Styles.Style;
import ai.invoke.release.plan.ApprovalPolicy;
import ai.invoke.release.plan.Artifact;
import ai.invoke.release.plan.GitHubTarget;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.ReleasePlan;
import ai.invoke.release.plan.WheelProof;
import ai.invoke.release.plan.evidence.Evidence;
import ai.invoke.release.text.Bytes;
import ai.invoke.release.text.Printable;
import java.util.ArrayList;
import java.util.List;

/** A release plan as a person reads it before saying yes. */
public final class PlanSummary {

    private PlanSummary() {}

    /**
     * The plan, line by line.
     *
     * @param file the plan and its fingerprint
     * @param styles how parts of the lines are shown
     * @return aligned lines
     */
    public static List<String> lines(PlanFile file, Styles styles) {
        ReleasePlan plan = file.plan();
        List<String> lines = new ArrayList<>();
        String first = "look first";
        for (String warning : warnings(plan)) {
            lines.add(row(first, styles.in(Style.WARNING, warning)));
            first = "";
        }
        lines.add(row(
                "project",
                plan.project() + " " + plan.normalizedVersion()
                        + (plan.prerelease() ? "  (pre-release)" : "")
                        + (plan.version().equals(plan.normalizedVersion()) ? "" : "  spelt " + plan.version())));
        lines.add(row("tag", plan.tag().orElse("none: this plan cannot be deployed")));
        lines.add(row("commit", plan.commit()));
        int name =
                plan.artifacts().stream().mapToInt(a -> a.path().length()).max().orElse(0);
        String label = "artifacts";
        for (Artifact artifact : plan.artifacts()) {
            lines.add(row(
                    label,
                    pad(artifact.path(), name) + "  " + padLeft(Bytes.text(artifact.size()), 8) + "  sha256 "
                            + artifact.sha256()));
            label = "";
        }
        for (WheelProof proof : plan.wheelProofs()) {
            lines.add(row("proof", proof.entry() + " in " + proof.installer() + " is " + proof.wheel()));
        }
        plan.indexes()
                .forEach(index -> lines.add(
                        row("to", index.name() + "  " + index.uploadUrl() + "  shown at " + index.simpleUrl())));
        plan.github().ifPresent(github -> {
            lines.add(
                    row("to", "GitHub  " + github.web() + "/" + github.repository() + "  \"" + github.title() + "\""));
            github(github, plan.prerelease()).forEach(line -> lines.add(row("", line)));
        });
        evidence(plan, lines);
        lines.add(row("approval", policy(plan.policy())));
        plan.policy()
                .manualChecks()
                .forEach(
                        check -> lines.add(row("by hand", check.name() + ": " + Printable.prose(check.description()))));
        lines.add(row("fingerprint", styles.strong(file.fingerprint().shortForm())));
        return List.copyOf(lines);
    }

    /**
     * What whoever approves must know first.
     *
     * @param plan the plan
     * @return one line each; empty when all was tried and nothing failed
     */
    public static List<String> warnings(ReleasePlan plan) {
        return plan.evidence()
                .map(Evidence::warnings)
                .orElse(List.of("the plan was made by an older plugin and says nothing about checks and tests"));
    }

    private static void evidence(ReleasePlan plan, List<String> lines) {
        String label = "evidence";
        for (String line : plan.evidence().map(Evidence::lines).orElse(List.of())) {
            lines.add(row(label, line));
            label = "";
        }
    }

    /**
     * Who has to approve, in words.
     *
     * @param policy the plan's policy
     * @return one line
     */
    public static String policy(ApprovalPolicy policy) {
        String many = policy.required() + (policy.required() == 1 ? " person" : " people");
        return switch (policy.kind()) {
            case TYPED -> many + ", by a typed name, which nothing proves";
            case SIGNED ->
                policy.required() + (policy.required() == 1 ? " signature" : " signatures") + " of keys in "
                        + policy.signers().map(ApprovalPolicy.SignersFile::path).orElse("");
            case ENVIRONMENT ->
                many + " reviewing the environment "
                        + policy.environment()
                                .map(ApprovalPolicy.Environment::name)
                                .orElse("") + " at GitHub";
        };
    }

    /**
     * The plan for the summary page of a CI job.
     *
     * @param file the plan and its fingerprint
     * @return GitHub flavoured Markdown
     */
    public static String markdown(PlanFile file) {
        return markdown(file, List.of());
    }

    /**
     * The plan for the summary page of a CI job.
     *
     * @param file the plan and its fingerprint
     * @param headlines what stands first: the verdict, and what changed
     * @return GitHub flavoured Markdown
     */
    public static String markdown(PlanFile file, List<String> headlines) {
        ReleasePlan plan = file.plan();
        StringBuilder text =
                new StringBuilder("## Release plan `" + file.fingerprint().shortForm() + "`\n\n");
        for (int i = 0; i < headlines.size(); i++) {
            String mark = i == 0 ? "**" : "";
            text.append(mark)
                    .append('`')
                    .append(code(headlines.get(i)))
                    .append('`')
                    .append(mark)
                    .append("\n\n");
        }
        warnings(plan).forEach(line -> text.append("- **`").append(code(line)).append("`**\n"));
        text.append(warnings(plan).isEmpty() ? "" : "\n");
        text.append(plan.project()).append(' ').append(plan.normalizedVersion());
        text.append(", tag ").append(plan.tag().map(tag -> "`" + tag + "`").orElse("none"));
        text.append(", commit `").append(plan.commit()).append("`\n\n| File | Size | sha256 |\n| --- | ---: | --- |\n");
        for (Artifact artifact : plan.artifacts()) {
            text.append("| `").append(artifact.path()).append("` | ").append(Bytes.text(artifact.size()));
            text.append(" | `").append(artifact.sha256()).append("` |\n");
        }
        text.append('\n');
        plan.indexes()
                .forEach(index -> text.append("- to ")
                        .append(index.name())
                        .append(" `")
                        .append(index.uploadUrl())
                        .append("`, shown at `")
                        .append(index.simpleUrl())
                        .append("`\n"));
        plan.github().ifPresent(github -> {
            text.append("- to GitHub `")
                    .append(github.web())
                    .append('/')
                    .append(github.repository())
                    .append("`, notes sha256 `")
                    .append(github.notesSha256())
                    .append("`\n");
            github(github, plan.prerelease())
                    .forEach(line ->
                            text.append("  - `").append(line.replace('`', '\'')).append("`\n"));
        });
        plan.evidence()
                .map(Evidence::lines)
                .orElse(List.of())
                .forEach(line -> text.append("- `").append(code(line)).append("`\n"));
        text.append("- approval: `").append(code(policy(plan.policy()))).append("`\n");
        plan.policy()
                .manualChecks()
                .forEach(check -> text.append("- by hand: `")
                        .append(code(check.name() + ": " + Printable.prose(check.description())))
                        .append("`\n"));
        return text.append("\nTo approve: `")
                .append(code(HowToApprove.of(file)))
                .append("`\n")
                .toString();
    }

    private static String code(String line) {
        return line.replace('`', '\'');
    }

    /**
     * What a GitHub release will be beyond its name.
     *
     * @param github the planned release
     * @param prerelease whether it is a pre-release
     * @return one fact a line
     */
    public static List<String> githubFacts(GitHubTarget github, boolean prerelease) {
        return github(github, prerelease);
    }

    /** What a GitHub release will be beyond its name, one fact a line. */
    static List<String> github(GitHubTarget github, boolean prerelease) {
        List<String> lines = new ArrayList<>();
        if (!github.usualApi()) {
            lines.add("API at " + github.api() + ", which gets the token and the files");
        }
        lines.add("changes since " + github.previousTag().orElse("the beginning"));
        lines.add(
                prerelease
                        ? "pre-release, never shown as latest"
                        : "shown as latest, unless a greater version is public by then");
        github.discussionCategory().ifPresent(category -> lines.add("discussion in the category " + category));
        return lines;
    }

    private static String row(String label, String value) {
        return pad(label, 12) + value;
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String padLeft(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
