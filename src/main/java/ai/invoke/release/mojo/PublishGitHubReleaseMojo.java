package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.console.Styles.Style;
import ai.invoke.release.goal.publish.PublishGitHubRelease;
import ai.invoke.release.plan.ReleaseDirectory;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/**
 * Makes the proven draft public, after every planned index has every file: the last step of a release. Sets pre-release,
 * "latest" and the discussion, proves the public release once more and writes the receipt.
 *
 * @since 1.0.0
 */
@Mojo(name = "publish-github-release", defaultPhase = LifecyclePhase.DEPLOY, threadSafe = true)
public final class PublishGitHubReleaseMojo extends AbstractDeployMojo {

    /**
     * For Maven.
     *
     * @param decrypter Maven's own
     */
    @Inject
    public PublishGitHubReleaseMojo(SettingsDecrypter decrypter) {
        super(decrypter);
    }

    @Override
    protected void run(Console console) {
        PublishGitHubRelease.Result result = new PublishGitHubRelease().run(request(console));
        console.info(console.styles().in(Style.SUCCESS, "released:") + " "
                + result.receipt().project() + " " + result.receipt().version());
        console.info("receipt:  " + new ReleaseDirectory(releaseDirectory()).receipt());
    }
}
