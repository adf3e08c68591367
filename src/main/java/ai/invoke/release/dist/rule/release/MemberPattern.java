package ai.invoke.release.dist.rule.release;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which members of an archive are meant, in Ant's way: {@code **} stands for any folders, {@code *} and {@code ?} for characters
 * of one name. Followed in all readings at once and not one after the other, so that its time is the length of the path times
 * that of the pattern, whatever they are; the names in an archive are not ours.
 */
final class MemberPattern {

    private enum Kind {
        /** This very character. */
        LITERAL,
        /** One character of a name. */
        ONE,
        /** Any characters of a name. */
        NAME,
        /** Any characters. */
        ANY,
        /** Nothing, or folders with the slash behind them. */
        FOLDERS,
        /** Within those folders, until a slash. */
        WITHIN
    }

    private record Step(Kind kind, int character) {}

    private final List<Step> steps;

    private MemberPattern(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /**
     * Reads a pattern.
     *
     * @param pattern every text is one; a slash at its end means all that lies in the folder
     */
    static MemberPattern of(String pattern) {
        String whole = pattern.endsWith("/") ? pattern + "**" : pattern;
        List<Step> steps = new ArrayList<>();
        int i = 0;
        while (i < whole.length()) {
            int c = whole.codePointAt(i);
            if (whole.startsWith("**/", i)) {
                steps.add(new Step(Kind.FOLDERS, c));
                steps.add(new Step(Kind.WITHIN, c));
                i += 3;
            } else if (whole.startsWith("**", i)) {
                steps.add(new Step(Kind.ANY, c));
                i += 2;
            } else {
                steps.add(new Step(c == '*' ? Kind.NAME : c == '?' ? Kind.ONE : Kind.LITERAL, c));
                i += Character.charCount(c);
            }
        }
        return new MemberPattern(steps);
    }

    /**
     * Whether a member is meant.
     *
     * @param path with {@code /} between folders
     */
    boolean matches(String path) {
        boolean[] now = new boolean[steps.size() + 1];
        boolean[] next = new boolean[steps.size() + 1];
        now[0] = true;
        skip(now);
        for (int i = 0; i < path.length(); ) {
            int c = path.codePointAt(i);
            Arrays.fill(next, false);
            for (int at = 0; at < steps.size(); at++) {
                if (now[at]) {
                    take(at, c, next);
                }
            }
            skip(next);
            boolean[] free = now;
            now = next;
            next = free;
            i += Character.charCount(c);
        }
        return now[steps.size()];
    }

    private void take(int at, int c, boolean[] next) {
        switch (steps.get(at).kind()) {
            case LITERAL -> next[at + 1] |= c == steps.get(at).character();
            case ONE -> next[at + 1] |= c != '/';
            case NAME -> next[at] |= c != '/';
            case ANY -> next[at] = true;
            case WITHIN -> {
                next[at] = true;
                next[at + 1] |= c == '/';
            }
            case FOLDERS -> {
                // Left without taking anything.
            }
        }
    }

    /** Where one gets without a character. */
    private void skip(boolean[] reached) {
        for (int at = 0; at < steps.size(); at++) {
            if (reached[at]) {
                switch (steps.get(at).kind()) {
                    case NAME, ANY -> reached[at + 1] = true;
                    case FOLDERS -> {
                        reached[at + 1] = true;
                        reached[at + 2] = true;
                    }
                    case LITERAL, ONE, WITHIN -> {
                        // These want a character.
                    }
                }
            }
        }
    }
}
