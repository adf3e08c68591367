package ai.invoke.release.mojo.configuration;

import ai.invoke.release.goal.publish.AnnounceChannel;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code <announcement>}: a channel. Fields are set by Maven. Its address never is one of them. */
public final class AnnouncementConfiguration {

    private @Nullable String type;
    private @Nullable String server;
    private @Nullable String role;
    private @Nullable File template;

    /** For Maven. */
    public AnnouncementConfiguration() {}

    /**
     * The channels as the core knows them.
     *
     * @param configured those of the POM
     * @param address the address of a channel by the name of its server; empty when nobody tells
     * @return in their order
     */
    public static List<AnnounceChannel> channels(
            List<AnnouncementConfiguration> configured, Function<String, Optional<String>> address) {
        return configured.stream().map(channel -> channel.channel(address)).toList();
    }

    private AnnounceChannel channel(Function<String, Optional<String>> address) {
        String kind = type == null ? "discord" : type.strip();
        AnnounceChannel.Type known = Arrays.stream(AnnounceChannel.Type.values())
                .filter(value -> value.name().equalsIgnoreCase(kind))
                .findFirst()
                .orElseThrow(() -> new ProjectException(Problem.of("'" + kind + "' is no type of an <announcement>")
                        .next("use discord, slack or json")));
        String name = server == null || server.isBlank() ? kind : server.strip();
        if (!name.matches("[A-Za-z0-9._-]{1,100}")) {
            throw new ProjectException(
                    Problem.of("'" + name + "' is no id of a <server>").next("use letters, digits, '.', '-' and '_'"));
        }
        if (role != null && !role.strip().matches("[0-9]{1,30}")) {
            throw new ProjectException(
                    Problem.of("the role '" + role + "' of the channel " + name + " is no Discord id")
                            .next("copy the role's id, which has digits only"));
        }
        return new AnnounceChannel(
                name,
                known,
                address.apply(name).flatMap(AnnouncementConfiguration::uri),
                Optional.ofNullable(role).map(String::strip),
                Optional.ofNullable(template).map(File::toPath));
    }

    /** What is no address is as good as none; it must not be shown, for it may be a secret in the wrong place. */
    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(new URI(text.strip())).filter(uri -> uri.getHost() != null);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
