package ai.invoke.sandbox.github;

/** The kinds of tokens that GitHub gives out; they differ in what they may do and in what GitHub tells about them. */
public enum TokenKind {
    /** Of a user who may write: {@code permissions} tell the user's role, a header the scopes. */
    CLASSIC("ghp_", GitHubCall.Rights.WRITE),
    /** Of a user, with permissions of its own that no answer tells. */
    FINE_GRAINED("github_pat_", GitHubCall.Rights.WRITE),
    /** Of an app's installation, as GitHub Actions' {@code GITHUB_TOKEN}; {@code permissions} are all false although it may write. */
    INSTALLATION("ghs_", GitHubCall.Rights.WRITE),
    /** Of an installation to which the workflow gave {@code contents: read} only. */
    INSTALLATION_READ("ghs_", GitHubCall.Rights.READ),
    /** Of a user who may only read, and therefore sees no drafts. */
    READ_ONLY("ghp_", GitHubCall.Rights.READ),
    /** Of a user whose organisation wants it authorised for single sign-on. */
    SSO("ghp_", GitHubCall.Rights.NONE),
    /** Expired or revoked. */
    EXPIRED("ghp_", GitHubCall.Rights.NONE);

    private final String prefix;
    private final GitHubCall.Rights rights;

    TokenKind(String prefix, GitHubCall.Rights rights) {
        this.prefix = prefix;
        this.rights = rights;
    }

    String prefix() {
        return prefix;
    }

    GitHubCall.Rights rights() {
        return rights;
    }

    /** Whether it may change what is below {@code .github/workflows}: a scope of its own, which Actions' token never has. */
    boolean changesWorkflows() {
        return this == CLASSIC;
    }

    /** Whether it belongs to an app and not to a user. */
    boolean ofInstallation() {
        return this == INSTALLATION || this == INSTALLATION_READ;
    }
}
