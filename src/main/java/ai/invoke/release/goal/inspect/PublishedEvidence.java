package ai.invoke.release.goal.inspect;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.approval.Approvals;
import ai.invoke.release.approval.Signers;
import ai.invoke.release.approval.Tally;
import ai.invoke.release.approval.ssh.AllowedSigners;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.git.Repo;
import ai.invoke.release.github.api.GitHubClient;
import ai.invoke.release.github.api.ReleaseAsset;
import ai.invoke.release.github.api.TagRef;
import ai.invoke.release.github.release.DraftMark;
import ai.invoke.release.http.SavedFile;
import ai.invoke.release.plan.ApprovalPolicy;
import ai.invoke.release.plan.GitHubTarget;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.evidence.Evidence;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.report.PlanSummary;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The plan and the approvals as they were published with a release. */
final class PublishedEvidence {

    /** The plan's name among the files of a release. */
    static final String PLAN = "release-plan.json";

    /** How the names of the approvals begin. */
    static final String APPROVAL = "approval-";

    private static final Pattern DECISION = Pattern.compile(APPROVAL + "[A-Za-z0-9-]++\\.json");
    private static final long MOST_BYTES = 4L * 1024 * 1024;

    private final Optional<PlanFile> plan;
    private final Optional<Approvals> approvals;

    private PublishedEvidence(Optional<PlanFile> plan, Optional<Approvals> approvals) {
        this.plan = plan;
        this.approvals = approvals;
    }

    static PublishedEvidence none() {
        return new PublishedEvidence(Optional.empty(), Optional.empty());
    }

    /**
     * Reads what the release holds; what cannot be read becomes a fact.
     *
     * @param folder where the files may lie
     * @param facts gets what is missing or wrong
     */
    static PublishedEvidence of(Subject subject, GitHubLook look, GitHubClient client, Path folder, List<Fact> facts) {
        Optional<PlanFile> plan = plan(subject, look, client, folder, facts);
        List<ReleaseAsset> decisions = look.assets().stream()
                .filter(asset -> DECISION.matcher(asset.name()).matches())
                .toList();
        if (decisions.isEmpty()) {
            facts.add(Fact.unknown("approvals", "no approval among the release's files: nothing says who approved it"));
            return new PublishedEvidence(plan, Optional.empty());
        }
        try {
            for (ReleaseAsset asset : decisions) {
                fetch(
                        client,
                        asset,
                        folder.resolve("approvals").resolve(asset.name().substring(APPROVAL.length())));
            }
        } catch (ReleaseException e) {
            facts.add(Fact.unknown("approvals", words(e)));
            return new PublishedEvidence(plan, Optional.empty());
        }
        return new PublishedEvidence(plan, Optional.of(Approvals.published(folder.resolve("approvals"))));
    }

    private static Optional<PlanFile> plan(
            Subject subject, GitHubLook look, GitHubClient client, Path folder, List<Fact> facts) {
        Optional<ReleaseAsset> asset = look.assets().stream()
                .filter(found -> found.name().equals(PLAN))
                .findFirst();
        if (asset.isEmpty()) {
            facts.add(Fact.unknown(
                    "plan", "no " + PLAN + " among the release's files: nothing says which bytes were approved"));
            return Optional.empty();
        }
        try {
            Path file = folder.resolve(PLAN);
            SavedFile saved = fetch(client, asset.get(), file);
            PlanFile plan = PlanFile.read(file);
            Optional<String> marked = look.release().flatMap(release -> DraftMark.of(release.body()));
            List<String> wrong = new ArrayList<>();
            asset.get()
                    .sha256()
                    .filter(named -> !named.equals(saved.sha256()))
                    .ifPresent(named -> wrong.add("GitHub names the sha256 " + named + " for it"));
            marked.filter(named -> !named.equals(plan.fingerprint().sha256()))
                    .ifPresent(named -> wrong.add("the notes were published with the plan " + named));
            if (!plan.plan().tag().equals(subject.tag())) {
                wrong.add("it is for the tag " + plan.plan().tag().orElse("none"));
            }
            if (!plan.plan().normalizedVersion().equals(subject.version().normalized())) {
                wrong.add("it is for the version " + plan.plan().normalizedVersion());
            }
            if (!wrong.isEmpty()) {
                facts.add(Fact.wrong("plan", plan.fingerprint() + ": " + String.join("; ", wrong)));
            }
            return Optional.of(plan);
        } catch (ReleaseException e) {
            facts.add(Fact.wrong("plan", words(e)));
            return Optional.empty();
        }
    }

    private static SavedFile fetch(GitHubClient client, ReleaseAsset asset, Path file) {
        if (asset.size() > MOST_BYTES) {
            throw new ProjectException(Problem.of(
                    asset.name() + " has " + asset.size() + " bytes, more than any that this plugin writes"));
        }
        return client.download(asset, file);
    }

    private static String words(ReleaseException e) {
        return e.problems().stream().map(Problem::what).collect(Collectors.joining("; "));
    }

    Optional<PlanFile> plan() {
        return plan;
    }

