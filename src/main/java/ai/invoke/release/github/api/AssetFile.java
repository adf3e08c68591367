package ai.invoke.release.github.api;

import java.nio.file.Path;
import java.util.Locale;

/**
 * A file that is to be an asset.
 *
 * @param path where it lies
 * @param name the name it shall have at GitHub
 * @param size its length in bytes
 * @param sha256 lower-case hex digest
 */
public record AssetFile(Path path, String name, long size, String sha256) {

    /** GitHub takes files below this only. */
    public static final long SIZE_LIMIT = 2L * 1024 * 1024 * 1024;

    /** GitHub takes no more files for one release. */
    public static final int COUNT_LIMIT = 1000;

    /**
     * The media type by the name's ending, as GitHub's own command-line client chooses it.
     *
     * @return {@code application/octet-stream} for whatever is not known
     */
    public String contentType() {
        String lower = name.toLowerCase(Locale.ROOT);
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
