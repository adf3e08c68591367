package ai.invoke.release.github.api;

/**
 * What GitHub says about a repository and about what the token may do there.
 *
 * @param fullName {@code owner/name}, differs from the one asked for when the repository was renamed
 * @param defaultBranch its default branch
 * @param isPrivate whether strangers cannot see it
 * @param archived whether it is read-only
 * @param push whether the token may write; false also without a token
 * @param pushKnown whether GitHub told about permissions at all; it does not to some kinds of app tokens
 */
public record RepositoryInfo(
        String fullName, String defaultBranch, boolean isPrivate, boolean archived, boolean push, boolean pushKnown) {}
