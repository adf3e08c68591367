package ai.invoke.release.rehearsal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The bytes of assets: taken, kept on disk, given back. */
final class GithubAssets {

    private static final long SIZE_LIMIT = 2L * 1024 * 1024 * 1024;
    private static final int COUNT_LIMIT = 1000;

    private final Path folder;
    private final GithubReleases releases;

    GithubAssets(Path folder, GithubReleases releases) {
        this.folder = folder;
        this.releases = releases;
    }

    /** The name that GitHub makes of a file name: blanks and special characters become dots. */
    static String rewritten(String name) {
        String result = name.replaceAll("[^A-Za-z0-9._+@-]+", ".")
                .replaceAll("\\.{2,}", ".")
                .replaceAll("\\.+$", "");
        return result.startsWith(".") ? "default" + result : result;
    }

    /** What can be refused before the bytes are read. */
    static String accept(Request request) throws GithubErrors {
        if (request.length().isEmpty()) {
            throw GithubErrors.of(400, "Bad Content-Length: ");
        }
        long length = request.length().getAsLong();
        if (length == 0) {
            throw GithubErrors.of(400, "Bad Content-Length: 0");
        }
        if (length >= SIZE_LIMIT) {
            throw GithubErrors.invalid(
                    new GithubErrors.Field("ReleaseAsset", "custom", "size", "size must be less than 2147483648"));
        }
        Map<String, String> parameters = request.parameters();
        String name = rewritten(parameters.getOrDefault("name", ""));
        if (name.isEmpty()) {
            throw GithubErrors.invalid(GithubErrors.Field.of("ReleaseAsset", "missing_field", "name"));
        }
        if (request.header("content-type").orElse("").isEmpty()) {
            throw GithubErrors.invalid(GithubErrors.Field.of("ReleaseAsset", "missing_field", "content_type"));
        }
        return name;
    }

    /** Refuses what the release cannot take. The caller holds the lock. */
    static void mayTake(GithubState.Release release, String name) throws GithubErrors {
        if (release.immutable()) {
            throw GithubErrors.of(422, "Cannot upload assets to an immutable release.");
        }
        if (release.assets().stream().anyMatch(asset -> asset.name().equals(name))) {
            throw GithubErrors.invalid(GithubErrors.Field.of("ReleaseAsset", "already_exists", "name"));
        }
        if (release.assets().size() >= COUNT_LIMIT) {
            throw GithubErrors.invalid(new GithubErrors.Field(
                    "ReleaseAsset", "custom", "base", "file_count limited to 1000 assets per release"));
        }
    }

    /** Reads the bytes into a file of their own, to be kept with {@link #keep} or deleted by the caller. */
    Digests receive(Request request, Path spool) throws IOException {
        return Digests.store(request.body(), spool);
    }

    /** Adds an asset to a release. The caller holds the lock. */
    GithubState.Asset keep(
            GithubState state,
            GithubState.Repository repository,
            GithubState.Release release,
            Request request,
            String name,
            Optional<Digests> digests,
            Path spool)
            throws IOException {
        GithubState.Asset asset = new GithubState.Asset(
                state.nextId(),
                name,
                Optional.ofNullable(request.parameters().get("label")).filter(label -> !label.isEmpty()),
                digests.isPresent() ? "uploaded" : "starter",
                request.header("content-type").orElse(""),
                digests.map(Digests::size).orElse(0L),
                digests.map(Digests::sha256),
                releases.now(),
                0);
        if (digests.isPresent()) {
            Files.move(spool, file(asset.id()), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        List<GithubState.Asset> all = new ArrayList<>(release.assets());
        all.add(asset);
        repository.put(release.withAssets(all));
        return asset;
    }

    Path file(long id) {
        return folder.resolve("assets").resolve(String.valueOf(id));
    }
}
