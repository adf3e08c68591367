package ai.invoke.sandbox.github;

import ai.invoke.release.digest.Sha256;
import ai.invoke.sandbox.server.Request;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Refs, tag objects, comparisons and lists in pages. The caller holds the lock of the state. */
final class GitHubRefs {

    private static final int COMPARE_LIMIT = 250;
    private static final Pattern PULL_REQUEST = Pattern.compile("(.*) \\(#(\\d+)\\)$");

    /**
     * A page of a list.
     *
     * @param content the JSON of this page
     * @param number which page, from 1
     * @param size how many entries a page has
     * @param last the last page
     */
    record Page(JsonNode content, int number, int size, int last) {

        static Page of(List<JsonNode> all, Request request) {
            int size = parameter(request, "per_page", 30, 100);
            int page = parameter(request, "page", 1, Integer.MAX_VALUE);
            ArrayNode content = JsonNodeFactory.instance.arrayNode();
            long from = (long) (page - 1) * size;
            for (long i = from; i < Math.min(from + size, all.size()); i++) {
                content.add(all.get((int) i));
            }
            return new Page(content, page, size, Math.max(1, (all.size() + size - 1) / size));
        }

        /** The Link header, in the numeric form that GitHub uses; left out when everything fits on one page. */
        Optional<String> links(Request request, GitHubView view, GitHubState.Repository repository) {
            if (last <= 1) {
                return Optional.empty();
            }
            StringJoiner links = new StringJoiner(", ");
            if (number > 1) {
                links.add(link(request, view, repository, number - 1, "prev"));
            }
            if (number < last) {
                links.add(link(request, view, repository, number + 1, "next"));
                links.add(link(request, view, repository, last, "last"));
            }
            if (number > 1) {
                links.add(link(request, view, repository, 1, "first"));
            }
            return Optional.of(links.toString());
        }

        private static String link(
                Request request, GitHubView view, GitHubState.Repository repository, int page, String relation) {
            Map<String, String> parameters = new LinkedHashMap<>(request.parameters());
            parameters.remove("page");
            parameters.put("page", String.valueOf(page));
            StringJoiner query = new StringJoiner("&");
            parameters.forEach((name, value) -> query.add(GitHubView.encode(name) + "=" + GitHubView.encode(value)));
            String rest = request.path().replaceFirst("^/(?:api/v3/)?(?:repos/[^/]+/[^/]+|repositories/\\d+)", "");
            return "<" + view.api() + "/repositories/" + repository.id + rest + "?" + query + ">; rel=\"" + relation
                    + "\"";
        }
    }

    private static int parameter(Request request, String name, int otherwise, int most) {
        String text = request.parameters().getOrDefault(name, "");
        return text.matches("[1-9]\\d{0,6}") ? Math.min(most, Integer.parseInt(text)) : otherwise;
    }

    /** Compares two commits; without paging GitHub gives 250 commits of which the last is the newest of all. */
    Page compare(GitHubState.Repository repository, String base, String head, Request request, GitHubView view)
            throws GitHubErrors {
        String from = repository.resolve(base).orElseThrow(GitHubErrors::notFound);
        String to = repository.resolve(head).orElseThrow(GitHubErrors::notFound);
        List<SandboxRepository.Commit> ahead = repository.between(from, to);
        List<SandboxRepository.Commit> behind = repository.between(to, from);
        List<JsonNode> all = new ArrayList<>();
        ahead.forEach(commit -> all.add(CommitJson.of(view, repository, commit)));
        boolean paging =
                request.parameters().containsKey("page") || request.parameters().containsKey("per_page");
        Page list;
        if (paging) {
            list = Page.of(all, request);
        } else {
            ArrayNode some = JsonNodeFactory.instance.arrayNode();
            if (all.size() > COMPARE_LIMIT) {
                some.addAll(all.subList(0, COMPARE_LIMIT - 1)).add(all.get(all.size() - 1));
            } else {
                some.addAll(all);
            }
            list = new Page(some, 1, COMPARE_LIMIT, 1);
        }
        Set<String> common = repository.history(from);
        common.retainAll(repository.history(to));
        Optional<SandboxRepository.Commit> mergeBase = repository.commits.values().stream()
                .filter(commit -> common.contains(commit.sha()))
                .reduce((older, newer) -> newer);
        if (mergeBase.isEmpty()) {
            throw GitHubErrors.of(404, "No common ancestor between " + base + " and " + head + ".");
        }
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        String range = GitHubView.encode(base) + "..." + GitHubView.encode(head);
        node.put("url", view.repositoryUrl(repository) + "/compare/" + range);
        String page = view.html() + "/" + repository.slug() + "/compare/" + range;
        node.put("html_url", page);
        node.put("permalink_url", view.html() + "/" + repository.slug() + "/compare/" + from + "..." + to);
        node.put("diff_url", page + ".diff");
        node.put("patch_url", page + ".patch");
        SandboxRepository.Commit baseCommit = repository.commits.get(from);
        node.set("base_commit", CommitJson.of(view, repository, baseCommit == null ? mergeBase.get() : baseCommit));
        node.set("merge_base_commit", CommitJson.of(view, repository, mergeBase.get()));
        node.put(
                "status",
                ahead.isEmpty() ? behind.isEmpty() ? "identical" : "behind" : behind.isEmpty() ? "ahead" : "diverged");
        node.put("ahead_by", ahead.size());
        node.put("behind_by", behind.size());
        node.put("total_commits", ahead.size());
        node.set("commits", list.content());
        if (list.number() == 1) {
            node.putArray("files");
        }
        return new Page(node, list.number(), list.size(), list.last());
    }

