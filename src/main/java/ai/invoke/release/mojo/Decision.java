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

/**
 * How somebody says yes or no: who it is, and the fingerprint as they typed it.
 *
 * @param goal the goal's name, for messages
 * @param decision yes or no
 * @param fingerprint what was given on the command line
 * @param approver who decides; empty to find it out
 * @param comment why
 */
record Decision(
        String goal,
        Approval.Decision decision,
        Optional<String> fingerprint,
        Optional<String> approver,
        Optional<String> comment) {

    /**
     * Keeps the decision, after asking for the fingerprint where none was given and somebody is there to ask.
     *
     * @param directory the release directory
     * @param terminal the person at the keyboard
     * @param environment knows who started the job
     * @param console where to tell the user
     */
    void keep(ReleaseDirectory directory, Terminal terminal, Map<String, String> environment, Console console) {
        String who = approver.orElseGet(() -> person(environment));
        String typed = fingerprint.orElseGet(() -> ask(directory, terminal, console));
        Approve.Result result =
                new Approve().run(new Approve.Request(directory, decision, typed, who, comment, Clock.systemUTC()));
        String done = decision == Approval.Decision.APPROVED ? "approved" : "rejected";
        console.info(done + " by " + who + ": " + result.plan().plan().project() + " "
                + result.plan().plan().normalizedVersion() + ", fingerprint "
                + result.plan().fingerprint());
        console.info("kept in " + result.file());
        if (decision == Approval.Decision.APPROVED) {
            console.info("next: mvn deploy");
        }
    }

    private static String person(Map<String, String> environment) {
        String actor = environment.get("GITHUB_ACTOR");
        return actor != null && "true".equals(environment.get("GITHUB_ACTIONS"))
                ? actor
                : System.getProperty("user.name", "");
    }

    private String ask(ReleaseDirectory directory, Terminal terminal, Console console) {
        PlanFile plan = PlanFile.read(directory.plan());
        PlanSummary.lines(plan).forEach(console::info);
        if (!terminal.interactive()) {
            throw new ProjectException(Problem.of("nobody is there to type the fingerprint")
                    .at(Location.of(directory.plan().toString()))
                    .next("mvn invokeai-release:" + goal + " -Dinvokeai.fingerprint="
                            + plan.fingerprint().shortForm()));
        }
        return terminal.ask("Type the fingerprint to go on");
    }
}
