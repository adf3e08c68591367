package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.goal.Decide;
import ai.invoke.release.maven.Terminal;
import ai.invoke.release.plan.Approval;
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

/** What saying yes and saying no have in common. */
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

    /** Why; kept with the decision. */
    @Parameter(property = "invokeai.comment")
    private @Nullable String comment;

    private final Prompter prompter;
    private final Approval.Decision decision;

    AbstractDecisionMojo(Prompter prompter, Approval.Decision decision) {
        this.prompter = prompter;
        this.decision = decision;
    }

    @Override
    protected void run(Console console) {
        ReleaseDirectory directory = new ReleaseDirectory(releaseDirectory());
        String typed = fingerprint == null ? ask(console, directory) : fingerprint;
        Decide.Result result = new Decide()
                .run(new Decide.Request(
                        directory, decision, typed, approver(), Optional.ofNullable(comment), Clock.systemUTC()));
        console.info(word() + " by " + approver() + ": " + result.plan().plan().project() + " "
                + result.plan().plan().normalizedVersion() + ", fingerprint "
                + result.plan().fingerprint());
        console.info("kept in " + result.file());
        if (decision == Approval.Decision.APPROVED) {
            console.info("next: mvn deploy");
        }
    }

    private String word() {
        return decision == Approval.Decision.APPROVED ? "approved" : "rejected";
    }

    private String approver() {
        Map<String, String> environment = System.getenv();
        if (approver != null) {
            return approver;
        }
        String actor = environment.get("GITHUB_ACTOR");
        return actor != null && "true".equals(environment.get("GITHUB_ACTIONS"))
                ? actor
                : System.getProperty("user.name", "");
    }

    private String ask(Console console, ReleaseDirectory directory) {
        PlanFile plan = PlanFile.read(directory.plan());
        PlanSummary.lines(plan).forEach(console::info);
        Terminal terminal = new Terminal(session(), prompter, System.getenv());
        if (!terminal.interactive()) {
            String name = decision == Approval.Decision.APPROVED ? "approve" : "reject";
            throw new ProjectException(Problem.of("nobody is there to type the fingerprint")
                    .at(Location.of(directory.plan().toString()))
                    .next("mvn invokeai-release:" + name + " -Dinvokeai.fingerprint="
                            + plan.fingerprint().shortForm()));
        }
        return terminal.ask("Type the fingerprint to go on");
    }
}
