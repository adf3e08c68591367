package ai.invoke.release.mojo;

import ai.invoke.release.approval.Approval;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.codehaus.plexus.components.interactivity.Prompter;

/**
 * Says no to the bytes of one release plan: no deploy goal will send them, however many people approve, until the
 * same person takes the rejection back with {@code approve}.
 *
 * @since 1.0.0
 */
@Mojo(name = "reject", threadSafe = true)
public final class RejectMojo extends AbstractDecisionMojo {

    /**
     * For Maven.
     *
     * @param prompter Maven's own
     */
    @Inject
    public RejectMojo(Prompter prompter) {
        super(Approval.Decision.REJECTED, prompter);
    }
}
