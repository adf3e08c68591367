package ai.invoke.sandbox.github;

import ai.invoke.release.file.AtomicFile;
import ai.invoke.sandbox.server.Digests;
import ai.invoke.sandbox.server.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The bytes of assets: taken, kept on disk, given back. */
final class GitHubAssets {

    private static final long SIZE_LIMIT = 2L * 1024 * 1024 * 1024;
    private static final int COUNT_LIMIT = 1000;

    /** Latin letters that are not another one with a mark, as Rails' I18n writes them. */
    private static final Map<Integer, String> LATIN = Map.ofEntries(
            Map.entry((int) 'æ', "ae"),
            Map.entry((int) 'Æ', "AE"),
            Map.entry((int) 'œ', "oe"),
            Map.entry((int) 'Œ', "OE"),
            Map.entry((int) 'ð', "d"),
            Map.entry((int) 'Ð', "D"),
            Map.entry((int) 'đ', "d"),
            Map.entry((int) 'Đ', "D"),
            Map.entry((int) 'ø', "o"),
            Map.entry((int) 'Ø', "O"),
            Map.entry((int) 'ł', "l"),
            Map.entry((int) 'Ł', "L"),
            Map.entry((int) 'ŋ', "ng"),
            Map.entry((int) 'ß', "ss"),
            Map.entry((int) 'þ', "th"),
            Map.entry((int) 'Þ', "Th"),
            Map.entry((int) 'ı', "i"));

    private final Path folder;
    private final GitHubReleases releases;

    GitHubAssets(Path folder, GitHubReleases releases) {
        this.folder = folder;
        this.releases = releases;
    }

    /**
     * The name that GitHub makes of a file name: Latin letters lose their marks, blanks and special characters become dots, of
     * which only one is left of several.
     */
    static String rewritten(String name) {
        StringBuilder plain = new StringBuilder();
        // Marks are split from their letters first, and are then left out.
        Normalizer.normalize(name, Normalizer.Form.NFD).codePoints().forEach(c -> {
            if (Character.getType(c) != Character.NON_SPACING_MARK) {
                plain.append(LATIN.getOrDefault(c, Character.toString(c)));
            }
        });
        String result = plain.toString()
                .replaceAll("[^A-Za-z0-9._+@-]+", ".")
                .replaceAll("\\.{2,}", ".")
                .replaceAll("\\.$", "");
        return result.startsWith(".") ? "default" + result : result;
    }

    /** What can be refused before the bytes are read. */
    static String accept(Request request) throws GitHubErrors {
        if (request.length().isEmpty()) {
            throw GitHubErrors.of(400, "Bad Content-Length: ");
        }
        long length = request.length().getAsLong();
        if (length == 0) {
            throw GitHubErrors.of(400, "Bad Content-Length: 0");
        }
        if (length >= SIZE_LIMIT) {
            throw GitHubErrors.invalid(
                    new GitHubErrors.Field("ReleaseAsset", "custom", "size", "size must be less than 2147483648"));
        }
        Map<String, String> parameters = request.parameters();
        String name = rewritten(parameters.getOrDefault("name", ""));
        if (name.isEmpty()) {
            throw GitHubErrors.invalid(GitHubErrors.Field.of("ReleaseAsset", "missing_field", "name"));
        }
        if (request.header("content-type").orElse("").isEmpty()) {
            throw GitHubErrors.invalid(GitHubErrors.Field.of("ReleaseAsset", "missing_field", "content_type"));
        }
        return name;
    }

    /** Refuses what the release cannot take. The caller holds the lock. */
    static void mayTake(GitHubState.Release release, String name) throws GitHubErrors {
        if (release.immutable()) {
            throw GitHubErrors.of(422, "Cannot upload assets to an immutable release.");
        }
        if (release.assets().stream().anyMatch(asset -> asset.name().equals(name))) {
            throw GitHubErrors.invalid(GitHubErrors.Field.of("ReleaseAsset", "already_exists", "name"));
        }
        if (release.assets().size() >= COUNT_LIMIT) {
            throw GitHubErrors.invalid(new GitHubErrors.Field(
                    "ReleaseAsset", "custom", "base", "file_count limited to 1000 assets per release"));
        }
    }

    /** Reads the bytes into a file of their own, to be kept with {@link #keep} or deleted by the caller. */
    Digests receive(Request request, Path spool) throws IOException {
        return Digests.store(request.body(), spool);
    }

    /** Adds an asset to a release. The caller holds the lock. */
    GitHubState.Asset keep(
            GitHubState state,
            GitHubState.Repository repository,
            GitHubState.Release release,
            Request request,
            String name,
            Optional<Digests> digests,
            Path spool)
            throws IOException {
        GitHubState.Asset asset = new GitHubState.Asset(
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
            AtomicFile.place(spool, file(asset.id()));
        }
        List<GitHubState.Asset> all = new ArrayList<>(release.assets());
        all.add(asset);
        repository.put(release.withAssets(all));
        return asset;
    }

    Path file(long id) {
        return folder.resolve("assets").resolve(String.valueOf(id));
    }
}