    /** The pull request that a commit says it came from, as squash merges do. */
    ArrayNode pulls(GitHubState.Repository repository, SandboxRepository.Commit commit, GitHubView view) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        Matcher merged =
                PULL_REQUEST.matcher(commit.message().lines().findFirst().orElse(""));
        if (merged.matches()) {
            list.add(CommitJson.pullRequest(
                    view, repository, commit, Integer.parseInt(merged.group(2)), merged.group(1)));
        }
        return list;
    }

    String createRef(GitHubState.Repository repository, JsonNode body) throws GitHubErrors {
        String ref = body.path("ref").asText("");
        String object = body.path("sha").asText("");
        if (!ref.matches("refs/(?:tags|heads)/\\S+")) {
            throw GitHubErrors.of(422, "Reference name must start with 'refs/'.");
        }
        known(repository, object);
        if (repository.refs.containsKey(ref)) {
            throw GitHubErrors.of(422, "Reference already exists");
        }
        boolean tag = ref.startsWith("refs/tags/");
        boolean burned = tag && repository.burnedTags.contains(ref.substring("refs/tags/".length()));
        if (burned || (tag && !repository.tagCreation)) {
            throw GitHubErrors.of(
                    422,
                    "Repository rule violations found\n\nCannot create ref due to creations being restricted.\n\n");
        }
        repository.refs.put(ref, object);
        return ref;
    }

    void moveRef(GitHubState.Repository repository, String ref, JsonNode body) throws GitHubErrors {
        String old = repository.refs.get(ref);
        if (old == null) {
            throw GitHubErrors.of(422, "Reference does not exist");
        }
        String object = body.path("sha").asText("");
        known(repository, object);
        requireMutable(repository, ref);
        boolean forward = repository.history(repository.peel(object)).contains(repository.peel(old));
        if (!forward && !body.path("force").asBoolean(false)) {
            throw GitHubErrors.of(422, "Update is not a fast forward");
        }
        repository.refs.put(ref, object);
    }

    /** Deletes a ref. A published release that loses its tag becomes a draft. */
    void deleteRef(GitHubState.Repository repository, String ref) throws GitHubErrors {
        if (!repository.refs.containsKey(ref)) {
            throw GitHubErrors.of(422, "Reference does not exist");
        }
        requireMutable(repository, ref);
        forget(repository, ref);
    }

    /** Takes a ref away; a published release that loses its tag becomes a draft. */
    static void forget(GitHubState.Repository repository, String ref) {
        repository.refs.remove(ref);
        if (ref.startsWith("refs/tags/")) {
            String tag = ref.substring("refs/tags/".length());
            repository
                    .published(tag)
                    .ifPresent(release -> repository.put(new GitHubState.Release(
                            release.id(),
                            release.tagName(),
                            release.target(),
                            release.name(),
                            release.body(),
                            true,
                            release.prerelease(),
                            false,
                            false,
                            release.createdAt(),
                            Optional.empty(),
                            release.discussion(),
                            release.untagged(),
                            release.assets())));
        }
    }

    GitHubState.TagObject createTag(GitHubState.Repository repository, JsonNode body) throws GitHubErrors {
        for (String field : List.of("tag", "message", "object", "type")) {
            if (!body.path(field).isTextual()) {
                throw GitHubErrors.schema("\"" + field + "\" wasn't supplied.");
            }
        }
        String object = body.path("object").asText();
        known(repository, object);
        String tag = body.path("tag").asText();
        String message = body.path("message").asText();
        String sha = Sha256.of(object + "\n" + tag + "\n" + message).substring(0, 40);
        SandboxRepository.Commit newest = repository.newest();
        JsonNode tagger = body.path("tagger");
        GitHubState.TagObject made = new GitHubState.TagObject(
                sha,
                tag,
                repository.peel(object),
                message,
                new GitHubState.Tagger(
                        tagger.path("name").asText(newest.authorName()),
                        tagger.path("email").asText(newest.authorEmail()),
                        tagger.path("date").asText(newest.date())));
        repository.tagObjects.put(sha, made);
        return made;
    }

    private static void known(GitHubState.Repository repository, String object) throws GitHubErrors {
        if (!repository.commits.containsKey(object) && !repository.tagObjects.containsKey(object)) {
            throw GitHubErrors.of(422, "Object does not exist");
        }
    }

    private static void requireMutable(GitHubState.Repository repository, String ref) throws GitHubErrors {
        boolean locked = ref.startsWith("refs/tags/")
                && repository
                        .published(ref.substring("refs/tags/".length()))
                        .filter(GitHubState.Release::immutable)
                        .isPresent();
        if (locked) {
            throw GitHubErrors.of(422, "Cannot change a tag that belongs to an immutable release.");
        }
    }
}
