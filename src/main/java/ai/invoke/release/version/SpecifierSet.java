package ai.invoke.release.version;

import ai.invoke.release.text.LetterCase;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What versions are wanted, as PEP 440 writes it: {@code >=3.11,<3.13}. Reads and matches as {@code
 * packaging.specifiers.SpecifierSet} does.
 *
 * @param clauses all must match; an empty list matches every version
 */
public record SpecifierSet(List<Clause> clauses) {

    /** How a clause compares. */
    public enum Operator {
        /** {@code ===}: the same text. */
        IDENTICAL("==="),
        /** {@code ~=}: at least this, with the same beginning. */
        COMPATIBLE("~="),
        /** {@code ==}, also with {@code .*}. */
        EQUAL("=="),
        /** {@code !=}, also with {@code .*}. */
        DIFFERENT("!="),
        /** {@code <=}. */
        AT_MOST("<="),
        /** {@code >=}. */
        AT_LEAST(">="),
        /** {@code <}: not a pre-release of the bound either. */
        LESS("<"),
        /** {@code >}: not a post-release or local version of the bound either. */
        GREATER(">");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        /**
         * As it is written.
         *
         * @return for instance {@code >=}
         */
        public String sign() {
            return sign;
        }
    }

    /**
     * A comparison with one version.
     *
     * @param operator how to compare
     * @param version with what, as written, with {@code .*} where it was given
     */
    public record Clause(Operator operator, String version) {

        @Override
        public String toString() {
            return operator.sign() + version;
        }
    }

    // ASCII only, and possessive where nothing that was taken is ever given back.
    private static final String RELEASE = "v?+(?:[0-9]++!)?[0-9]++(?:\\.[0-9]++)*+";
    private static final String PRE = "(?:[-_.]?(?:alpha|beta|preview|pre|a|b|c|rc)[-_.]?[0-9]*+)?";
    private static final String POST = "(?:-[0-9]++|[-_.]?(?:post|rev|r)[-_.]?[0-9]*+)?";
    private static final String DEV = "(?:[-_.]?dev[-_.]?[0-9]*+)?";
    private static final String LOCAL = "(?:\\+[a-z0-9]++(?:[-_.][a-z0-9]++)*+)?";

    /** Python's {@code \s}, which is wider than Java's. */
    private static final String SPACE =
            "[\\x09-\\x0d\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";

    /**
     * One clause as a pattern, for grammars that contain it; ignores case, ASCII only.
     */
    public static final String CLAUSE_PATTERN = "(?:===" + SPACE + "*+[^" + SPACE.substring(1, SPACE.length() - 1)
            + ";)]*+|(?:==|!=)" + SPACE + "*+" + RELEASE + "(?:\\.\\*|" + PRE + POST + DEV + LOCAL + ")|~=" + SPACE
            + "*+v?+(?:[0-9]++!)?[0-9]++(?:\\.[0-9]++)++" + PRE + POST + DEV + "|(?:<=|>=|<|>)" + SPACE + "*+" + RELEASE
            + PRE + POST + DEV + ")";

    private static final Pattern CLAUSE =
            Pattern.compile(SPACE + "*+(" + CLAUSE_PATTERN + ")" + SPACE + "*+", Pattern.CASE_INSENSITIVE);

    /** Longer clauses are nobody's; the pattern needs some stack for every dot. */
    private static final int LONGEST = 4000;

    /** Keeps the order of writing. */
    public SpecifierSet {
        clauses = List.copyOf(clauses);
    }

