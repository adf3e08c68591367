package ai.invoke.release.github.api;

import ai.invoke.release.text.LetterCase;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file that is to be an asset.
 *
 * @param path where it lies
 * @param name the name it shall have at GitHub
 * @param size its length in bytes
 * @param sha256 lower-case hex digest
 * @param label what GitHub's page shows in place of the name
 * @param evidence whether it tells how the release came about (plan, approvals) and is no part of what was planned
 */
public record AssetFile(Path path, String name, long size, String sha256, Optional<String> label, boolean evidence) {

    private static final Pattern APPROVAL = Pattern.compile("approval-[0-9a-z-]+\\.json");

    /** GitHub takes files below this only. */
    public static final long SIZE_LIMIT = 2L * 1024 * 1024 * 1024;

    /** GitHub takes no more files for one release. */
    public static final int COUNT_LIMIT = 1000;

    /**
     * A planned file without a label.
     *
     * @param path where it lies
     * @param name the name it shall have at GitHub
     * @param size its length in bytes
     * @param sha256 lower-case hex digest
     */
    public AssetFile(Path path, String name, long size, String sha256) {
        this(path, name, size, sha256, Optional.empty(), false);
    }

    /**
     * Whether a name is that of evidence that may come after the draft: an approval as {@code publishEvidence} names it, or an
     * attestation.
     *
     * @param name the name of an asset
     * @return true for {@code approval-0001-….json} and {@code ….attestation}
     */
    public static boolean isEvidence(String name) {
        return APPROVAL.matcher(name).matches() || name.endsWith(".attestation");
    }

    /**
     * The media type by the name's ending, as GitHub's own command-line client chooses it.
     *
     * @return {@code application/octet-stream} for whatever is not known
     */
    public String contentType() {
        String lower = LetterCase.lower(name);
        if (lower.endsWith(".zip")) {
            return "application/zip";
        }
        if (lower.endsWith(".tar.gz") || lower.endsWith(".tgz")) {
            return "application/gzip";
        }
        if (lower.endsWith(".json")) {
            return "application/json";
        }
        if (lower.endsWith(".txt") || lower.endsWith(".md") || lower.endsWith("sha256sums")) {
            return "text/plain; charset=utf-8";
        }
        return "application/octet-stream";
    }
}
