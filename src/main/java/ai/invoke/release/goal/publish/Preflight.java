package ai.invoke.release.goal.publish;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.approval.Approvals;
import ai.invoke.release.ci.CiEnvironment;
import ai.invoke.release.console.Console;
import ai.invoke.release.github.api.Immutability;
import ai.invoke.release.github.api.MakeLatest;
import ai.invoke.release.github.release.ReleaseInspection;
import ai.invoke.release.github.release.ReleaseSpec;
import ai.invoke.release.github.release.ReleaseState;
import ai.invoke.release.plan.ApprovalPolicy;
import ai.invoke.release.plan.GitHubTarget;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.trust.CredentialSearch;
import ai.invoke.release.pypi.trust.TokenDoctor;
import ai.invoke.release.pypi.upload.IndexPlan;
import ai.invoke.release.pypi.upload.IndexTable;
import ai.invoke.release.pypi.upload.IndexUpload;
import ai.invoke.release.report.PlanSummary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks at every target of an approved release and changes none: the last moment at which stopping costs nothing. All that
 * would stop the release on its way is found here, and all of it at once.
 */
public final class Preflight {

    /** The goal's name in the journal. */
    public static final String STEP = "preflight";

    /**
     * What was looked at.
     *
     * @param plan the plan that may go out
     * @param lines what was found, target by target
     */
    public record Result(PlanFile plan, List<String> lines) {

        /** Takes an unmodifiable copy. */
        public Result {
            lines = List.copyOf(lines);
        }
    }

    /** For the Mojo. */
    public Preflight() {}

    /**
     * Checks every target of the release without changing any.
     *
     * @param request the release and how to reach the services
     * @return what was found when nothing stands in the way
     * @throws ProjectException with everything that stands in the way
     */
    public Result run(DeployRequest request) {
        return run(request, false);
    }

    /**
     * Looks.
     *
     * @param request the release and how to reach the services
     * @param rehearseUpload whether PyPI and TestPyPI are sent the forms without the files, for their word on credentials
     *     and metadata
     * @return what was found when nothing stands in the way
     * @throws ProjectException with everything that stands in the way
     */
    public Result run(DeployRequest request, boolean rehearseUpload) {
        try (DeploySession session = DeploySession.open(request)) {
            Findings findings = new Findings(request.console());
            PlanSummary.warnings(session.plan()).forEach(line -> findings.lines.add("evidence: " + line));
            session.closed().forEach(target -> findings.lines.add("approval: " + target + " waits for its approval"));
            trust(request, session, findings);
            findings.problems.addAll(ReleaseGate.ofAnotherCommit(request.projectDirectory(), session.plan()));
            session.plan().indexes().forEach(target -> index(target, request, session, rehearseUpload, findings));
            IndexTable.lines(findings.plans).forEach(request.console()::info);
            session.github().ifPresent(spec -> look(spec, request, session, findings));
            if (!findings.problems.isEmpty()) {
                throw new ProjectException(findings.problems);
            }
            keepReviews(request, session);
            session.journal().add(STEP, "done", Map.of("tag", session.tag()));
            return new Result(session.planFile(), findings.lines);
        }
    }

    /** What this way of publishing does not protect against; said where it is decided, not in a manual only. */
    private static void trust(DeployRequest request, DeploySession session, Findings findings) {
        Map<String, String> environment = request.credentials().environment();
        if (request.targets().exchanged() || !CiEnvironment.runsIn(environment)) {
            return;
        }
        if (request.demand().known().isPresent()) {
            findings.lines.add(
                    "trust: this job has built what it publishes, so code of the project and of its dependencies could"
                            + " reach the credentials; a job without credentials that builds, and one that publishes, protect them");
        } else if (request.demand().planSha256().isEmpty()) {
            findings.console.warn(Problem.of("nothing says that this is the plan which the build job made")
                    .next("add -Dinvokeai.fingerprint=<PLAN_SHA256 of that job>"));
        }
        boolean trusted = session.plan().indexes().stream()
                .map(request.targets()::index)
                .map(index -> CredentialSearch.search(
                        index, request.credentials().logins().apply(index), environment))
                .anyMatch(CredentialSearch.Trusted.class::isInstance);
        if (trusted && session.plan().policy().kind() == ApprovalPolicy.Kind.TYPED) {
            findings.console.warn(
                    Problem.of("whoever can start this workflow can publish: the approval is a typed name, and with"
                                    + " trusted publishing there is no token that somebody would have to hold")
                            .next("ask for signed approvals or an environment: invokeai.approvalKind"));
        }
    }

    /** What GitHub says today, for the evidence of the release; the gate itself always asks GitHub. */
    private static void keepReviews(DeployRequest request, DeploySession session) {
        Approvals approvals = new Approvals(request.directory().approvals());
        session.approvals().stream()
                .filter(approval -> approval.proof() instanceof Approval.Proof.Reviewed)
                .filter(approval -> approvals.files(List.of(approval)).isEmpty())
                .forEach(approvals::add);
    }

