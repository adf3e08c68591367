package ai.invoke.release.git.remote;

import ai.invoke.release.git.Tag;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a remote has at one moment.
 *
 * @param branches names without {@code refs/heads/}, and the commits they stand at
 * @param tags all tags, sorted by name
 */
public record RemoteRefs(Map<String, String> branches, List<Tag> tags) {

    /** Takes unmodifiable copies. */
    public RemoteRefs {
        branches = Map.copyOf(branches);
        tags = List.copyOf(tags);
    }

    /**
     * Looks a tag up by its name.
     *
     * @param name without {@code refs/tags/}
     * @return the tag, where the remote has it
     */
    public Optional<Tag> tag(String name) {
        return tags.stream().filter(tag -> tag.name().equals(name)).findFirst();
    }
}
