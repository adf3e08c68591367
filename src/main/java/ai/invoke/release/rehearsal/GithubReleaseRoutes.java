package ai.invoke.release.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Releases and their assets, as the REST API has them. */
final class GithubReleaseRoutes {

    private final SandboxStore<GithubState> store;
    private final GithubReleases releases;
    private final GithubAssets assets;
    private final GithubStorage storage;

    GithubReleaseRoutes(
            SandboxStore<GithubState> store, GithubReleases releases, GithubAssets assets, GithubStorage storage) {
        this.store = store;
        this.releases = releases;
        this.assets = assets;
        this.storage = storage;
    }

    /**
     * What is below {@code /repos/…/releases}.
     *
     * @param call the request
     * @param body what was sent
     * @return GitHub's answer
     * @throws GithubErrors when GitHub refuses
     */
    Response releases(GithubCall call, JsonNode body) throws GithubErrors {
        GithubState.Repository repository = call.repository();
        String method = call.request().method();
        List<String> rest = call.rest();
        if (rest.size() == 1) {
            if (method.equals("POST")) {
                call.needsWrite();
                GithubState.Release created = releases.create(store.state(), repository, body, call.view());
                ObjectNode answer = call.view().release(repository, created);
                return Response.json(201, answer)
                        .with("Location", answer.path("url").asText());
            }
            if (!method.equals("GET")) {
                throw GithubErrors.notFound();
            }
            List<JsonNode> all = new ArrayList<>();
            repository.releases.stream()
                    .filter(one -> !one.draft() || call.rights() == GithubCall.Rights.WRITE)
                    .sorted(Comparator.comparing(GithubState.Release::id).reversed())
                    .forEach(one -> all.add(call.view().release(repository, one)));
            return call.paged(GithubRefs.Page.of(all, call.request()));
        }
        return switch (rest.get(1)) {
            case "latest" -> one(call, method, repository.latest().orElseThrow(GithubErrors::notFound));
            case "tags" -> one(call, method, repository.published(call.tail(2)).orElseThrow(GithubErrors::notFound));
            case "generate-notes" -> generateNotes(call, method, body);
            case "assets" -> asset(call, method, body);
            default -> byId(call, method, body);
        };
    }

    private static Response one(GithubCall call, String method, GithubState.Release release) throws GithubErrors {
        if (!method.equals("GET")) {
            throw GithubErrors.notFound();
        }
        return Response.json(200, call.view().release(call.repository(), release));
    }

    private Response generateNotes(GithubCall call, String method, JsonNode body) throws GithubErrors {
        if (!method.equals("POST")) {
            throw GithubErrors.notFound();
        }
        call.needsWrite();
        if (!body.path("tag_name").isTextual()) {
            throw GithubErrors.schema("\"tag_name\" wasn't supplied.");
        }
        String tag = body.path("tag_name").asText();
        GithubState.Repository repository = call.repository();
        String text = releases.notes(
                repository,
                tag,
                GithubReleases.text(body, "target_commitish").orElse(repository.defaultBranch),
                GithubReleases.text(body, "previous_tag_name").or(() -> releases.previous(repository, tag)),
                call.view());
        return Response.json(
                200, JsonNodeFactory.instance.objectNode().put("name", tag).put("body", text));
    }

    private Response byId(GithubCall call, String method, JsonNode body) throws GithubErrors {
        GithubState.Repository repository = call.repository();
        GithubState.Release release = call.release(call.id(1));
        if (call.rest().size() == 3 && call.rest().get(2).equals("assets") && method.equals("GET")) {
            List<JsonNode> all = new ArrayList<>();
            release.assets().forEach(one -> all.add(call.view().asset(repository, release, one)));
            return call.paged(GithubRefs.Page.of(all, call.request()));
        }
        if (call.rest().size() != 2) {
            throw GithubErrors.notFound();
        }
        return switch (method) {
            case "GET" -> Response.json(200, call.view().release(repository, release));
            case "PATCH" -> {
                call.needsWrite();
                yield Response.json(200, call.view().release(repository, releases.update(repository, release, body)));
            }
            case "DELETE" -> {
                call.needsWrite();
                repository.releases.removeIf(one -> one.id() == release.id());
                yield Response.empty(204);
            }
            default -> throw GithubErrors.notFound();
        };
    }

