package ai.invoke.release.github.api;

import java.util.Optional;

/**
 * What GitHub says about a repository and about what the token may do there.
 *
 * @param fullName {@code owner/name}, differs from the one asked for when the repository was renamed
 * @param defaultBranch its default branch
 * @param isPrivate whether strangers cannot see it
 * @param archived whether it is read-only
 * @param push whether the user behind the token may write. False also without a token, and for installation tokens, whose rights it
 *     does not tell
 * @param pushKnown whether GitHub told about permissions at all; it does not to some kinds of app tokens
 * @param discussions whether discussions are switched on; empty where GitHub does not say
 */
public record RepositoryInfo(
        String fullName,
        String defaultBranch,
        boolean isPrivate,
        boolean archived,
        boolean push,
        boolean pushKnown,
        Optional<Boolean> discussions) {}
