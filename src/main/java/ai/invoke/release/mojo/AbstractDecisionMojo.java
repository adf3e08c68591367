package ai.invoke.release.mojo;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.approval.HowToApprove;
import ai.invoke.release.approval.Scope;
import ai.invoke.release.console.Console;
import ai.invoke.release.console.Styles;
import ai.invoke.release.console.Styles.Style;
import ai.invoke.release.goal.plan.Approve;
import ai.invoke.release.goal.plan.Deciders;
import ai.invoke.release.goal.plan.DecisionWords;
import ai.invoke.release.goal.plan.ManualConfirmation;
import ai.invoke.release.goal.plan.Signing;
import ai.invoke.release.goal.publish.ReleaseGate;
import ai.invoke.release.maven.ReactorModule;
import ai.invoke.release.maven.Terminal;
import ai.invoke.release.plan.ArtifactCheck;
import ai.invoke.release.plan.Fingerprint;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ChildEnvironment;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.report.PlanSummary;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.maven.plugins.annotations.Parameter;
import org.codehaus.plexus.components.interactivity.Prompter;
import org.jspecify.annotations.Nullable;

/** What {@code approve} and {@code reject} share: who decides, and the fingerprint as they typed it. */
abstract class AbstractDecisionMojo extends AbstractReleaseMojo {

    /**
     * The fingerprint that the decision is about: the 12 hex digits that {@code plan} printed, or more of them; in CI all 64. Without it
     * the goal asks for it at a terminal, and fails in batch mode.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.fingerprint")
    private @Nullable String fingerprint;

    /**
     * Who decides. By default who git says commits here; in CI who started the job, and it is said so. With a signature the name that the
     * file with the allowed signers has for the key.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.approver")
    private @Nullable String approver;

    /**
     * The reason; kept with the decision.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.comment")
    private @Nullable String comment;

    /**
     * The targets that the decision is about: names of indexes and {@code github}, with commas between. By default all.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.scope")
    private @Nullable String scope;

    /**
     * The manual checks that were done: their names, with commas between.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.confirmed")
    private @Nullable String confirmed;

    /**
     * The SSH key to sign with: a private key's file, or that of a public one whose private part an agent or a hardware key has. By default
     * git's own ({@code user.signingkey} with {@code gpg.format=ssh}) where the plan asks for signatures.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.signingKey")
    private @Nullable String signingKey;

    private final Approval.Decision decision;
    private final Prompter prompter;
    private final Map<String, String> environment = System.getenv();

    /**
     * Creates one of the two goals.
     *
     * @param decision what it decides
     * @param prompter Maven's own
     */
    AbstractDecisionMojo(Approval.Decision decision, Prompter prompter) {
        this.decision = decision;
        this.prompter = prompter;
    }

    @Override
    protected void run(Console console) {
        decide(console, decision);
    }

    /**
     * Keeps a decision; asks for what was not given.
     *
     * @param console where to tell the user
     * @param taken what was decided
     */
    final void decide(Console console, Approval.Decision taken) {
        ReleaseDirectory directory = new ReleaseDirectory(releaseDirectory());
        Terminal terminal = new Terminal(session(), prompter, environment);
        String typed = Optional.ofNullable(fingerprint)
                .map(digits -> PlanDigits.required(digits, environment))
                .orElseGet(() -> ask(directory, console));
        PlanFile plan = PlanFile.read(directory.plan());
        if (!plan.fingerprint().matches(typed) && isOfAnotherModule(typed)) {
            console.info("the fingerprint is that of another module's plan, passed over");
            return;
        }
        Signing signing = new Signing(
                projectDirectory(),
                Optional.ofNullable(signingKey),
                new ProcessRunner(ChildEnvironment.of(environment), patience()),
                console::info);
        Optional<String> key = signing.key(plan, taken);
        Deciders.Person person = new Deciders(projectDirectory(), environment)
                .of(Optional.ofNullable(approver), key.flatMap(file -> signing.principal(plan, file)));
        Approve.Result result = new Approve()
                .run(new Approve.Request(
                        projectDirectory(),
                        directory,
                        taken,
                        typed,
                        new Approve.Word(
                                person.name(),
                                person.startedBy(),
                                Optional.ofNullable(comment),
                                new Scope(new TreeSet<>(names(scope))),
                                taken == Approval.Decision.APPROVED ? confirmed(plan, terminal) : List.of()),
                        key.map(signing::signer),
                        Clock.systemUTC()));
        Styles styles = console.styles();
        String done = taken == Approval.Decision.APPROVED
                ? styles.in(Style.SUCCESS, "approved")
                : styles.in(Style.FAILURE, "rejected");
        console.info(done + " by " + result.approval().shown() + ": "
                + result.plan().plan().project() + " "
                + result.plan().plan().normalizedVersion() + ", fingerprint "
                + styles.strong(result.plan().fingerprint().shortForm())
                + (result.approval().scope().equals(Scope.ALL)
                        ? ""
                        : ", for " + result.approval().scope()));
        console.info("kept in " + result.file());
        List<Problem> stale =
                ReleaseGate.ofAnotherCommit(projectDirectory(), result.plan().plan());
        stale.forEach(console::warn);
        if (stale.isEmpty()) {
            DecisionWords.next(result).forEach(console::info);
        }
    }

    /** Two applications in one build have two plans, and a fingerprint belongs to one. */
    private boolean isOfAnotherModule(String typed) {
        return ReactorModule.all(session())
                .map(module -> new ReleaseDirectory(module.releaseDirectory()).plan())
                .filter(Files::exists)
                .anyMatch(file -> new Fingerprint(ArtifactCheck.sha256(file)).matches(typed));
    }

    private List<String> confirmed(PlanFile plan, Terminal terminal) {
        List<String> named = names(confirmed);
        return terminal.interactive() ? ManualConfirmation.ask(plan.plan().policy(), named, terminal::ask) : named;
    }

    private static List<String> names(@Nullable String list) {
        return list == null
                ? List.of()
                : Stream.of(list.split(",", -1))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty() && !name.equals("all"))
                        .toList();
    }

    private String ask(ReleaseDirectory directory, Console console) {
        PlanFile plan = PlanFile.read(directory.plan());
        PlanSummary.lines(plan, console.styles()).forEach(console::info);
        return question(plan, "Type the fingerprint to go on");
    }

    /** Whether somebody can be asked. */
    final boolean interactive() {
        return new Terminal(session(), prompter, environment).interactive();
    }

    /** Asks, or ends the goal where nobody can be asked. */
    final String question(PlanFile plan, String question) {
        Terminal terminal = new Terminal(session(), prompter, environment);
        if (!terminal.interactive()) {
            throw new ProjectException(Problem.of(
                            "the fingerprint is missing, and Maven is not running interactively to ask for it")
                    .at(Location.of(
                            new ReleaseDirectory(releaseDirectory()).plan().toString()))
                    .next(
                            decision == Approval.Decision.APPROVED
                                    ? HowToApprove.of(plan)
                                    : "mvn invokeai-release:reject -Dinvokeai.fingerprint="
                                            + plan.fingerprint().shortForm()));
        }
        return terminal.ask(question);
    }
}
