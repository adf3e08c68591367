package ai.invoke.release.goal.plan;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.approval.Approval.Decision;
import ai.invoke.release.approval.ApprovalStatement;
import ai.invoke.release.approval.Approvals;
import ai.invoke.release.approval.Approvals.Verdict;
import ai.invoke.release.approval.HowToApprove;
import ai.invoke.release.approval.PersonName;
import ai.invoke.release.approval.Scope;
import ai.invoke.release.plan.ApprovalPolicy;
import ai.invoke.release.plan.ApprovalPolicy.ManualCheck;
import ai.invoke.release.plan.ArtifactCheck;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.plan.Journal;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.report.page.LivePage;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.text.Printable;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Keeps a human's yes or no to one fingerprint: {@code approve} and {@code reject}. */
public final class Approve {

    /**
     * What is decided.
     *
     * @param projectDirectory a clone with the plan's commit, for the allowed signers
     * @param directory the release directory
     * @param decision yes or no
     * @param typed the fingerprint as the human typed it
     * @param word who says it, about what
     * @param signature signs a statement; empty for a typed name
     * @param clock when
     */
    public record Request(
            Path projectDirectory,
            ReleaseDirectory directory,
            Decision decision,
            String typed,
            Word word,
            Optional<UnaryOperator<String>> signature,
            Clock clock) {

        /**
         * A typed word about all targets.
         *
         * @param directory the release directory
         * @param decision yes or no
         * @param typed the fingerprint as the human typed it
         * @param approver who decides
         * @param comment why
         * @param clock when
         */
        public Request(
                ReleaseDirectory directory,
                Decision decision,
                String typed,
                String approver,
                Optional<String> comment,
                Clock clock) {
            this(
                    directory.root(),
                    directory,
                    decision,
                    typed,
                    new Word(approver, false, comment, Scope.ALL, List.of()),
                    Optional.empty(),
                    clock);
        }
    }

    /**
     * Who says it, about what.
     *
     * @param approver who decides
     * @param startedBy whether it is only known that this person started a job
     * @param comment why
     * @param scope which targets
     * @param confirmed names of the manual checks that were done
     */
    public record Word(
            String approver, boolean startedBy, Optional<String> comment, Scope scope, List<String> confirmed) {

        /** Takes an unmodifiable copy. */
        public Word {
            confirmed = List.copyOf(confirmed);
        }
    }

    /**
     * What was kept.
     *
     * @param plan the plan that was decided on
     * @param approval the decision
     * @param file the new file in {@code approvals/}
     * @param standing where the plan stands now, as far as the files tell
     */
    public record Result(PlanFile plan, Approval approval, Path file, Verdict standing) {}

    /** For the Mojos. */
    public Approve() {}

    /**
     * Keeps the decision.
     *
     * @param request what is decided
     * @return what was kept
     * @throws ProjectException when there is no plan, when the typed fingerprint means another one, when files that somebody
     *     approves are not the planned ones, or when the decision would not count
     */
    public Result run(Request request) {
        PlanFile plan = PlanFile.read(request.directory().plan());
        if (!plan.fingerprint().matches(request.typed())) {
            throw new ProjectException(
                    Problem.of("the fingerprint " + Printable.of(request.typed().strip())
                                    + " is not that of the current plan, which is "
                                    + plan.fingerprint().shortForm())
                            .at(Location.of(request.directory().plan().toString()))
                            .next("look at the plan and the artifacts again, then use "
                                    + plan.fingerprint().shortForm()));
        }
        String approver = PersonName.required(request.word().approver());
        Approvals approvals = new Approvals(request.directory().approvals());
        boolean real = !approver.equals(Approval.REHEARSAL);
        if (request.decision() == Decision.APPROVED) {
            List<Problem> problems = new ArrayList<>(ArtifactCheck.differences(plan.plan(), request.directory()));
            if (real) {
                problems.addAll(open(plan, request));
            }
            if (!problems.isEmpty()) {
                throw new ProjectException(problems);
            }
        }
        Approval typed = new Approval(
                plan.fingerprint(),
                request.decision(),
                approver,
                request.clock().instant().truncatedTo(ChronoUnit.SECONDS),
                request.word().comment(),
                request.word().scope(),
                request.word().confirmed(),
                new Approval.Proof.Typed(request.word().startedBy()));
        Standing standing =
                new Standing(plan, request.projectDirectory(), request.clock().instant());
        Approval approval = request.signature()
                .map(signer -> typed.with(new Approval.Proof.Signed(signer.apply(ApprovalStatement.of(plan, typed)))))
                .orElse(typed);
        // Before it is kept: a signature that will not count is a mistake of today, not of the day of the release.
        standing.requireCounting(approval);
        Path file = approvals.add(approval);
        new Journal(request.directory().journal(), plan.fingerprint(), request.clock(), entry -> {})
                .add(
                        request.decision() == Decision.APPROVED ? "approve" : "reject",
                        Approvals.DECIDED,
                        Map.of(
                                "file", String.valueOf(file.getFileName()),
                                "sha256", ArtifactCheck.sha256(file),
                                "decision", LetterCase.lower(request.decision().name())));
        LivePage.refresh(request.directory(), plan, List.of());
        return new Result(plan, approval, file, standing.verdict(approvals.kept()));
    }

    /** Everything by which this approval would not count. */
    private static List<Problem> open(PlanFile plan, Request request) {
        List<Problem> problems = new ArrayList<>();
        ApprovalPolicy policy = plan.plan().policy();
        if (policy.kind() == ApprovalPolicy.Kind.SIGNED && request.signature().isEmpty()) {
            problems.add(Problem.of("this plan asks for signed approvals, and no key is named")
                    .next("add -Dinvokeai.signingKey=<file>, or let git sign with SSH (gpg.format, user.signingkey)"));
        }
        if (policy.kind() == ApprovalPolicy.Kind.ENVIRONMENT) {
            String name =
                    policy.environment().map(ApprovalPolicy.Environment::name).orElse("");
            problems.add(Problem.of("this plan is approved at GitHub, by reviewing the environment " + name)
                    .next(HowToApprove.of(plan)));
        }
        List<String> names =
                policy.manualChecks().stream().map(ManualCheck::name).toList();
        for (ManualCheck check : policy.manualChecks()) {
            if (!request.word().confirmed().contains(check.name())) {
                problems.add(Problem.of("the manual check " + check.name() + " is not confirmed: "
                                + Printable.prose(check.description()))
                        .next("do it, then " + HowToApprove.command(plan)));
            }
        }
        request.word().confirmed().stream()
                .filter(name -> !names.contains(name))
                .forEach(name -> problems.add(Problem.of("the plan has no manual check " + Printable.of(name))
                        .next("its manual checks: " + (names.isEmpty() ? "none" : String.join(", ", names)))));
        List<String> targets = new ArrayList<>(
                plan.plan().indexes().stream().map(IndexTarget::name).toList());
        plan.plan().github().ifPresent(github -> targets.add(Scope.GITHUB));
        request.word().scope().targets().stream()
                .filter(target -> !targets.contains(target))
                .forEach(target -> problems.add(Problem.of("the plan does not go to " + Printable.of(target))
                        .next("its targets: " + String.join(", ", targets) + "; leave out -Dinvokeai.scope for all")));
        return problems;
    }
}
