package ai.invoke.release.git.remote;

/**
 * A user name and a password or token for one host.
 *
 * @param user the name; GitHub takes any, by custom {@code x-access-token}
 * @param password the secret
 * @param origin where it came from, for messages: for instance {@code GITHUB_TOKEN}
 */
public record GitLogin(String user, String password, String origin) {

    /** Refuses what would change the meaning of a header or of a line. */
    public GitLogin {
        if (password.isEmpty() || (user + password).chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            throw new IllegalArgumentException("the login from " + origin + " is empty or holds control characters");
        }
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "GitLogin[" + origin + "]";
    }
}
