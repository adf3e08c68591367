package ai.invoke.release.pypi.index;

import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.version.PyVersion;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file that an index offers.
 *
 * @param name the file name
 * @param url where it can be fetched, where the index tells
 * @param hashes what identifies its bytes
 * @param size bytes, where the index tells
 * @param uploaded when it came, where the index tells
 * @param yanked the reason for which installers pass it over (perhaps empty), or nothing when they do not
 */
public record IndexFile(
        String name,
        Optional<URI> url,
        Hashes hashes,
        Optional<Long> size,
        Optional<Instant> uploaded,
        Optional<String> yanked) {

    /**
     * What an index tells about a file's bytes, as far as it does: old repository managers know MD5 only.
     *
     * @param sha256 lower-case hex
     * @param md5 lower-case hex
     */
    public record Hashes(Optional<String> sha256, Optional<String> md5) {

        private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
        private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

        /** An index that tells nothing. */
        static final Hashes UNTOLD = new Hashes(Optional.empty(), Optional.empty());

        /**
         * The SHA-256 alone.
         *
         * @param sha256 lower-case hex
         * @return the hashes
         */
        public static Hashes sha256(String sha256) {
            return new Hashes(Optional.of(sha256), Optional.empty());
        }

        /** The same hashes and one more; what is no such hash, or of another kind, is passed over. */
        Hashes with(String algorithm, String hex) {
            String lower = LetterCase.lower(hex);
            return switch (LetterCase.lower(algorithm)) {
                case "sha256" -> SHA256.matcher(lower).matches() ? new Hashes(Optional.of(lower), md5) : this;
                case "md5" -> MD5.matcher(lower).matches() ? new Hashes(sha256, Optional.of(lower)) : this;
                default -> this;
            };
        }

        /**
         * The strongest one, for people.
         *
         * @return for instance {@code sha256 0123…}; empty when the index tells none
         */
        public Optional<String> strongest() {
            return sha256.map(hex -> "sha256 " + hex).or(() -> md5.map(hex -> "md5 " + hex));
        }
    }

    /**
     * The version in the file name, as PEP 427 and PEP 625 write it.
     *
     * @param project the project's name in any form
     * @return the version; empty for older forms that cannot be read for sure
     */
    public Optional<PyVersion> version(String project) {
        if (name.endsWith(".whl")) {
            String[] parts = name.split("-", -1);
            return parts.length >= 5 ? PyVersion.tryParse(parts[1]) : Optional.empty();
        }
        String stem = name.replaceFirst("\\.(tar\\.gz|zip|tar\\.bz2)$", "");
        String normalized = ProjectName.normalize(project);
        // An old sdist's name may hold dashes: the longest head that is the project's name ends where the version
        // begins.
        for (int dash = stem.lastIndexOf('-'); dash > 0; dash = stem.lastIndexOf('-', dash - 1)) {
            if (ProjectName.normalize(stem.substring(0, dash)).equals(normalized)) {
                return PyVersion.tryParse(stem.substring(dash + 1));
            }
        }
        return Optional.empty();
    }
}