    /**
     * Reads a set.
     *
     * @param text comma separated clauses; white space and empty clauses are allowed, as in {@code packaging}
     * @return the set, or empty when the text is none
     */
    public static Optional<SpecifierSet> tryParse(String text) {
        List<Clause> clauses = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (isBlank(part)) {
                continue;
            }
            Matcher matcher = CLAUSE.matcher(part);
            if (part.length() > LONGEST || !matcher.matches()) {
                return Optional.empty();
            }
            Optional<Clause> clause = clause(matcher.group(1));
            if (clause.isEmpty()) {
                return Optional.empty();
            }
            clauses.add(clause.get());
        }
        return Optional.of(new SpecifierSet(clauses));
    }

    private static Optional<Clause> clause(String text) {
        Operator operator = Arrays.stream(Operator.values())
                .filter(each -> text.startsWith(each.sign()))
                .findFirst()
                .orElseThrow();
        String version = trim(text.substring(operator.sign().length()));
        // More digits than CPython converts pass the pattern but are no version.
        boolean known = operator == Operator.IDENTICAL
                || PyVersion.tryParse(withoutStar(version)).isPresent();
        return known ? Optional.of(new Clause(operator, version)) : Optional.empty();
    }

    /**
     * Whether a version is in the set. Pre-releases are compared like others and not left out: {@code packaging} since 26
     * says so of a single version, and pip does so for {@code Requires-Python}.
     *
     * @param version the candidate
     * @return true when every clause matches
     */
    public boolean matches(PyVersion version) {
        return clauses.stream().allMatch(clause -> matches(clause, version));
    }

    /**
     * A form that is the same for sets that mean the same: sorted, without trailing zeros, in normal form.
     *
     * @return for instance {@code <3.13,>=3.11}
     */
    public String canonical() {
        return clauses.stream().map(SpecifierSet::canonical).sorted().distinct().collect(Collectors.joining(","));
    }

    /** The clauses as written, joined by commas. */
    @Override
    public String toString() {
        return clauses.stream().map(Clause::toString).collect(Collectors.joining(","));
    }

    private static boolean matches(Clause clause, PyVersion version) {
        if (clause.operator() == Operator.IDENTICAL) {
            return version.normalized().equals(LetterCase.lower(clause.version()));
        }
        PyVersion bound = PyVersion.parse(withoutStar(clause.version()));
        boolean star = clause.version().endsWith(".*");
        return switch (clause.operator()) {
            case EQUAL -> star ? startsWith(version, bound, bound.release().size()) : equal(version, bound);
            case DIFFERENT -> star ? !startsWith(version, bound, bound.release().size()) : !equal(version, bound);
            case COMPATIBLE ->
                version.compareTo(bound) >= 0
                        && startsWith(version, bound, bound.release().size() - 1);
            case AT_LEAST -> version.compareTo(bound) >= 0;
            case AT_MOST -> version.publicVersion().compareTo(bound) <= 0;
            case LESS -> isLess(version, bound);
            case GREATER -> isGreater(version, bound);
            case IDENTICAL -> throw new AssertionError("compared as text above");
        };
    }

    private static boolean equal(PyVersion version, PyVersion bound) {
        return (bound.local().isPresent() ? version : version.publicVersion()).compareTo(bound) == 0;
    }

    private static boolean isLess(PyVersion version, PyVersion bound) {
        if (bound.isPrerelease()) {
            return version.compareTo(bound) < 0;
        }
        // PEP 440: "<2.0" does not want the pre-releases of 2.0 either; the first of them is 2.0.dev0.
        PyVersion first = new PyVersion(
                bound.epoch(), bound.release(), null, bound.post().orElse(null), BigInteger.ZERO, List.of());
        return version.compareTo(first) < 0;
    }

    private static boolean isGreater(PyVersion version, PyVersion bound) {
        if (version.compareTo(bound) <= 0) {
            return false;
        }
        if (!sameBase(version, bound) || !version.pre().equals(bound.pre())) {
            return true;
        }
        // PEP 440: ">1.0" wants neither 1.0.post1 nor 1.0+local, ">1.0.post1" not 1.0.post1+local.
        return (bound.dev().isPresent() || bound.post().isPresent())
                && version.publicVersion().compareTo(bound) > 0;
    }

    private static boolean sameBase(PyVersion a, PyVersion b) {
        return a.baseVersion().compareTo(b.baseVersion()) == 0;
    }

    private static boolean startsWith(PyVersion version, PyVersion bound, int length) {
        if (!version.epoch().equals(bound.epoch())) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            BigInteger number = i < version.release().size() ? version.release().get(i) : BigInteger.ZERO;
            if (!number.equals(bound.release().get(i))) {
                return false;
            }
        }
        return true;
    }

    private static String canonical(Clause clause) {
        if (clause.operator() == Operator.IDENTICAL) {
            return clause.toString();
        }
        if (clause.version().endsWith(".*")) {
            return clause.toString();
        }
        PyVersion version = PyVersion.parse(clause.version());
        // "~=1.0" and "~=1.0.0" mean different sets, all other operators ignore trailing zeros.
        return clause.operator().sign()
                + (clause.operator() == Operator.COMPATIBLE ? version.normalized() : withoutTrailingZeros(version));
    }

    private static String withoutTrailingZeros(PyVersion version) {
        String text = version.normalized();
        String base = version.baseVersion().normalized();
        int end = base.length();
        while (base.startsWith(".0", end - 2)) {
            end -= 2;
        }
        return base.substring(0, end) + text.substring(base.length());
    }

    private static String withoutStar(String version) {
        return version.endsWith(".*") ? version.substring(0, version.length() - 2) : version;
    }

    private static String trim(String text) {
        return text.replaceFirst("^" + SPACE + "++", "");
    }

    private static boolean isBlank(String text) {
        return trim(text).isEmpty();
    }
}
