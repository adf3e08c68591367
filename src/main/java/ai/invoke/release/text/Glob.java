package ai.invoke.release.text;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern for names. Strangers may have written it, or the name, so it takes at most the product of both lengths: all places of the
 * name that the pattern can have come to are followed at once. The JDK makes a regular expression of a glob, which goes back to each
 * star and takes exponential time.
 */
public final class Glob {

    /** Leads from the places that were come to in a text to those behind one more element of the pattern. */
    @FunctionalInterface
    private interface Element {
        BitSet after(BitSet places, int[] text);
    }

    private final List<Element> elements;

    private Glob(List<Element> elements) {
        this.elements = List.copyOf(elements);
    }

    /**
     * A pattern of {@code *}, any characters, and {@code ?}, any one.
     *
     * @param pattern all else stands for itself
     * @return the pattern
     */
    public static Glob simple(String pattern) {
        return new Glob(pattern.codePoints()
                .mapToObj(c -> switch (c) {
                    case '*' -> any(true);
                    case '?' -> one(any -> true);
                    default -> one(other -> other == c);
                })
                .toList());
    }

    /**
     * A pattern for paths with {@code /}, as {@link java.nio.file.FileSystem#getPathMatcher} reads a glob on Linux: {@code *} and
     * {@code ?} stop at a slash, {@code **} does not, {@code [a-z]} and {@code [!a-z]} are one character, {@code {a,b}} is the one or
     * the other, and a {@code \} takes the next character literally. Case matters everywhere.
     *
     * @param pattern the pattern
     * @return the pattern
     * @throws PatternSyntaxException when a bracket or a brace has no other, or a group is in a group
     */
    public static Glob path(String pattern) {
        return new Glob(new Parser(pattern).sequence(false));
    }

    /**
     * Whether a text fits.
     *
     * @param text all of it
     * @return true when it does
     */
    public boolean matches(String text) {
        int[] characters = text.codePoints().toArray();
        BitSet start = new BitSet();
        start.set(0);
        return after(elements, start, characters).get(characters.length);
    }

    private static BitSet after(List<Element> elements, BitSet places, int[] text) {
        BitSet now = places;
        for (Element element : elements) {
            if (now.isEmpty()) {
                return now;
            }
            now = element.after(now, text);
        }
        return now;
    }

    private static Element one(IntPredicate wanted) {
        return (places, text) -> {
            BitSet next = new BitSet();
            for (int at = places.nextSetBit(0); at >= 0 && at < text.length; at = places.nextSetBit(at + 1)) {
                if (wanted.test(text[at])) {
                    next.set(at + 1);
                }
            }
            return next;
        };
    }

    private static Element any(boolean slashes) {
        return (places, text) -> {
            BitSet next = new BitSet();
            for (int at = places.nextSetBit(0); at >= 0; at = places.nextSetBit(at)) {
                int end = at;
                while (end < text.length && (slashes || text[end] != '/')) {
                    end++;
                }
                next.set(at, end + 1);
                at = end + 1;
            }
            return next;
        };
    }

    private static Element either(List<List<Element>> alternatives) {
        return (places, text) -> {
            BitSet next = new BitSet();
            alternatives.forEach(one -> next.or(after(one, places, text)));
            return next;
        };
    }

    /** Groups are in no group, so that nothing here is deep. */
    private static final class Parser {

        private final String pattern;
        private final int[] text;
        private int at;

        Parser(String pattern) {
            this.pattern = pattern;
            this.text = pattern.codePoints().toArray();
        }

        private PatternSyntaxException wrong(String what) {
            return new PatternSyntaxException(what, pattern, -1);
        }

        private boolean isNext(char wanted) {
            return at < text.length && text[at] == wanted;
        }

        List<Element> sequence(boolean inGroup) {
            List<Element> elements = new ArrayList<>();
            while (at < text.length && !(inGroup && (text[at] == ',' || text[at] == '}'))) {
                int c = text[at++];
                elements.add(
                        switch (c) {
                            case '*' -> any(isNext('*') && at++ > 0);
                            case '?' -> one(other -> other != '/');
                            case '[' -> one(bracket());
                            case '{' -> {
                                if (inGroup) {
                                    throw wrong("a group is in a group");
                                }
                                yield group();
                            }
                            case '\\' -> {
                                if (at == text.length) {
                                    throw wrong("there is nothing behind the last \\");
                                }
                                int literal = text[at++];
                                yield one(other -> other == literal);
                            }
                            default -> one(other -> other == c);
                        });
            }
            return elements;
        }

        private Element group() {
            List<List<Element>> alternatives = new ArrayList<>(List.of(sequence(true)));
            while (isNext(',')) {
                at++;
                alternatives.add(sequence(true));
            }
            if (!isNext('}')) {
                throw wrong("a { has no }");
            }
            at++;
            return either(alternatives);
        }

        private IntPredicate bracket() {
            boolean negated = isNext('!');
            at += negated ? 1 : 0;
            List<int[]> ranges = new ArrayList<>();
            int start = at;
            while (!isNext(']') || at == start) {
                if (at == text.length || text[at] == '/') {
                    throw wrong(at == text.length ? "a [ has no ]" : "a / is in brackets");
                }
                int first = text[at++];
                int last = first;
                if (isNext('-') && at + 1 < text.length && text[at + 1] != ']') {
                    last = text[at + 1];
                    at += 2;
                }
                if (last < first) {
                    throw wrong("no range leads from " + Character.toString(first) + " to " + Character.toString(last));
                }
                ranges.add(new int[] {first, last});
            }
            at++;
            return other -> other != '/'
                    && negated != ranges.stream().anyMatch(range -> range[0] <= other && other <= range[1]);
        }
    }
}
