package ai.invoke.release.build.frontend;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Versions as npm writes them under {@code engines} and {@code devEngines}: {@code ^20.11}, {@code >=9 <11}, {@code 1 || 2.x}.
 * A pre-release counts as a little less than the version that it leads to.
 *
 * @see <a href="https://github.com/npm/node-semver">node-semver</a>
 */
public final class NpmRange {

    private static final Pattern GAP = Pattern.compile("(?<operator>>=|<=|>|<|=|\\^|~)\\s++");
    private static final Pattern HYPHEN = Pattern.compile("(?<from>\\S++)\\s++-\\s++(?<to>\\S++)");
    private static final Pattern PART = Pattern.compile("(?<operator>>=|<=|>|<|=|\\^|~|)v?+(?<major>\\d{1,9}+|[xX*])"
            + "(\\.(?<minor>\\d{1,9}+|[xX*])(\\.(?<patch>\\d{1,9}+|[xX*])(?<rest>[-+][0-9A-Za-z.+-]*+)?+)?+)?+");

    /** A version; {@code pre} orders a pre-release before its release. */
    private record Version(int major, int minor, int patch, boolean pre) implements Comparable<Version> {

        @Override
        public int compareTo(Version other) {
            int order = Integer.compare(major, other.major);
            order = order != 0 ? order : Integer.compare(minor, other.minor);
            order = order != 0 ? order : Integer.compare(patch, other.patch);
            return order != 0 ? order : Boolean.compare(other.pre, pre);
        }
    }

    /** From the first, up to and without the second. */
    private record Span(Version from, Optional<Version> before) {

        boolean holds(Version version) {
            return version.compareTo(from) >= 0
                    && before.filter(limit -> version.compareTo(limit) >= 0).isEmpty();
        }
    }

    private static final Version ZERO = new Version(0, 0, 0, false);

    private final String text;
    private final List<List<Span>> alternatives;

    private NpmRange(String text, List<List<Span>> alternatives) {
        this.text = text;
        this.alternatives = alternatives;
    }

    /**
     * Reads a range.
     *
     * @param text as it stands in {@code package.json}
     * @return empty when it is none, for instance {@code please-use-pnpm}
     */
    public static Optional<NpmRange> parse(String text) {
        List<List<Span>> alternatives = new ArrayList<>();
        for (String alternative : text.split("\\|\\|", -1)) {
            Optional<List<Span>> spans = spans(alternative.strip());
            if (spans.isEmpty()) {
                return Optional.empty();
            }
            alternatives.add(spans.get());
        }
        return Optional.of(new NpmRange(text.strip(), alternatives));
    }

    /**
     * A range that is known to be one.
     *
     * @param text the range
     * @return it
     */
    static NpmRange of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException(text));
    }

    private static Optional<List<Span>> spans(String text) {
        Matcher hyphen = HYPHEN.matcher(text);
        String plain = hyphen.matches() ? ">=" + hyphen.group("from") + " <=" + hyphen.group("to") : text;
        List<Span> spans = new ArrayList<>();
        for (String part : GAP.matcher(plain).replaceAll("${operator}").split("\\s+", -1)) {
            if (!part.isEmpty()) {
                Matcher matcher = PART.matcher(part);
                if (!matcher.matches()) {
                    return Optional.empty();
                }
                spans.add(span(matcher));
            }
        }
        return Optional.of(spans);
    }

    private static Span span(Matcher part) {
        Optional<Integer> major = number(part.group("major"));
        if (major.isEmpty()) {
            return new Span(ZERO, Optional.empty());
        }
        Optional<Integer> minor = number(part.group("minor"));
        Optional<Integer> patch = minor.flatMap(known -> number(part.group("patch")));
        boolean pre = Optional.ofNullable(part.group("rest"))
                .filter(rest -> rest.startsWith("-"))
                .isPresent();
        Version low = new Version(major.get(), minor.orElse(0), patch.orElse(0), pre);
        Version next = next(major.get(), minor, patch);
        return switch (part.group("operator")) {
            case ">=" -> new Span(low, Optional.empty());
            case ">" -> new Span(patch.isPresent() ? after(low) : next, Optional.empty());
            case "<" -> new Span(ZERO, Optional.of(low));
            case "<=" -> new Span(ZERO, Optional.of(patch.isPresent() ? after(low) : next));
            case "^" -> new Span(low, Optional.of(caret(major.get(), minor, patch)));
            case "~" ->
                new Span(low, Optional.of(minor.isPresent() ? next(major.get(), minor, Optional.empty()) : next));
            default -> new Span(low, Optional.of(patch.isPresent() ? after(low) : next));
        };
    }

    private static Version after(Version version) {
        return version.pre()
                ? new Version(version.major(), version.minor(), version.patch(), false)
                : new Version(version.major(), version.minor(), version.patch() + 1, true);
    }

    /** The first version that the given numbers do not stand for. */
    private static Version next(int major, Optional<Integer> minor, Optional<Integer> patch) {
        if (minor.isEmpty()) {
            return new Version(major + 1, 0, 0, true);
        }
        return patch.isEmpty()
                ? new Version(major, minor.get() + 1, 0, true)
                : new Version(major, minor.get(), patch.get() + 1, true);
    }

    /** The left-most number that is not zero may not change. */
    private static Version caret(int major, Optional<Integer> minor, Optional<Integer> patch) {
        if (major > 0 || minor.isEmpty()) {
            return new Version(major + 1, 0, 0, true);
        }
        return minor.get() > 0 || patch.isEmpty()
                ? new Version(0, minor.get() + 1, 0, true)
                : new Version(0, 0, patch.get() + 1, true);
    }

    private static Optional<Integer> number(String text) {
        return Optional.ofNullable(text)
                .filter(part -> Character.isDigit(part.charAt(0)))
                .map(Integer::valueOf);
    }

    /**
     * Orders versions.
     *
     * @param one for instance {@code 9.12.0}
     * @param other for instance {@code 10.0.0}
     * @return negative when the first is the lower one; what is no version is lower than any
     */
    static int compare(String one, String other) {
        return version(one).compareTo(version(other));
    }

    private static Version version(String text) {
        Matcher matcher = PART.matcher(text.strip());
        return matcher.matches() ? span(matcher).from() : ZERO;
    }

    /**
     * Whether a version is in the range.
     *
     * @param version for instance {@code 20.11.1}, with or without a {@code v}
     * @return false also for what is no version
     */
    public boolean accepts(String version) {
        Matcher matcher = PART.matcher(version.strip());
        if (!matcher.matches() || !matcher.group("operator").isEmpty()) {
            return false;
        }
        Version found = span(matcher).from();
        return alternatives.stream().anyMatch(spans -> spans.stream().allMatch(span -> span.holds(found)));
    }

    @Override
    public String toString() {
        return text;
    }
}
