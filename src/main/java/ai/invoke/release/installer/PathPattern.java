package ai.invoke.release.installer;

import ai.invoke.release.text.Glob;
import java.util.BitSet;
import java.util.List;

/**
 * A pattern for relative paths, as users know it from Ant and Maven: {@code ?} one character, {@code *} any characters but
 * a slash, {@code **} as a whole segment any number of segments. Case matters, so that a pattern means the same everywhere.
 */
final class PathPattern {

    private static final String ANY_DEPTH = "**";

    private final List<String> segments;
    private final List<Glob> globs;

    /**
     * Parses a pattern.
     *
     * @param text with {@code /} or {@code \} between segments; one that ends in a slash means everything below
     */
    PathPattern(String text) {
        String slashed = text.replace('\\', '/');
        this.segments = List.of((slashed.endsWith("/") ? slashed + ANY_DEPTH : slashed).split("/", -1));
        this.globs = segments.stream().map(Glob::simple).toList();
    }

    /**
     * Whether a file is meant.
     *
     * @param path the segments of its relative path
     * @return true when the whole path fits
     */
    boolean matches(List<String> path) {
        return after(path).get(segments.size());
    }

    /**
     * Whether something below a folder could be meant, so that folders that cannot matter are never entered.
     *
     * @param folder the segments of its relative path
     * @return false when no path below it can fit
     */
    boolean couldMatchBelow(List<String> folder) {
        return after(folder).previousSetBit(segments.size() - 1) >= 0;
    }

    /** How many segments of the pattern may have been used up, so that nothing is tried twice. */
    private BitSet after(List<String> path) {
        BitSet used = new BitSet();
        used.set(0);
        passAnyDepth(used);
        for (String name : path) {
            BitSet next = new BitSet();
            used.stream().filter(at -> at < segments.size()).forEach(at -> {
                if (segments.get(at).equals(ANY_DEPTH)) {
                    next.set(at);
                } else if (globs.get(at).matches(name)) {
                    next.set(at + 1);
                }
            });
            used = next;
            passAnyDepth(used);
        }
        return used;
    }

    /** Such a segment may stand for none. */
    private void passAnyDepth(BitSet used) {
        for (int at = 0; at < segments.size(); at++) {
            if (used.get(at) && segments.get(at).equals(ANY_DEPTH)) {
                used.set(at + 1);
            }
        }
    }
}
