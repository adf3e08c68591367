package ai.invoke.release.goal.plan;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.report.page.LivePage;
import ai.invoke.release.text.LetterCase;
import java.awt.Desktop;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Shows the approval page to a person: {@code review}. What the person decides is kept by {@link Approve}. */
public final class Review {

    private final Predicate<URI> browser;

    /**
     * What is shown.
     *
     * @param plan the plan
     * @param page the page
     * @param opened whether a browser shows it
     */
    public record Result(PlanFile plan, Path page, boolean opened) {}

    /** With the browser of this machine. */
    public Review() {
        this(Review::browse);
    }

    /**
     * With any browser.
     *
     * @param browser opens an address, or says that it cannot
     */
    Review(Predicate<URI> browser) {
        this.browser = browser;
    }

    /**
     * Brings the page up to date and opens it.
     *
     * @param directory the release directory
     * @param open whether to open it
     * @return what is shown
     * @throws ProjectException when there is no plan, or no page of this plan
     */
    public Result run(ReleaseDirectory directory, boolean open) {
        PlanFile plan = PlanFile.read(directory.plan());
        Path page = LivePage.refresh(directory, plan, List.of())
                .orElseThrow(() ->
                        new ProjectException(Problem.of("there is no approval page of the plan " + plan.fingerprint())
                                .at(Location.of(LivePage.file(directory).toString()))
                                .next("mvn verify   (makes the plan and its page again)")));
        return new Result(plan, page, open && browser.test(page.toUri()));
    }

    /**
     * What a person answered.
     *
     * @param answer what was typed
     * @return the decision; empty to leave it open
     * @throws ProjectException when it means nothing
     */
    public static Optional<Approval.Decision> decision(String answer) {
        return switch (LetterCase.lower(answer.strip())) {
            case "approve", "a", "yes", "y" -> Optional.of(Approval.Decision.APPROVED);
            case "reject", "r", "no", "n" -> Optional.of(Approval.Decision.REJECTED);
            case "", "later", "l" -> Optional.empty();
            default ->
                throw new ProjectException(Problem.of("'" + answer.strip() + "' is no decision, so none was kept")
                        .next("mvn invokeai-release:review, then approve, reject or later"));
        };
    }

    /** The browser must outlive Maven, so it is no child of ours. */
    private static boolean browse(URI page) {
        try {
            if (GraphicsEnvironment.isHeadless()
                    || !Desktop.isDesktopSupported()
                    || !Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
                return false;
            }
            Desktop.getDesktop().browse(page);
            return true;
        } catch (IOException | UnsupportedOperationException | LinkageError e) {
            // A JRE without a desktop, or a desktop without a browser: the path is printed in any case.
            return false;
        }
    }
}
