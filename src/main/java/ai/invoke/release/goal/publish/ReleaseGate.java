package ai.invoke.release.goal.publish;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.approval.Approvals;
import ai.invoke.release.approval.Approvals.Kept;
import ai.invoke.release.approval.Approvals.Verdict;
import ai.invoke.release.approval.HowToApprove;
import ai.invoke.release.approval.Scope;
import ai.invoke.release.approval.Signers;
import ai.invoke.release.approval.Tally;
import ai.invoke.release.git.Repo;
import ai.invoke.release.git.Tag;
import ai.invoke.release.plan.ApprovalPolicy;
import ai.invoke.release.plan.ArtifactCheck;
import ai.invoke.release.plan.Fingerprint;
import ai.invoke.release.plan.GitHubTarget;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.plan.Journal;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.plan.ReleasePlan;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.Printable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The gate that every deploy goal passes: a tagged plan, approved as it is, and files that are still the planned ones. */
public final class ReleaseGate {

    /**
     * A release of which something may go out.
     *
     * @param plan what goes out
     * @param standing where each target stands
     * @param directory for messages
     */
    record Open(PlanFile plan, Map<String, Verdict> standing, ReleaseDirectory directory) {

        /** Who said yes to any target. */
        List<Approval> approvals() {
            return standing.values().stream()
                    .filter(Verdict.Approved.class::isInstance)
                    .flatMap(verdict -> ((Verdict.Approved) verdict).by().stream())
                    .distinct()
                    .toList();
        }

        boolean approved(String target) {
            return standing.get(target) instanceof Verdict.Approved;
        }

        /** Targets that wait, or that were rejected. */
        List<String> closed() {
            return standing.keySet().stream()
                    .filter(target -> !approved(target))
                    .toList();
        }

        /** Stops before a target that is not approved. */
        void require(String target) {
            Verdict verdict = standing.get(target);
            if (verdict != null && !(verdict instanceof Verdict.Approved)) {
                throw new ProjectException(refusal(plan, directory, verdict, " for " + target));
            }
        }
    }

    private ReleaseGate() {}

    /**
     * Opens the gate, or says everything that keeps it shut.
     *
     * @param request the release
     * @return the release of which at least one target may go out
     * @throws ProjectException naming every reason at once
     */
    static Open open(DeployRequest request) {
        return open(request, plan(request));
    }

    /** The plan, once it is known to be the one that is meant: before a single field of it is believed. */
    private static PlanFile plan(DeployRequest request) {
        ReleaseDirectory directory = request.directory();
        if (!request.targets().exchanged() && Files.exists(directory.rehearsalMark())) {
            throw new ProjectException(Problem.of("this folder belongs to a rehearsal; nothing is published from it")
                    .at(Location.of(directory.root().toString()))
                    .next("leave out -Dinvokeai.releaseDirectory, then mvn deploy"));
        }
        request.demand().planSha256().ifPresent(expected -> requireHandedOver(directory.plan(), expected));
        return PlanFile.read(directory.plan());
    }

