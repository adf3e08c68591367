package ai.invoke.release.github.api;

/**
 * What a draft is made of.
 *
 * @param tag the tag it is for
 * @param title its title
 * @param body its notes, at most 125,000 characters
 * @param prerelease whether it will be marked as a pre-release
 */
public record ReleaseDraft(String tag, String title, String body, boolean prerelease) {

    /** GitHub refuses longer notes. */
    public static final int BODY_LIMIT = 125_000;
}
