package ai.invoke.release.github.api;

/**
 * What proves to GitHub who asks. Never shows itself.
 *
 * @param value the secret
 * @param source where it came from, for messages: for instance {@code GITHUB_TOKEN}
 */
public record GitHubToken(String value, String source) {

    /** Refuses what cannot be a token and would only end in a puzzling answer. */
    public GitHubToken {
        if (value.isEmpty() || value.chars().anyMatch(c -> c <= 0x20 || c >= 0x7f)) {
            throw new IllegalArgumentException(
                    "the token from " + source + " is empty or contains blanks or invalid characters");
        }
    }

    /**
     * Whether its beginning says that it belongs to an installation of an app, as GitHub Actions' own does.
     *
     * @return false for tokens of users; an older server may give its tokens no such beginning
     */
    public boolean ofInstallation() {
        return value.startsWith("ghs_");
    }

    @Override
    public String toString() {
        return "GitHubToken[" + source + "]";
    }
}
