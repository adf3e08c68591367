package ai.invoke.release.mojo;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.console.Console;
import ai.invoke.release.maven.Terminal;
import ai.invoke.release.plan.ReleaseDirectory;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.codehaus.plexus.components.interactivity.Prompter;
import org.jspecify.annotations.Nullable;

/**
 * Says yes to exactly the bytes of one release plan. Refuses when the files on the disk are not the planned ones any
 * more. The decision is kept as a file in {@code target/release/approvals/}; nothing is published.
 */
@Mojo(name = "approve", threadSafe = true)
public final class ApproveMojo extends AbstractReleaseMojo {

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

    /**
     * For Maven.
     *
     * @param prompter Maven's own
     */
    @Inject
    public ApproveMojo(Prompter prompter) {
        this.prompter = prompter;
    }

    @Override
    protected void run(Console console) {
        new Decision(
                        "approve",
                        Approval.Decision.APPROVED,
                        Optional.ofNullable(fingerprint),
                        Optional.ofNullable(approver),
                        Optional.ofNullable(comment))
                .keep(
                        new ReleaseDirectory(releaseDirectory()),
                        new Terminal(session(), prompter, System.getenv()),
                        System.getenv(),
                        console);
    }
}