    /** Whether the plan was made from the tag as GitHub has it. */
    Fact made(PlanFile file, Optional<TagRef> tag) {
        String commit = file.plan().commit();
        if (tag.isEmpty()) {
            return Fact.unknown("plan", file.fingerprint() + ", made from commit " + commit);
        }
        Optional<String> object = file.plan().github().flatMap(GitHubTarget::tagObject);
        if (!tag.get().commit().equals(commit)
                || object.filter(known -> !known.equals(tag.get().object())).isPresent()) {
            return Fact.wrong(
                    "plan",
                    file.fingerprint() + " was made from commit " + commit
                            + object.map(known -> ", tag object " + known).orElse("") + ", but the tag is commit "
                            + tag.get().commit() + ", object " + tag.get().object() + ": it was moved");
        }
        return Fact.ok("plan", file.fingerprint() + ", made from the tag's commit");
    }

    /** What the plan says that was tried before it was approved. */
    Optional<Fact> tried() {
        return plan.map(file -> {
            List<String> warnings = PlanSummary.warnings(file.plan());
            return warnings.isEmpty()
                    ? Fact.ok("evidence", "all that is recorded was tried and passed")
                    : Fact.unknown("evidence", String.join("; ", warnings));
        });
    }

    /**
     * The build requirements that the plan names, for pip.
     *
     * @param folder where to write them
     * @return a constraints file; empty when the plan names none
     */
    Optional<Path> constraints(Path folder) {
        List<String> pins = plan.flatMap(file -> file.plan().evidence()).flatMap(Evidence::build).stream()
                .flatMap(build -> build.requirements().stream())
                .map(Evidence.Requirement::toString)
                .toList();
        if (pins.isEmpty()) {
            return Optional.empty();
        }
        Path file = folder.resolve("constraints.txt");
        AtomicFile.write(file, (String.join("\n", pins) + "\n").getBytes(StandardCharsets.UTF_8));
        return Optional.of(file);
    }

    /**
     * Whether enough people approved the plan, as its policy demands.
     *
     * @param required how many where the plan does not say
     * @param projectDirectory a clone, for the file with the allowed signers at the plan's commit
     * @return empty when there is nothing to judge
     */
    Optional<Fact> approvals(int required, Path projectDirectory) {
        if (approvals.isEmpty()) {
            return Optional.empty();
        }
        if (plan.isEmpty()) {
            return Optional.of(Fact.unknown("approvals", "there is no plan that they could be about"));
        }
        try {
            return Optional.of(judged(approvals.get().kept(), required, projectDirectory));
        } catch (ReleaseException e) {
            return Optional.of(Fact.wrong("approvals", words(e)));
        }
    }

    private Fact judged(List<Approvals.Kept> decisions, int required, Path projectDirectory) {
        PlanFile file = plan.orElseThrow();
        ApprovalPolicy policy = file.plan().policy().atLeast(required);
        Optional<AllowedSigners> signers = Optional.empty();
        if (policy.signers().isPresent()) {
            ApprovalPolicy.SignersFile planned = policy.signers().get();
            if (tracked(projectDirectory, file.plan().commit(), planned.path()).isEmpty()) {
                return Fact.unknown(
                        "approvals", "signed; run this in a clone with the tag, which holds " + planned.path());
            }
            signers = Optional.of(Signers.of(
                    planned, path -> tracked(projectDirectory, file.plan().commit(), path)));
        }
        // Keys may have expired since: what counts is the day of the decisions.
        Instant then = decisions.stream()
                .map(kept -> kept.approval().at())
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
        // As GitHub told it then; nobody can ask again.
        List<Approval> reviews = policy.kind() == ApprovalPolicy.Kind.ENVIRONMENT
                ? decisions.stream()
                        .map(Approvals.Kept::approval)
                        .filter(word -> word.proof() instanceof Approval.Proof.Reviewed
                                && word.fingerprint().equals(file.fingerprint()))
                        .toList()
                : List.of();
        return fact(Tally.of(file, policy, signers, then).overall(decisions, reviews), policy);
    }

    private static Optional<byte[]> tracked(Path projectDirectory, String commit, String path) {
        Optional<Repo> found = Repo.find(projectDirectory);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (Repo repo = found.get()) {
            return repo.file(commit, path);
        }
    }

    private static Fact fact(Approvals.Verdict verdict, ApprovalPolicy policy) {
        if (verdict instanceof Approvals.Verdict.Approved approved) {
            String counted =
                    approved.by().size() + " of " + policy.required() + ": " + ApprovalWords.who(approved.by());
            return policy.kind() == ApprovalPolicy.Kind.ENVIRONMENT
                    ? Fact.unknown(
                            "approvals",
                            counted
                                    + "; GitHub keeps no proof of it for later, but the environment in the certificates of"
                                    + " the attestations is one")
                    : Fact.ok("approvals", counted);
        }
        if (verdict instanceof Approvals.Verdict.Rejected rejected) {
            return Fact.wrong("approvals", "rejected by " + ApprovalWords.who(rejected.by()));
        }
        Approvals.Verdict.Waiting waiting = (Approvals.Verdict.Waiting) verdict;
        return Fact.wrong(
                "approvals",
                waiting.by().size() + " of " + policy.required() + " are about this plan"
                        + (waiting.others().isEmpty()
                                ? ""
                                : "; others are about "
                                        + waiting.others().stream()
                                                .map(Object::toString)
                                                .collect(Collectors.joining(", ")))
                        + ApprovalWords.refused(waiting));
    }

    /** The environment whose reviewers approved, according to the plan. */
    Optional<String> environment() {
        return plan.flatMap(file -> file.plan().policy().environment()).map(ApprovalPolicy.Environment::name);
    }
}
