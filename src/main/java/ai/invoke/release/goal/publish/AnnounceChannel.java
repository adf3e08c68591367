package ai.invoke.release.goal.publish;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Somewhere to announce a release.
 *
 * @param name how it is called: the id of its {@code <server>}
 * @param type which language it speaks
 * @param webhook its address, which is a secret: whoever knows it can post; empty when it was not found
 * @param role the id of the Discord role to mention
 * @param template the file of a JSON template
 */
public record AnnounceChannel(
        String name, Type type, Optional<URI> webhook, Optional<String> role, Optional<Path> template) {

    /** The languages. */
    public enum Type {
        /** An embed. */
        DISCORD,
        /** A text, which Mattermost and Rocket.Chat take, too. */
        SLACK,
        /** Whatever a template says. */
        JSON
    }

    /**
     * The same with another address, for instance the rehearsal's.
     *
     * @param other the address
     * @return a copy
     */
    public AnnounceChannel withWebhook(URI other) {
        return new AnnounceChannel(name, type, Optional.of(other), role, template);
    }

    /** The address stays hidden. */
    @Override
    public String toString() {
        return "AnnounceChannel[" + name + ", " + type + "]";
    }
}
