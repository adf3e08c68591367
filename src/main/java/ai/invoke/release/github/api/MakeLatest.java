package ai.invoke.release.github.api;

/**
 * Whether a release is shown as "Latest". GitHub's own choice ({@code legacy}) reads tags as semantic versions and is wrong for
 * PEP 440 ones, so it is never left to it.
 */
public enum MakeLatest {
    /** Shown as latest. */
    TRUE("true"),
    /** Not shown as latest: a pre-release, or a release of an older line. */
    FALSE("false");

    private final String text;

    MakeLatest(String text) {
        this.text = text;
    }

    /**
     * The word that the API takes; a JSON boolean would be refused.
     *
     * @return {@code "true"} or {@code "false"}
     */
    public String text() {
        return text;
    }
}
