package ai.invoke.release.notes;

import ai.invoke.release.text.Printable;
import java.util.regex.Pattern;

/** Makes foreign text harmless inside GitHub Flavored Markdown: it reads the same and does nothing. */
public final class Markdown {

    private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_\\[\\]<>|~$]|#(?!\\d)|&(?=[#\\w])");
    /** GitHub resolves a backslash before it looks for mentions, so that only a character in between helps. */
    private static final Pattern MENTION = Pattern.compile("@(?=[A-Za-z0-9])");

    private static final Pattern LINK = Pattern.compile("(?i)(:(?=//)|\\bwww(?=\\.))");

    private Markdown() {}

    /**
     * Text that stands within a line, such as a name or the subject of a commit. Notifies nobody, links nowhere, makes no
     * markup; a reference such as {@code #123} stays, as it names a pull request of the same repository.
     *
     * @param text any text
     * @return one line of Markdown
     */
    public static String inline(String text) {
        String line = SPECIAL.matcher(Printable.prose(text)).replaceAll("\\\\$0");
        line = LINK.matcher(line).replaceAll("$1&#8203;");
        line = MENTION.matcher(line).replaceAll("@&#8203;");
        return line;
    }
}
