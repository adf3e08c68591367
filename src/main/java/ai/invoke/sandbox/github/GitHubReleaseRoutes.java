package ai.invoke.sandbox.github;

import ai.invoke.release.file.AtomicFile;
import ai.invoke.sandbox.server.Digests;
import ai.invoke.sandbox.server.Fault;
import ai.invoke.sandbox.server.Request;
import ai.invoke.sandbox.server.Response;
import ai.invoke.sandbox.server.SandboxStore;
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
final class GitHubReleaseRoutes {

    private final SandboxStore<GitHubState> store;
    private final GitHubReleases releases;
    private final GitHubAssets assets;
    private final GitHubStorage storage;
    private final GitHubLag lag;
    private final WorkflowRule workflows;

    GitHubReleaseRoutes(
            SandboxStore<GitHubState> store,
            GitHubReleases releases,
            GitHubAssets assets,
            GitHubStorage storage,
            GitHubLag lag,
            WorkflowRule workflows) {
        this.lag = lag;
        this.workflows = workflows;
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
     * @throws GitHubErrors when GitHub refuses
     */
    Response releases(GitHubCall call, JsonNode body) throws GitHubErrors {
        GitHubState.Repository repository = call.repository();
        String method = call.request().method();
        List<String> rest = call.rest();
        if (rest.size() == 1) {
            if (method.equals("POST")) {
                call.needsWrite();
                workflows.check(call, target(repository, body));
                GitHubState.Release created = releases.create(store.state(), repository, body, call.view());
                ObjectNode answer = call.view().release(repository, created);
                return Response.json(201, answer)
                        .with("Location", answer.path("url").asText());
            }
            if (!method.equals("GET")) {
                throw GitHubErrors.notFound();
            }
            List<JsonNode> all = new ArrayList<>();
            lag.releases(repository).stream()
                    .filter(one -> !one.draft() || call.rights() == GitHubCall.Rights.WRITE)
                    .sorted(Comparator.comparing(GitHubState.Release::id).reversed())
                    .forEach(one -> all.add(call.view().release(repository, one)));
            return call.paged(GitHubRefs.Page.of(all, call.request()));
        }
        return switch (rest.get(1)) {
            case "latest" -> one(call, method, repository.latest().orElseThrow(GitHubErrors::notFound));
            case "tags" -> {
                String tag = call.tail(2);
                yield one(
                        call,
                        method,
                        lag.releases(repository).stream()
                                .filter(release ->
                                        !release.draft() && release.tagName().equals(tag))
                                .findFirst()
                                .orElseThrow(GitHubErrors::notFound));
            }
            case "generate-notes" -> generateNotes(call, method, body);
            case "assets" -> asset(call, method, body);
            default -> byId(call, method, body);
        };
    }

    private static Optional<String> target(GitHubState.Repository repository, JsonNode body) {
        return GitHubReleases.text(body, "target_commitish").flatMap(repository::resolve);
    }

    private static Response one(GitHubCall call, String method, GitHubState.Release release) throws GitHubErrors {
        if (!method.equals("GET")) {
            throw GitHubErrors.notFound();
        }
        return Response.json(200, call.view().release(call.repository(), release));
    }

    private Response generateNotes(GitHubCall call, String method, JsonNode body) throws GitHubErrors {
        if (!method.equals("POST")) {
            throw GitHubErrors.notFound();
        }
        call.needsWrite();
        if (!body.path("tag_name").isTextual()) {
            throw GitHubErrors.schema("\"tag_name\" wasn't supplied.");
        }
        String tag = body.path("tag_name").asText();
        GitHubState.Repository repository = call.repository();
        String text = releases.notes(
                repository,
                tag,
                GitHubReleases.text(body, "target_commitish").orElse(repository.defaultBranch),
                GitHubReleases.text(body, "previous_tag_name").or(() -> releases.previous(repository, tag)),
                call.view());
        return Response.json(
                200, JsonNodeFactory.instance.objectNode().put("name", tag).put("body", text));
    }

    private Response byId(GitHubCall call, String method, JsonNode body) throws GitHubErrors {
        GitHubState.Repository repository = call.repository();
        GitHubState.Release release = call.release(call.id(1));
        if (call.rest().size() == 3 && call.rest().get(2).equals("assets") && method.equals("GET")) {
            List<JsonNode> all = new ArrayList<>();
            release.assets().forEach(one -> all.add(call.view().asset(repository, release, one)));
            return call.paged(GitHubRefs.Page.of(all, call.request()));
        }
        if (call.rest().size() != 2) {
            throw GitHubErrors.notFound();
        }
        return switch (method) {
            case "GET" -> Response.json(200, call.view().release(repository, release));
            case "PATCH" -> {
                call.needsWrite();
                workflows.check(call, target(repository, body));
                yield Response.json(200, call.view().release(repository, releases.update(repository, release, body)));
            }
            case "DELETE" -> {
                call.needsWrite();
                repository.releases.removeIf(one -> one.id() == release.id());
                yield Response.empty(204);
            }
            default -> throw GitHubErrors.notFound();
        };
    }

    private Response asset(GitHubCall call, String method, JsonNode body) throws GitHubErrors {
        GitHubState.Repository repository = call.repository();
        long id = call.id(2);
        GitHubState.Release release = repository.releases.stream()
                .filter(one -> !one.draft() || call.rights() == GitHubCall.Rights.WRITE)
                .filter(one -> one.assets().stream().anyMatch(asset -> asset.id() == id))
                .findFirst()
                .orElseThrow(GitHubErrors::notFound);
        GitHubState.Asset asset = release.assets().stream()
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
            throw GitHubErrors.of(422, "Cannot modify assets of an immutable release.");
        }
        List<GitHubState.Asset> all = new ArrayList<>(release.assets());
        if (method.equals("DELETE")) {
            all.remove(asset);
            repository.put(release.withAssets(all));
            return Response.empty(204);
        }
        if (!method.equals("PATCH")) {
            throw GitHubErrors.notFound();
        }
        String name = GitHubAssets.rewritten(GitHubReleases.text(body, "name").orElse(asset.name()));
        if (all.stream().anyMatch(one -> one.id() != id && one.name().equals(name))) {
            throw GitHubErrors.invalid(GitHubErrors.Field.of("ReleaseAsset", "already_exists", "name"));
        }
        GitHubState.Asset changed = new GitHubState.Asset(
                id,
                name,
                GitHubReleases.text(body, "label").or(asset::label),
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
     * @throws GitHubErrors when GitHub refuses
     * @throws IOException when the client stops sending, or the disk fails
     */
    Response upload(GitHubCall call) throws GitHubErrors, IOException {
        Request request = call.request();
        long id = call.id(1);
        String name;
        synchronized (store.lock()) {
            call.needsWrite();
            GitHubState.Release release = call.release(id);
            name = GitHubAssets.accept(request);
            GitHubAssets.mayTake(release, name);
        }
        Path spool = AtomicFile.draft(store.folder().resolve("incoming").resolve("asset"));
        try {
            Digests digests = assets.receive(request, spool);
            boolean starter = request.played(Fault.Kind.STARTER);
            synchronized (store.lock()) {
                GitHubState.Release release = call.release(id);
                GitHubAssets.mayTake(release, name);
                GitHubState.Asset asset = assets.keep(
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
