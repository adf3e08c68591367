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

    @Override
    public String toString() {
        return "GitHubToken[" + source + "]";
    }
}
