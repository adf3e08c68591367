package ai.invoke.release.version;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A version of a Python package as <a href="https://peps.python.org/pep-0440/">PEP 440</a> defines it: read, written,
 * compared and classified exactly as Python's {@code packaging} 26.2 does, which is what pip and PyPI use.
 *
 * <p>For those who know Maven's or semantic versions: a version is
 *
 * <pre>{@code
 * [epoch!]release[{a|b|rc}number][.postnumber][.devnumber][+local]
 *       1!  2.0.1     rc       3    .post 4       .dev 5   +cu118
 * }</pre>
 *
 * <ul>
 *   <li><b>epoch</b>: 0 unless said otherwise; a higher epoch is newer than everything of a lower one. Almost never used.
 *   <li><b>release</b>: any count of numbers of any size. {@code 1.0} and {@code 1.0.0} are <em>equal</em>, although
 *       they are different texts and make different file names.
 *   <li><b>pre-release</b>: alpha, beta or release candidate, before the release itself.
 *   <li><b>post-release</b>: after the release, for a corrected description or the like.
 *   <li><b>development release</b>: before whatever it is attached to. {@code 1.0.dev1 < 1.0a1 < 1.0 < 1.0.post1.dev1 <
 *       1.0.post1}.
 *   <li><b>local</b>: a build made by somebody else than the project, newer than the same version without it. PyPI and
 *       every other public index refuse it.
 * </ul>
 *
 * <p>There are many spellings of one version: {@code v1.0-ALPHA_01}, {@code 1.0.a1} and {@code 1.0a1} are the same.
 * {@link #normalized()} is the one that tools write, also into file names. A hyphen and a number is a post-release
 * ({@code 1.0-1} is {@code 1.0.post1}), and a missing number is 0 ({@code 1.0rc} is {@code 1.0rc0}).
 *
 * <p>Immutable. {@code equals}, {@code hashCode} and {@code compareTo} agree: equal versions may have been spelt
 * differently.
 */
public final class PyVersion implements Comparable<PyVersion> {

    /** The three stages before a release, in their order. */
    public enum Stage {
        /** {@code a}, also spelt {@code alpha}. */
        ALPHA("a", 0),
        /** {@code b}, also spelt {@code beta}. */
        BETA("b", 1),
        /** {@code rc}, also spelt {@code c}, {@code pre} or {@code preview}. */
        CANDIDATE("rc", 2);

        private final String letters;
        private final int rank;

        Stage(String letters, int rank) {
            this.letters = letters;
            this.rank = rank;
        }

        /**
         * How the normal form writes the stage.
         *
         * @return {@code a}, {@code b} or {@code rc}
         */
        public String letters() {
            return letters;
        }
    }

    /**
     * The pre-release part, for instance {@code rc1}.
     *
     * @param stage how far from the release
     * @param number which one of that stage, from 0
     */
    public record Pre(Stage stage, BigInteger number) {

        @Override
        public String toString() {
            return stage.letters() + number;
        }
    }

    private static final Comparator<PyVersion> ORDER = Comparator.comparing(PyVersion::epoch)
            .thenComparing(PyVersion::compareReleases)
            .thenComparing(PyVersion::compareSuffixes)
            .thenComparing(PyVersion::compareLocals);

    private final BigInteger epoch;
    private final List<BigInteger> release;
    private final @Nullable Pre pre;
    private final @Nullable BigInteger post;
    private final @Nullable BigInteger dev;
    private final List<String> local;
    private final String normalized;

    PyVersion(
            BigInteger epoch,
            List<BigInteger> release,
            @Nullable Pre pre,
            @Nullable BigInteger post,
            @Nullable BigInteger dev,
            List<String> local) {
        this.epoch = epoch;
        this.release = List.copyOf(release);
        this.pre = pre;
        this.post = post;
        this.dev = dev;
        this.local = List.copyOf(local);
        this.normalized = write();
    }

    /**
     * Reads a version. White space around it is allowed, as Python allows it.
     *
     * @param text any text, of any length; a number of more than 4300 digits makes it invalid, as in Python
     * @return the version, or empty when the text is not PEP 440
     */
    public static Optional<PyVersion> tryParse(String text) {
        return Optional.ofNullable(new PyVersionParser(text).parse());
    }

    /**
     * Where a text stops being a PEP 440 version.
     *
     * @param text any text
     * @return the index of the first character that no version can have there, {@code text.length()} when the text ends
     *     too early; empty when the text is a version
     */
    public static OptionalInt firstWrong(String text) {
        PyVersionParser parser = new PyVersionParser(text);
        return parser.parse() == null ? OptionalInt.of(parser.position()) : OptionalInt.empty();
    }

    /**
     * Reads a version that is known to be one.
     *
     * @param text a PEP 440 version
     * @return the version
     * @throws IllegalArgumentException when it is not PEP 440
     */
    public static PyVersion parse(String text) {
        return tryParse(text).orElseThrow(() -> new IllegalArgumentException("not a PEP 440 version: " + text));
    }

    /**
     * The normal form, the one that file names use. Reading it again gives an equal version with the same normal form.
     *
     * @return for instance {@code 5.0.0a1}; zeros at the end of the release stay, so equal versions may differ here in
     *     these only
     */
    public String normalized() {
        return normalized;
    }

    /**
     * The epoch of the version, 0 unless it is written.
     *
     * @return at least 0, and 0 nearly always
     */
    public BigInteger epoch() {
        return epoch;
    }

    /**
     * The numbers of the release, zeros at the end included.
     *
     * @return at least one number, for instance {@code [5, 0, 0]}
     */
    public List<BigInteger> release() {
        return release;
    }

    /**
     * The alpha, beta or release candidate part.
     *
     * @return for instance {@code rc1} of {@code 1.0rc1.dev2}
     */
    public Optional<Pre> pre() {
        return Optional.ofNullable(pre);
    }

    /**
     * The number of the post-release.
     *
     * @return for instance 2 of {@code 1.0.post2}
     */
    public Optional<BigInteger> post() {
        return Optional.ofNullable(post);
    }

    /**
     * The number of the development release.
     *
     * @return for instance 3 of {@code 1.0.dev3}
     */
    public Optional<BigInteger> dev() {
        return Optional.ofNullable(dev);
    }

    /**
     * The local part, in normal form. A public index refuses a version that has one.
     *
     * @return for instance {@code cu118} of {@code 1.0+CU118}
     */
    public Optional<String> local() {
        return local.isEmpty() ? Optional.empty() : Optional.of(String.join(".", local));
    }

    /**
     * Whether this is an alpha, beta, release candidate or development release. pip does not install one unless asked to.
     *
     * @return as {@code packaging.version.Version.is_prerelease}; a local part does not count, so {@code 3.0.0+a2} is
     *     none
     */
    public boolean isPrerelease() {
        return pre != null || dev != null;
    }

    /**
     * Whether this is a post-release.
     *
     * @return as {@code packaging.version.Version.is_postrelease}
     */
    public boolean isPostrelease() {
        return post != null;
    }

    /**
     * Whether this is a development release.
     *
     * @return as {@code packaging.version.Version.is_devrelease}
     */
    public boolean isDevrelease() {
        return dev != null;
    }

    /**
     * This version without its local part: what a public index would take.
     *
     * @return for instance {@code 1.0rc1} of {@code 1.0rc1+cu118}
     */
    public PyVersion publicVersion() {
        return local.isEmpty() ? this : new PyVersion(epoch, release, pre, post, dev, List.of());
    }

    /**
     * The release that this version belongs to: only epoch and release numbers.
     *
     * @return for instance {@code 1!2.0} of {@code 1!2.0rc1.post2+x}
     */
    public PyVersion baseVersion() {
        return new PyVersion(epoch, release, null, null, null, List.of());
    }

    /**
     * The line that this version belongs to, as branches and documentation name it.
     *
     * @return the first two numbers of the release, without the epoch: {@code 5.6} of {@code 5.6.1rc2}, {@code 5.0} of
     *     {@code 5}
     */
    public String majorMinor() {
        return number(0) + "." + number(1);
    }

    private BigInteger number(int index) {
        return index < release.size() ? release.get(index) : BigInteger.ZERO;
    }

    /** Orders by age, oldest first, as pip does when it looks for the newest. */
    @Override
    public int compareTo(PyVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PyVersion version && compareTo(version) == 0;
    }

    @Override
    public int hashCode() {
        int end = release.size();
        while (end > 0 && release.get(end - 1).signum() == 0) {
            end--;
        }
        return Objects.hash(epoch, release.subList(0, end), pre, post, dev, local);
    }

    /** The {@linkplain #normalized() normal form}. */
    @Override
    public String toString() {
        return normalized;
    }

    private int compareReleases(PyVersion other) {
        int length = Math.max(release.size(), other.release.size());
        for (int i = 0; i < length; i++) {
            int result = number(i).compareTo(other.number(i));
            if (result != 0) {
                return result;
            }
        }
        return 0;
    }

    private int compareSuffixes(PyVersion other) {
        int result = Integer.compare(stageRank(), other.stageRank());
        if (result == 0 && pre != null && other.pre != null) {
            result = pre.number().compareTo(other.pre.number());
        }
        if (result == 0) {
            result = compare(post, other.post, -1);
        }
        return result == 0 ? compare(dev, other.dev, 1) : result;
    }

    private int stageRank() {
        if (pre != null) {
            return pre.stage().rank;
        }
        return post == null && dev != null ? -1 : 3;
    }

    private static int compare(@Nullable BigInteger a, @Nullable BigInteger b, int whenOnlyTheFirstIsAbsent) {
        if (a == null) {
            return b == null ? 0 : whenOnlyTheFirstIsAbsent;
        }
        return b == null ? -whenOnlyTheFirstIsAbsent : a.compareTo(b);
    }

    private int compareLocals(PyVersion other) {
        int length = Math.min(local.size(), other.local.size());
        for (int i = 0; i < length; i++) {
            int result = compareLocalSegments(local.get(i), other.local.get(i));
            if (result != 0) {
                return result;
            }
        }
        return Integer.compare(local.size(), other.local.size());
    }

    private static int compareLocalSegments(String a, String b) {
        boolean aIsNumber = PyVersionParser.isNumber(a);
        boolean bIsNumber = PyVersionParser.isNumber(b);
        if (aIsNumber != bIsNumber) {
            return aIsNumber ? 1 : -1;
        }
        // Numbers have lost their leading zeros, so the longer one is the greater one.
        return aIsNumber && a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
    }

    private String write() {
        StringBuilder text = new StringBuilder();
        if (epoch.signum() != 0) {
            text.append(epoch).append('!');
        }
        text.append(release.stream().map(BigInteger::toString).collect(Collectors.joining(".")));
        if (pre != null) {
            text.append(pre);
        }
        if (post != null) {
            text.append(".post").append(post);
        }
        if (dev != null) {
            text.append(".dev").append(dev);
        }
        if (!local.isEmpty()) {
            text.append('+').append(String.join(".", local));
        }
        return text.toString();
    }
}
