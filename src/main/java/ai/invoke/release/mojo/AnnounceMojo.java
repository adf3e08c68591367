package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.goal.publish.Announce;
import ai.invoke.release.goal.publish.AnnounceChannel;
import ai.invoke.release.mojo.configuration.AnnouncementConfiguration;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.util.List;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/**
 * Tells the community about a finished release, once a channel: a Discord webhook, one that understands Slack's messages, or a JSON
 * template of one's own. Does nothing until {@code announcements} are configured. A channel that fails stops nothing.
 *
 * @since 1.0.0
 */
@Mojo(name = "announce", defaultPhase = LifecyclePhase.DEPLOY, threadSafe = true)
public final class AnnounceMojo extends AbstractDeployMojo {

    /**
     * The channels: {@code <announcement><type>discord</type><server>id</server></announcement>}. The address of the webhook is the
     * password of that {@code <server>} in settings.xml, or the variable {@code INVOKEAI_WEBHOOK_ID}.
     *
     * @since 1.0.0
     */
    @Parameter
    private List<AnnouncementConfiguration> announcements = List.of();

    /**
     * {@code send}, {@code print} to show the text without sending it, or {@code off}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.announce", defaultValue = "send")
    private @Nullable String announce;

    private final SettingsDecrypter decrypter;

    /**
     * For Maven.
     *
     * @param decrypter Maven's own
     */
    @Inject
    public AnnounceMojo(SettingsDecrypter decrypter) {
        super(decrypter);
        this.decrypter = decrypter;
    }

    @Override
    protected void run(Console console) {
        switch (announce == null ? "send" : announce.strip()) {
            case "off" -> console.info("announcements are switched off (invokeai.announce)");
            case "print" ->
                new Announce().print(new ReleaseDirectory(releaseDirectory())).forEach(console::info);
            case "send" -> send(console);
            default ->
                throw new ProjectException(Problem.of("'" + announce + "' is no value of invokeai.announce")
                        .next("use send, print or off"));
        }
    }

    private void send(Console console) {
        if (announcements.isEmpty()) {
            console.info("no channel is configured (announcements)");
            return;
        }
        DeployAccess access = new DeployAccess(session(), decrypter);
        List<AnnounceChannel> channels = AnnouncementConfiguration.channels(announcements, access::webhook);
        new Announce().run(request(console), channels);
    }
}
