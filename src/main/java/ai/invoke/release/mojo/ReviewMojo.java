package ai.invoke.release.mojo;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.console.Console;
import ai.invoke.release.goal.plan.Review;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.report.PlanSummary;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.codehaus.plexus.components.interactivity.Prompter;

/**
 * Opens the approval page and, in a terminal, asks for the decision.
 *
 * @since 1.0.0
 */
@Mojo(name = "review", threadSafe = true)
public final class ReviewMojo extends AbstractDecisionMojo {

    /**
     * Whether to open the page in the browser; its path is printed in any case.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.open", defaultValue = "true")
    private boolean open = true;

    /**
     * For Maven.
     *
     * @param prompter Maven's own
     */
    @Inject
    public ReviewMojo(Prompter prompter) {
        super(Approval.Decision.APPROVED, prompter);
    }

    @Override
    protected void run(Console console) {
        Review.Result shown = new Review().run(new ReleaseDirectory(releaseDirectory()), open && interactive());
        PlanSummary.lines(shown.plan(), console.styles()).forEach(console::info);
        console.info((shown.opened() ? "opened      " : "page        ") + shown.page());
        Review.decision(question(shown.plan(), "Approve, reject, or later?"))
                .ifPresentOrElse(decision -> decide(console, decision), () -> console.info("nothing was decided"));
    }
}
