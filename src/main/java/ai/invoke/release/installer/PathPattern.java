package ai.invoke.release.installer;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A pattern for relative paths, as users know it from Ant and Maven: {@code ?} one character, {@code *} any characters but
 * a slash, {@code **} as a whole segment any number of segments. Case matters, so that a pattern means the same everywhere.
 */
final class PathPattern {

    private static final String ANY_DEPTH = "**";

    private final List<String> segments;

    /**
     * Parses a pattern.
     *
     * @param text with {@code /} or {@code \} between segments; one that ends in a slash means everything below
     */
    PathPattern(String text) {
        String slashed = text.replace('\\', '/');
        this.segments = List.of((slashed.endsWith("/") ? slashed + ANY_DEPTH : slashed).split("/", -1));
    }

    /**
     * Whether a file is meant.
     *
     * @param path the segments of its relative path
     * @return true when the whole path fits
     */
    boolean matches(List<String> path) {
        return fits(0, path, 0, false);
    }

    /**
     * Whether something below a folder could be meant, so that folders that cannot matter are never entered.
     *
     * @param folder the segments of its relative path
     * @return false when no path below it can fit
     */
    boolean couldMatchBelow(List<String> folder) {
        return fits(0, folder, 0, true);
    }

    private boolean fits(int at, List<String> path, int from, boolean prefix) {
        if (from == path.size()) {
            return prefix
                    ? at < segments.size()
                    : segments.subList(at, segments.size()).stream().allMatch(ANY_DEPTH::equals);
        }
        if (at == segments.size()) {
            return false;
        }
        if (segments.get(at).equals(ANY_DEPTH)) {
            return fits(at + 1, path, from, prefix) || fits(at, path, from + 1, prefix);
        }
        return segment(segments.get(at)).matcher(path.get(from)).matches() && fits(at + 1, path, from + 1, prefix);
    }

    private static Pattern segment(String text) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(text.substring(i, i + 1)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
