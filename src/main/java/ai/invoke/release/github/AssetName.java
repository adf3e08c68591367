package ai.invoke.release.github;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which names of files GitHub keeps as they are. It documents no list; this one is what it was seen to keep. Everything else it
 * replaces without a word, so that links and checksums name a file that is not there.
 */
public final class AssetName {

    private static final Pattern KEPT = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._+@-]*[A-Za-z0-9])?");
    private static final Pattern REPLACED = Pattern.compile("[^A-Za-z0-9._+@-]");
    private static final int LIMIT = 255;

    private AssetName() {}

    /**
     * Why GitHub would not keep a name.
     *
     * @param name the file's name
     * @return the reason; empty for a good name
     */
    public static Optional<String> problem(String name) {
        if (name.isEmpty() || name.length() > LIMIT) {
            return Optional.of("it has " + name.length() + " characters; 1 to " + LIMIT + " are taken");
        }
        Optional<String> replaced = REPLACED.matcher(name)
                .results()
                .findFirst()
                .map(match -> match.group().codePointAt(0))
                .map(character -> "GitHub replaces "
                        + (character > ' ' && character < 0x7f
                                ? "'" + Character.toString(character) + "'"
                                : String.format("the character U+%04X", character)));
        if (replaced.isPresent()) {
            return replaced;
        }
        if (name.contains("..")) {
            return Optional.of("GitHub makes one dot of several");
        }
        return KEPT.matcher(name).matches()
                ? Optional.empty()
                : Optional.of("GitHub keeps a name only when it begins and ends with a letter or digit");
    }
}
