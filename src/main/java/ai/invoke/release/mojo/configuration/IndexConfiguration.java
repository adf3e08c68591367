package ai.invoke.release.mojo.configuration;

import ai.invoke.release.goal.plan.IndexChoice;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code <index>}. Fields are set by Maven. */
public final class IndexConfiguration {

    private @Nullable String id;
    private @Nullable URI uploadUrl;
    private @Nullable URI simpleUrl;
    private @Nullable Integer order;
    private @Nullable Boolean required;

    /** For Maven. */
    public IndexConfiguration() {}

    /**
     * The index as the core knows it.
     *
     * @return what was chosen; a missing id is empty, and refused later
     */
    public IndexChoice toChoice() {
        return new IndexChoice(
                id == null ? "" : id.strip(),
                Optional.ofNullable(uploadUrl),
                Optional.ofNullable(simpleUrl),
                Optional.ofNullable(order),
                Optional.ofNullable(required));
    }
}
