package ai.invoke.release.mojo;

import ai.invoke.release.approval.Approval;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.codehaus.plexus.components.interactivity.Prompter;

/**
 * Says yes to exactly the bytes of one release plan. Refuses when the files on the disk are not the planned ones any
 * more. The decision is kept as a file in {@code target/release/approvals/}; nothing is published.
 *
 * @since 1.0.0
 */
@Mojo(name = "approve", threadSafe = true)
public final class ApproveMojo extends AbstractDecisionMojo {

    /**
     * For Maven.
     *
     * @param prompter Maven's own
     */
    @Inject
    public ApproveMojo(Prompter prompter) {
        super(Approval.Decision.APPROVED, prompter);
    }
}
