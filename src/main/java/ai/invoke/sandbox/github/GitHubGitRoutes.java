package ai.invoke.sandbox.github;

import ai.invoke.sandbox.server.Response;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the REST API tells of a repository's commits and refs, and how it changes them. */
final class GitHubGitRoutes {

    private final GitHubRefs refs = new GitHubRefs();
    private final WorkflowRule workflows;

    GitHubGitRoutes(WorkflowRule workflows) {
        this.workflows = workflows;
    }

    /**
     * What is below {@code /repos/…/git}: refs and tag objects.
     *
     * @param call the request
     * @param body what was sent
     * @return GitHub's answer
     * @throws GitHubErrors when GitHub refuses
     */
    Response git(GitHubCall call, JsonNode body) throws GitHubErrors {
        GitHubState.Repository repository = call.repository();
        String kind = call.rest().size() > 1 ? call.rest().get(1) : "";
        String name = call.rest().size() > 2 ? call.tail(2) : "";
        String method = call.request().method();
        if (!method.equals("GET")) {
            call.needsWrite();
        }
        return switch (method + " " + kind) {
            case "GET ref" -> {
                String ref = "refs/" + name;
                String object = Optional.ofNullable(repository.refs.get(ref)).orElseThrow(GitHubErrors::notFound);
                yield Response.json(200, call.view().ref(repository, ref, object));
            }
            case "GET matching-refs" -> {
                List<JsonNode> all = new ArrayList<>();
                repository.refs.forEach((ref, object) -> {
                    if (ref.startsWith("refs/" + name)) {
                        all.add(call.view().ref(repository, ref, object));
                    }
                });
                ArrayNode list = JsonNodeFactory.instance.arrayNode();
                list.addAll(all);
                yield Response.json(200, list);
            }
            case "GET tags" ->
                Response.json(
                        200,
                        call.view()
                                .tagObject(
                                        repository,
                                        Optional.ofNullable(repository.tagObjects.get(name))
                                                .orElseThrow(GitHubErrors::notFound)));
            case "POST tags" -> Response.json(201, call.view().tagObject(repository, refs.createTag(repository, body)));
            case "POST refs" -> {
                workflows.check(
                        call, Optional.of(repository.peel(body.path("sha").asText(""))));
                String ref = refs.createRef(repository, body);
                yield Response.json(201, call.view().ref(repository, ref, repository.refs.getOrDefault(ref, "")));
            }
            case "PATCH refs" -> {
                refs.moveRef(repository, "refs/" + name, body);
                yield Response.json(
                        200,
                        call.view().ref(repository, "refs/" + name, repository.refs.getOrDefault("refs/" + name, "")));
            }
            case "DELETE refs" -> {
                refs.deleteRef(repository, "refs/" + name);
                yield Response.empty(204);
            }
            default -> throw GitHubErrors.notFound();
        };
    }

    /**
     * What is below {@code /repos/…/commits}: one commit, or its pull requests.
     *
     * @param call the request
     * @return GitHub's answer
     * @throws GitHubErrors when GitHub refuses
     */
    Response commits(GitHubCall call) throws GitHubErrors {
        GitHubState.Repository repository = call.repository();
        boolean pulls = call.rest().size() > 2
                && call.rest().get(call.rest().size() - 1).equals("pulls");
        String name =
                pulls ? String.join("/", call.rest().subList(1, call.rest().size() - 1)) : call.tail(1);
        SandboxRepository.Commit commit = repository
                .resolve(name)
                .map(repository.commits::get)
                .orElseThrow(() -> GitHubErrors.of(422, "No commit found for SHA: " + name));
        return Response.json(
                200,
                pulls ? refs.pulls(repository, commit, call.view()) : CommitJson.of(call.view(), repository, commit));
    }

    /**
     * What is below {@code /repos/…/pulls}: the pull requests that commits say they came from, newest first.
     *
     * @param call the request
     * @return GitHub's answer
     * @throws GitHubErrors when GitHub refuses
     */
    Response pulls(GitHubCall call) throws GitHubErrors {
        if (call.rest().size() != 1 || !call.request().method().equals("GET")) {
            throw GitHubErrors.notFound();
        }
        List<JsonNode> all = new ArrayList<>();
        call.repository()
                .commits
                .values()
                .forEach(commit ->
                        refs.pulls(call.repository(), commit, call.view()).forEach(all::add));
        all.sort(Comparator.comparingInt((JsonNode pull) -> pull.path("number").asInt())
                .reversed());
        return call.paged(GitHubRefs.Page.of(all, call.request()));
    }

    /**
     * What is below {@code /repos/…/immutable-releases}: the setting.
     *
     * @param call the request
     * @return GitHub's answer
     * @throws GitHubErrors when GitHub refuses
     */
    Response immutable(GitHubCall call) throws GitHubErrors {
        call.needsWrite();
        if (call.token().filter(TokenKind::ofInstallation).isPresent()) {
            // No permission that a workflow can ask for opens the setting.
            throw GitHubErrors.of(403, "Resource not accessible by integration");
        }
        GitHubState.Repository repository = call.repository();
        return switch (call.request().method()) {
            case "GET" -> {
                if (!repository.immutableReleases) {
                    throw GitHubErrors.notFound();
                }
                yield Response.json(
                        200,
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("enabled", true)
                                .put("enforced_by_owner", false));
            }
            case "PUT", "DELETE" -> {
                repository.immutableReleases = call.request().method().equals("PUT");
                yield Response.empty(204);
            }
            default -> throw GitHubErrors.notFound();
        };
    }

    /**
     * What is below {@code /repos/…/attestations}: of a tag that an immutable release has used.
     *
     * @param call with {@code sha1:} and the tag object at the end of its path
     * @return GitHub's answer, without the signed bundles
     * @throws GitHubErrors when there is none
     */
    Response attestations(GitHubCall call) throws GitHubErrors {
        GitHubState.Repository repository = call.repository();
        String digest = call.tail(1);
        boolean attested = repository.burnedTags.stream()
                .anyMatch(tag -> ("sha1:" + repository.refs.get("refs/tags/" + tag)).equals(digest));
        if (!attested || !call.request().method().equals("GET")) {
            throw GitHubErrors.notFound();
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.putArray("attestations").addObject().put("repository_id", repository.id);
        return Response.json(200, answer);
    }

    /**
     * The commits between two, and their files.
     *
     * @param call with {@code base...head} at the end of its path
     * @return GitHub's answer
     * @throws GitHubErrors when GitHub refuses
     */
    Response compare(GitHubCall call) throws GitHubErrors {
        String[] ends = call.tail(1).split("\\.\\.\\.", -1);
        if (ends.length != 2 || !call.request().method().equals("GET")) {
            throw GitHubErrors.notFound();
        }
        return call.paged(refs.compare(call.repository(), ends[0], ends[1], call.request(), call.view()));
    }
}
