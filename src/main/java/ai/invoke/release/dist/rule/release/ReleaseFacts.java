package ai.invoke.release.dist.rule.release;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known about a release beside its wheels and sdists.
 *
 * @param version the version that the tag names, as the tag spells it; empty when there is no tag
 * @param bundled the wheels inside the installers
 * @param digests SHA-256 of the files to publish, lower-case hex, by file name
 * @param required paths that every wheel must hold
 * @param forbidden patterns of paths that no wheel may hold: {@code *} within a folder, {@code **} across folders
 * @param unwanted patterns of paths that deserve a warning
 */
public record ReleaseFacts(
        Optional<String> version,
        List<Bundled> bundled,
        Map<String, String> digests,
        List<String> required,
        List<String> forbidden,
        List<String> unwanted) {

    /** Never meant to be published. What the rules of the catalogue say themselves (CT-12) is not said twice. */
    public static final List<String> SECRETS = List.of(
            "**/.env",
            "**/.pypirc",
            "**/.netrc",
            "**/.npmrc",
            "**/id_rsa",
            "**/id_dsa",
            "**/id_ecdsa",
            "**/id_ed25519",
            "**/node_modules/**",
            "**/.git/**");

    /** Of no use to who installs a wheel. */
    public static final List<String> UNWANTED = List.of("tests/**", "test/**");

    /**
     * A wheel inside an installer.
     *
     * @param installer the installer's file name
     * @param entry the path in it
     * @param fileName the wheel's own name
     * @param sha256 of the wheel as a user would unpack it, lower-case hex
     */
    public record Bundled(String installer, String entry, String fileName, String sha256) {}

    /** Takes unmodifiable copies. */
    public ReleaseFacts {
        bundled = List.copyOf(bundled);
        digests = Map.copyOf(digests);
        required = List.copyOf(required);
        forbidden = List.copyOf(forbidden);
        unwanted = List.copyOf(unwanted);
    }

    /**
     * Facts about a file that belongs to no release.
     *
     * @return facts that only let files be compared with each other
     */
    public static ReleaseFacts none() {
        return new ReleaseFacts(Optional.empty(), List.of(), Map.of(), List.of(), List.of(), List.of());
    }

    /**
     * What is known about any files: their digests, and what must not be in a wheel.
     *
     * @param digests SHA-256 by file name
     * @return the facts
     */
    public static ReleaseFacts of(Map<String, String> digests) {
        return new ReleaseFacts(Optional.empty(), List.of(), digests, List.of(), SECRETS, UNWANTED);
    }
}