    private Response asset(GithubCall call, String method, JsonNode body) throws GithubErrors {
        GithubState.Repository repository = call.repository();
        long id = call.id(2);
        GithubState.Release release = repository.releases.stream()
                .filter(one -> !one.draft() || call.rights() == GithubCall.Rights.WRITE)
                .filter(one -> one.assets().stream().anyMatch(asset -> asset.id() == id))
                .findFirst()
                .orElseThrow(GithubErrors::notFound);
        GithubState.Asset asset = release.assets().stream()
                .filter(one -> one.id() == id)
                .findFirst()
                .orElseThrow();
        if (method.equals("GET")) {
            boolean bytes = call.request().header("accept").orElse("").contains("application/octet-stream");
            return bytes && asset.state().equals("uploaded")
                    ? Response.redirect(302, storage.url(call.view(), asset))
                    : Response.json(200, call.view().asset(repository, release, asset));
        }
        call.needsWrite();
        if (release.immutable()) {
            throw GithubErrors.of(422, "Cannot modify assets of an immutable release.");
        }
        List<GithubState.Asset> all = new ArrayList<>(release.assets());
        if (method.equals("DELETE")) {
            all.remove(asset);
            repository.put(release.withAssets(all));
            return Response.empty(204);
        }
        if (!method.equals("PATCH")) {
            throw GithubErrors.notFound();
        }
        String name = GithubAssets.rewritten(GithubReleases.text(body, "name").orElse(asset.name()));
        if (all.stream().anyMatch(one -> one.id() != id && one.name().equals(name))) {
            throw GithubErrors.invalid(GithubErrors.Field.of("ReleaseAsset", "already_exists", "name"));
        }
        GithubState.Asset changed = new GithubState.Asset(
                id,
                name,
                GithubReleases.text(body, "label").or(asset::label),
                asset.state(),
                asset.contentType(),
                asset.size(),
                asset.sha256(),
                asset.createdAt(),
                asset.downloads());
        all.set(all.indexOf(asset), changed);
        repository.put(release.withAssets(all));
        return Response.json(200, call.view().asset(repository, release, changed));
    }

    /**
     * Takes an asset.
     *
     * @param call the request at the uploads host
     * @return GitHub's answer
     * @throws GithubErrors when GitHub refuses
     * @throws IOException when the client stops sending, or the disk fails
     */
    Response upload(GithubCall call) throws GithubErrors, IOException {
        Request request = call.request();
        long id = call.id(1);
        String name;
        synchronized (store.lock()) {
            call.needsWrite();
            GithubState.Release release = call.release(id);
            name = GithubAssets.accept(request);
            GithubAssets.mayTake(release, name);
        }
        Path spool = Files.createTempFile(store.folder().resolve("incoming"), "asset-", ".part");
        try {
            Digests digests = assets.receive(request, spool);
            boolean starter = request.played(Fault.Kind.STARTER);
            synchronized (store.lock()) {
                GithubState.Release release = call.release(id);
                GithubAssets.mayTake(release, name);
                GithubState.Asset asset = assets.keep(
                        store.state(),
                        call.repository(),
                        release,
                        request,
                        name,
                        starter ? Optional.empty() : Optional.of(digests),
                        spool);
                store.save();
                return starter
                        ? Response.text(502, "text/html", "<html><body><h1>502 Bad Gateway</h1></body></html>")
                        : Response.json(201, call.view().asset(call.repository(), release, asset));
            }
        } finally {
            Files.deleteIfExists(spool);
        }
    }
}
