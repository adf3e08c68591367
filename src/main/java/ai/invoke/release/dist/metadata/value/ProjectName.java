package ai.invoke.release.dist.metadata.value;

import ai.invoke.release.text.LetterCase;
import java.util.regex.Pattern;

/** Names of Python projects, in the forms that the standards tell apart. */
public final class ProjectName {

    private static final Pattern SEPARATORS = Pattern.compile("[-_.]+");

    private ProjectName() {}

    /**
     * The normal form of PEP 503, used in index URLs and for comparison.
     *
     * @param name any project name
     * @return for instance {@code invoke-ai} for {@code Invoke_AI}
     */
    public static String normalize(String name) {
        return LetterCase.lower(SEPARATORS.matcher(name).replaceAll("-"));
    }

    /**
     * The form in file names of wheels and sdists (PEP 427, PEP 625).
     *
     * @param name any project name
     * @return the normal form with {@code _} for {@code -}
     */
    public static String forFileName(String name) {
        return normalize(name).replace('-', '_');
    }
}