    /** An index that is not required cannot hold up the release: the publishing goals leave it out with the same words. */
    private static void index(
            IndexTarget target,
            DeployRequest request,
            DeploySession session,
            boolean rehearseUpload,
            Findings findings) {
        Set<Problem> here = new LinkedHashSet<>(look(target, request, session, findings));
        if (rehearseUpload) {
            here.addAll(rehearse(target, request, session));
        }
        if (target.required()) {
            findings.problems.addAll(here);
        } else if (!here.isEmpty()) {
            here.forEach(findings.console::warn);
            findings.lines.add(
                    request.targets().index(target).title() + ": will be left out unless that is fixed; not required");
        }
    }

    private static List<Problem> look(
            IndexTarget target, DeployRequest request, DeploySession session, Findings findings) {
        List<Problem> problems = new ArrayList<>();
        PackageIndex index = request.targets().index(target);
        try {
            CredentialSearch.Found credentials = CredentialSearch.search(
                    index,
                    request.credentials().logins().apply(index),
                    request.credentials().environment());
            // Until the index has said that it lacks nothing, credentials are needed.
            boolean needed = true;
            try {
                needed = lacks(target, request, session, findings, credentials, problems);
            } finally {
                if (needed) {
                    problems.addAll(judge(credentials, index, session.plan().project(), request));
                }
            }
        } catch (ReleaseException e) {
            problems.addAll(e.problems());
        }
        return problems;
    }

    private static List<Problem> rehearse(IndexTarget target, DeployRequest request, DeploySession session) {
        try {
            new IndexUpload(request.http(), request.timing(), request.console())
                    .rehearse(session.upload(target, IndexUpload.Listener.none(), Duration.ZERO));
            return List.of();
        } catch (ReleaseException e) {
            return e.problems();
        }
    }

    private static boolean lacks(
            IndexTarget target,
            DeployRequest request,
            DeploySession session,
            Findings findings,
            CredentialSearch.Found credentials,
            List<Problem> problems) {
        PackageIndex index = request.targets().index(target);
        List<IndexPlan> plans = new IndexUpload(request.http(), request.timing(), request.console())
                .look(session.upload(target, IndexUpload.Listener.none(), Duration.ZERO));
        findings.plans.put(index, plans);
        int missing = 0;
        int present = 0;
        for (IndexPlan plan : plans) {
            problems.addAll(plan.stops());
            plan.warnings().forEach(findings.console::warn);
            missing += plan.toUpload().size();
            present += plan.done().size();
        }
        findings.lines.add(index.title() + ": " + missing + " to upload, " + present + " already there"
                + (missing > 0 ? "; credentials: " + credentials.reason() : ""));
        return missing > 0;
    }

    private static void look(ReleaseSpec spec, DeployRequest request, DeploySession session, Findings findings) {
        ReleaseInspection.Result result =
                new ReleaseInspection(request.http(), request.timing(), request.console()).run(spec);
        findings.problems.addAll(result.problems());
        result.warnings().forEach(findings.console::warn);
        result.state().ifPresent(state -> {
            findings.lines.add("GitHub: " + describe(state, spec));
            session.plan()
                    .github()
                    .filter(target -> !target.usualApi())
                    .ifPresent(target -> findings.lines.add("GitHub: the token and the files go to the API at "
                            + spec.repository().api()));
            spec.text()
                    .discussionCategory()
                    .ifPresent(category -> findings.lines.add("GitHub: a discussion in the category " + category));
            findings.lines.add("GitHub: notes since "
                    + session.plan().github().flatMap(GitHubTarget::previousTag).orElse("the beginning"));
            result.latest()
                    .ifPresent(latest -> findings.lines.add("GitHub: "
                            + (latest == MakeLatest.TRUE ? "will be shown as latest" : "will not be shown as latest")));
            if (result.immutability() == Immutability.ON) {
                findings.lines.add("GitHub: releases of " + spec.repository()
                        + " are immutable: files and tag cannot be changed afterwards");
            }
        });
    }

    private static String describe(ReleaseState state, ReleaseSpec spec) {
        if (state instanceof ReleaseState.OwnDrafts drafts) {
            return "a draft of an earlier run will be finished: "
                    + Stream.concat(drafts.samePlan().stream(), drafts.older().stream())
                            .map(draft -> Long.toString(draft.id()))
                            .collect(Collectors.joining(", "));
        }
        if (state instanceof ReleaseState.PublicSame same) {
            return "release " + spec.tag() + " is public already with these files"
                    + (same.edits().isEmpty()
                            ? ""
                            : "; publish-github-release will correct: " + String.join("; ", same.edits()));
        }
        return "release " + spec.tag() + " will be made at " + spec.repository();
    }

    /** What was found so far. */
    private static final class Findings {

        private final Console console;
        private final List<Problem> problems = new ArrayList<>();
        private final List<String> lines = new ArrayList<>();
        private final Map<PackageIndex, List<IndexPlan>> plans = new LinkedHashMap<>();

        Findings(Console console) {
            this.console = console;
        }
    }

    private static List<Problem> judge(
            CredentialSearch.Found found, PackageIndex index, String project, DeployRequest request) {
        if (found instanceof CredentialSearch.Missing missing) {
            return List.of(missing.problem());
        }
        if (found instanceof CredentialSearch.Given given) {
            TokenDoctor.Diagnosis diagnosis = TokenDoctor.examine(
                    given.credentials(),
                    index,
                    project,
                    request.timing().clock().instant());
            diagnosis.warnings().forEach(request.console()::warn);
            return diagnosis.errors();
        }
        return List.of();
    }
}
