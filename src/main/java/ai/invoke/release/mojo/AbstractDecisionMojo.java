package ai.invoke.release.mojo;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.console.Console;
import ai.invoke.release.goal.plan.Approve;
import ai.invoke.release.maven.Terminal;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.report.PlanSummary;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Parameter;
import org.codehaus.plexus.components.interactivity.Prompter;
import org.jspecify.annotations.Nullable;

/** What {@code approve} and {@code reject} share: who decides, and the fingerprint as they typed it. */
abstract class AbstractDecisionMojo extends AbstractReleaseMojo {

    /**
     * The fingerprint that the decision is about: the 12 hex digits that {@code plan} printed, or more of them. Without
     * it the goal asks for it at a terminal, and fails in batch mode.
     */
    @Parameter(property = "invokeai.fingerprint")
    private @Nullable String fingerprint;

    /** Who decides. By default {@code GITHUB_ACTOR} in GitHub Actions, else the user of this machine. */
    @Parameter(property = "invokeai.approver")
    private @Nullable String approver;

    /** The reason; kept with the decision. */
    @Parameter(property = "invokeai.comment")
    private @Nullable String comment;

    private final String goal;
    private final Approval.Decision decision;
    private final Prompter prompter;
    private final Map<String, String> environment = System.getenv();

    /**
     * Creates one of the two goals.
     *
     * @param goal its name, for messages
     * @param decision what it decides
     * @param prompter Maven's own
     */
    AbstractDecisionMojo(String goal, Approval.Decision decision, Prompter prompter) {
        this.goal = goal;
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
        String who = Optional.ofNullable(approver).orElseGet(this::user);
        String typed = Optional.ofNullable(fingerprint).orElseGet(() -> ask(directory, console));
        Approve.Result result = new Approve()
                .run(new Approve.Request(
                        directory, taken, typed, who, Optional.ofNullable(comment), Clock.systemUTC()));
        String done = taken == Approval.Decision.APPROVED ? "approved" : "rejected";
        console.info(done + " by " + who + ": " + result.plan().plan().project() + " "
                + result.plan().plan().normalizedVersion() + ", fingerprint "
                + result.plan().fingerprint());
        console.info("kept in " + result.file());
        if (taken == Approval.Decision.APPROVED) {
            console.info("next: mvn deploy");
        }
    }

    private String user() {
        String actor = environment.get("GITHUB_ACTOR");
        return actor != null && "true".equals(environment.get("GITHUB_ACTIONS"))
                ? actor
                : System.getProperty("user.name", "");
    }

    private String ask(ReleaseDirectory directory, Console console) {
        PlanFile plan = PlanFile.read(directory.plan());
        PlanSummary.lines(plan).forEach(console::info);
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
                    .next("mvn invokeai-release:" + goal + " -Dinvokeai.fingerprint="
                            + plan.fingerprint().shortForm()));
        }
        return terminal.ask(question);
    }
}