    private static Open open(DeployRequest request, PlanFile plan) {
        ReleaseDirectory directory = request.directory();
        List<Problem> problems = new ArrayList<>();
        if (plan.plan().tag().isEmpty()) {
            problems.add(Problem.of("the commit of the plan has no tag, so there is nothing to release")
                    .at(Location.of(directory.plan().toString()))
                    .next("mvn invokeai-release:tag-release, then mvn verify"));
        }
        problems.addAll(ArtifactCheck.differences(plan.plan(), directory));
        if (!request.targets().exchanged()) {
            request.demand()
                    .kind()
                    .filter(kind -> kind != plan.plan().policy().kind())
                    .ifPresent(kind -> problems.add(Problem.of("the plan asks for approvals of the kind "
                                    + plan.plan().policy().kind().word() + ", the POM for " + kind.word())
                            .at(Location.of(directory.plan().toString()))
                            .next("mvn verify   (makes a new plan, which has to be approved again)")));
        }
        Map<String, Verdict> standing = standing(request, plan);
        Open open = new Open(plan, standing, directory);
        if (open.approvals().isEmpty()) {
            problems.add(refusal(plan, directory, whole(standing), ""));
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
        return open;
    }

    /**
     * What keeps a release from going out, as far as it can be told before anything is built; nothing is locked or written.
     *
     * @param request the release
     * @return every reason; empty when the gate is open and the plan was made from HEAD
     */
    public static List<Problem> obstacles(DeployRequest request) {
        try {
            // A plan of another commit has to be made anew, so that nobody need approve it.
            PlanFile plan = plan(request);
            List<Problem> stale = ofAnotherCommit(request.projectDirectory(), plan.plan());
            if (stale.isEmpty()) {
                open(request, plan);
            }
            return stale;
        } catch (ProjectException e) {
            return e.problems();
        }
    }

    /**
     * Why a plan is not of the commit that is checked out, or of its tag.
     *
     * @param projectDirectory a clone; another folder says nothing
     * @param plan the plan
     * @return every reason; empty when HEAD and tag are as planned
     */
    public static List<Problem> ofAnotherCommit(Path projectDirectory, ReleasePlan plan) {
        Optional<Repo> clone = Repo.find(projectDirectory);
        if (clone.isEmpty() || plan.tag().isEmpty()) {
            return List.of();
        }
        List<Problem> problems = new ArrayList<>();
        String name = plan.tag().get();
        Location where = Location.of(projectDirectory.toString());
        String planned = plan.commit();
        try (Repo repo = clone.get()) {
            String head = repo.head().id();
            Optional<Tag> tag = repo.tag(name);
            boolean moved = tag.filter(found -> found.peeledId().equals(head)).isPresent();
            String again = "mvn verify   (makes a new plan, which has to be approved again)";
            if (!head.equals(planned)) {
                problems.add(Problem.of("HEAD is " + head + ", but the plan was made from " + planned)
                        .at(where)
                        .next(
                                moved
                                        ? again
                                        : "git checkout " + name + ", or mvn verify to make a plan of this commit"));
            }
            Optional<String> object = plan.github().flatMap(GitHubTarget::tagObject);
            if (tag.isPresent() && !tag.get().peeledId().equals(planned)) {
                problems.add(Problem.of("the tag " + name + " names the commit "
                                + tag.get().peeledId() + ", but the plan was made from " + planned)
                        .at(where)
                        .next(moved ? again : "git checkout " + name + ", then mvn verify"));
            }
            if (tag.isPresent()
                    && tag.get().peeledId().equals(planned)
                    && object.isPresent()
                    && !object.get().equals(tag.get().objectId())) {
                problems.add(Problem.of("the tag " + name + " is the object "
                                + tag.get().objectId() + " now, but the plan was made with " + object.get())
                        .at(where)
                        .next(again));
            }
            // With a GitHub release the remote's own tag is looked at later, which says more than a local one.
            if (tag.isEmpty() && plan.github().isEmpty()) {
                problems.add(Problem.of("there is no tag " + name)
                        .at(where)
                        .next("git fetch --tags, or mvn invokeai-release:tag-release"));
            }
        }
        return List.copyOf(problems);
    }

    /** By its digest. */
    static void requireHandedOver(Path plan, String expected) {
        String found = ArtifactCheck.sha256(plan);
        if (!new Fingerprint(found).matches(expected)) {
            throw new ProjectException(Problem.of("the plan is not the one that was handed over: its sha256 is " + found
                            + ", expected is " + Printable.of(expected))
                    .at(Location.of(plan.toString()))
                    .next("take target/release from the job that made the plan, and its PLAN_SHA256"));
        }
    }

    /**
     * Where each target of a plan stands.
     *
     * @param request the release; in a rehearsal the rehearsal's own approval counts, too
     * @param plan its plan
     * @return by target, in the order of the plan
     * @throws ProjectException when a decision cannot be read, or one is missing
     */
    public static Map<String, Verdict> standing(DeployRequest request, PlanFile plan) {
        ReleaseDirectory directory = request.directory();
        Instant now = request.timing().clock().instant();
        List<Kept> decisions = new Approvals(directory.approvals()).kept();
        requireRemembered(request, plan.fingerprint(), decisions);
        Tally tally;
        List<Approval> reviews = List.of();
        if (request.targets().exchanged()) {
            tally = Tally.ofRehearsal(plan, request.demand().required(), now);
        } else {
            ApprovalPolicy policy =
                    plan.plan().policy().atLeast(request.demand().required());
            tally = Tally.of(
                            plan,
                            policy,
                            policy.signers().map(file -> Signers.of(file, path -> tracked(request, plan, path))),
                            now)
                    .knowing(kept -> request.demand()
                            .known()
                            .map(known -> known.contains(kept.sha256()))
                            .orElse(true));
            if (policy.kind() == ApprovalPolicy.Kind.ENVIRONMENT) {
                reviews = new EnvironmentReviews(request).of(plan, now);
            }
        }
        Map<String, Verdict> standing = new LinkedHashMap<>();
        for (String target : targets(plan)) {
            standing.put(target, tally.verdict(decisions, reviews, target));
        }
        return standing;
    }

    /** Why nothing may go out: a rejection, or all that is missing or does not count at any target. */
    private static Verdict whole(Map<String, Verdict> standing) {
        Verdict first = standing.values().iterator().next();
        return standing.values().stream()
                .filter(Verdict.Rejected.class::isInstance)
                .findFirst()
                .orElseGet(() -> first instanceof Verdict.Waiting waiting
                        ? new Verdict.Waiting(
                                waiting.by(),
                                waiting.required(),
                                waiting.others(),
                                standing.values().stream()
                                        .flatMap(verdict -> ((Verdict.Waiting) verdict).refused().stream())
                                        .distinct()
                                        .toList())
                        : first);
    }

    private static List<String> targets(PlanFile plan) {
        List<String> targets = new ArrayList<>();
        plan.plan().indexes().stream().map(IndexTarget::name).forEach(targets::add);
        targets.add(Scope.GITHUB);
        return targets;
    }

    /** Nothing names the last decision, so a chain alone would not miss it. */
    private static void requireRemembered(DeployRequest request, Fingerprint plan, List<Kept> decisions) {
        Path journal = request.directory().journal();
        List<Problem> gone = new Journal(journal, plan, request.timing().clock(), entry -> {})
                .entries().stream()
                        .filter(entry -> entry.event().equals(Approvals.DECIDED))
                        .filter(entry -> decisions.stream()
                                .noneMatch(kept ->
                                        kept.sha256().equals(entry.details().get("sha256"))))
                        .map(entry -> Problem.of("a decision is gone or was changed: "
                                        + Printable.of(entry.details().getOrDefault("file", "?")) + " of " + entry.at())
                                .at(Location.of(request.directory().approvals().toString()))
                                .next("find out what happened to it; to begin again: mvn clean verify, then approve"))
                        .toList();
        if (!gone.isEmpty()) {
            throw new ProjectException(gone);
        }
    }

    /** From git, not from the disk: what counts is the file that was reviewed with the tag's commit. */
    private static Optional<byte[]> tracked(DeployRequest request, PlanFile plan, String path) {
        Optional<Repo> found = Repo.find(request.projectDirectory());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (Repo repo = found.get()) {
            return repo.file(plan.plan().commit(), path);
        }
    }

    private static Problem refusal(PlanFile plan, ReleaseDirectory directory, @Nullable Verdict verdict, String what) {
        String fingerprint = plan.fingerprint().shortForm();
        Location where = Location.of(directory.approvals().toString());
        if (verdict instanceof Verdict.Rejected rejected) {
            String who = rejected.by().stream()
                    .map(word -> word.approver()
                            + word.comment()
                                    .map(comment -> " (" + comment + ")")
                                    .orElse(""))
                    .collect(Collectors.joining(", "));
            return Problem.of("the plan " + fingerprint + " was rejected" + what + " by " + Printable.prose(who))
                    .at(where)
                    .next("fix what was rejected, then make a new plan: mvn verify");
        }
        Verdict.Waiting waiting = (Verdict.Waiting) java.util.Objects.requireNonNull(verdict);
        String missing = waiting.required() == 1
                ? "nobody has approved the plan " + fingerprint + what
                : waiting.by().size() + " of " + waiting.required() + " people have approved the plan " + fingerprint
                        + what;
        String others = waiting.others().isEmpty()
                ? ""
                : "; other bytes were approved: "
                        + waiting.others().stream().map(Object::toString).collect(Collectors.joining(", "));
        String refused = waiting.refused().stream()
                .map(line -> "; " + Printable.prose(line))
                .collect(Collectors.joining());
        return Problem.of(missing + others + refused)
                .at(where)
                .next("look at " + report(directory) + ", then " + HowToApprove.of(plan));
    }

    /** The page, which a person reads; the plan where there is none, as in a folder that was handed over in part. */
    private static Path report(ReleaseDirectory directory) {
        Path page = directory.root().resolve("report").resolve("index.html");
        return Files.exists(page) ? page : directory.plan();
    }
}
