package ai.invoke.sandbox.github;

import ai.invoke.release.digest.Sha256;
import ai.invoke.sandbox.server.Request;
import ai.invoke.sandbox.server.Response;
import ai.invoke.sandbox.server.SandboxStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The host that assets are downloaded from: another one than the API's, which wants signed addresses and no tokens. */
final class GitHubStorage {

    private final SandboxStore<GitHubState> store;
    private final GitHubAssets assets;
    private final String downloadKey = SandboxGitHub.newToken();

    GitHubStorage(SandboxStore<GitHubState> store, GitHubAssets assets) {
        this.store = store;
        this.assets = assets;
    }

    /**
     * Web pages: only downloads of published releases.
     *
     * @param request for a page
     * @param path its segments
     * @param view how this client reaches the storage
     * @return a redirection to the storage
     * @throws GitHubErrors when there is no such file
     */
    Response page(Request request, List<String> path, GitHubView view) throws GitHubErrors {
        boolean download = path.size() >= 6
                && path.get(2).equals("releases")
                && path.get(3).equals("download");
        if (!download || !request.method().equals("GET")) {
            throw GitHubErrors.notFound();
        }
        String name = path.get(path.size() - 1);
        String tag = String.join("/", path.subList(4, path.size() - 1));
        synchronized (store.lock()) {
            GitHubState.Asset asset = store.state()
                    .repository(path.get(0), path.get(1))
                    .flatMap(repository -> repository.published(tag))
                    .flatMap(release -> release.assets().stream()
                            .filter(one -> one.name().equals(name))
                            .findFirst())
                    .filter(one -> one.state().equals("uploaded"))
                    .orElseThrow(GitHubErrors::notFound);
            return Response.redirect(302, url(view, asset));
        }
    }

    /**
     * Where a client gets an asset's bytes, signed, so that it needs no token there.
     *
     * @param view how this client reaches the storage
     * @param asset the asset
     * @return the URL
     */
    String url(GitHubView view, GitHubState.Asset asset) {
        return view.objects() + "/_objects/" + asset.id() + "?signature=" + signature(asset.id());
    }

    private String signature(long id) {
        return Sha256.of(downloadKey + id).substring(0, 32);
    }

    /**
     * The bytes of an asset.
     *
     * @param request with a signature and without a token
     * @param id of the asset
     * @return the bytes
     * @throws GitHubErrors when the signature is wrong or the asset is gone
     */
    Response bytes(Request request, String id) throws GitHubErrors {
        if (request.header("authorization").isPresent()) {
            return Response.text(
                    400,
                    "application/xml",
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>InvalidArgument</Code><Message>Only one"
                            + " auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query"
                            + " string parameter or the Authorization header should be specified</Message></Error>");
        }
        if (!id.matches("\\d{1,18}")
                || !signature(Long.parseLong(id)).equals(request.parameters().get("signature"))) {
            throw GitHubErrors.of(403, "AccessDenied");
        }
        Path stored = assets.file(Long.parseLong(id));
        if (!Files.exists(stored)) {
            throw GitHubErrors.notFound();
        }
        return Response.file("application/octet-stream", stored);
    }
}
