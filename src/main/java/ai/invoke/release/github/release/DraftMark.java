package ai.invoke.release.github.release;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line at the end of a draft's notes that tells which plan it belongs to. An HTML comment, so that readers of the page do
 * not see it; in the notes and not elsewhere, because nothing else of a draft is free to write.
 */
public final class DraftMark {

    /** How the line begins. */
    static final String PREFIX = "<!-- invokeai-release-plan:";

    private static final Pattern MARK = Pattern.compile("<!-- invokeai-release-plan: ([0-9a-f]{64}) -->");

    private DraftMark() {}

    static String append(String body, String planDigest) {
        String notes = body.replace("\r\n", "\n").stripTrailing();
        return notes + (notes.isEmpty() ? "" : "\n\n") + PREFIX + " " + planDigest + " -->\n";
    }

    /**
     * The plan that some notes belong to; of several marks the last, which is where it is written.
     *
     * @param body notes as GitHub has them
     * @return the SHA-256 of the plan; empty when there is no mark
     */
    public static Optional<String> of(String body) {
        Optional<String> found = Optional.empty();
        Matcher mark = MARK.matcher(body);
        while (mark.find()) {
            found = Optional.of(mark.group(1));
        }
        return found;
    }

    /** Whether two notes are the same but for line ends and the white space at the end, which forms and servers change. */
    static boolean sameText(String a, String b) {
        return a.replace("\r\n", "\n")
                .stripTrailing()
                .equals(b.replace("\r\n", "\n").stripTrailing());
    }
}
