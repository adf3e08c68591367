package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.goal.publish.DraftGitHubRelease;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/**
 * Makes the GitHub release as a draft with notes and files, and proves each file by the digest that GitHub answers. A draft
 * is the one step that can be taken back, so it comes before PyPI. Run again it finishes the same draft.
 *
 * @since 1.0.0
 */
@Mojo(name = "draft-github-release", defaultPhase = LifecyclePhase.DEPLOY, threadSafe = true)
public final class DraftGitHubReleaseMojo extends AbstractDeployMojo {

    /**
     * For Maven.
     *
     * @param decrypter Maven's own
     */
    @Inject
    public DraftGitHubReleaseMojo(SettingsDecrypter decrypter) {
        super(decrypter);
    }

    @Override
    protected void run(Console console) {
        boolean planned = new DraftGitHubRelease().run(request(console)).isPresent();
        if (!planned) {
            console.info("the plan has no GitHub release");
        }
    }
}
