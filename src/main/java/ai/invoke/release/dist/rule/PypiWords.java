package ai.invoke.release.dist.rule;

/** Turns of phrase that several of PyPI's answers share. */
public final class PypiWords {

    private PypiWords() {}

    /**
     * What {@code _is_valid_dist_file} found.
     *
     * @param why the reason, in the words of PyPI
     * @return the answer of PyPI
     */
    public static String invalidFile(String why) {
        return "Invalid distribution file. " + why;
    }

    /**
     * What {@code validate_zipfile} found.
     *
     * @param why the reason, in the words of PyPI
     * @return the answer of PyPI
     */
    public static String zip(String why) {
        return archive("ZIP", why);
    }

    /**
     * What the check of tar members found.
     *
     * @param why the reason, in the words of PyPI
     * @return the answer of PyPI
     */
    public static String tar(String why) {
        return archive("tar", why);
    }

    private static String archive(String kind, String why) {
        return invalidFile(
                kind + " archive not accepted: " + why + ". See https://docs.pypi.org/archives for more information");
    }
}
