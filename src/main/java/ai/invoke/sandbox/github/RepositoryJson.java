package ai.invoke.sandbox.github;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A repository as the REST API tells it, with every field that GitHub's description requires. */
final class RepositoryJson {

    /** The addresses below a repository's own, each {@code name_url}; what is in braces stays a template. */
    private static final List<Map.Entry<String, String>> BELOW = List.of(
            Map.entry("archive", "/{archive_format}{/ref}"),
            Map.entry("assignees", "/assignees{/user}"),
            Map.entry("blobs", "/git/blobs{/sha}"),
            Map.entry("branches", "/branches{/branch}"),
            Map.entry("collaborators", "/collaborators{/collaborator}"),
            Map.entry("comments", "/comments{/number}"),
            Map.entry("commits", "/commits{/sha}"),
            Map.entry("compare", "/compare/{base}...{head}"),
            Map.entry("contents", "/contents/{+path}"),
            Map.entry("contributors", "/contributors"),
            Map.entry("deployments", "/deployments"),
            Map.entry("downloads", "/downloads"),
            Map.entry("events", "/events"),
            Map.entry("forks", "/forks"),
            Map.entry("git_commits", "/git/commits{/sha}"),
            Map.entry("git_refs", "/git/refs{/sha}"),
            Map.entry("git_tags", "/git/tags{/sha}"),
            Map.entry("hooks", "/hooks"),
            Map.entry("issue_comment", "/issues/comments{/number}"),
            Map.entry("issue_events", "/issues/events{/number}"),
            Map.entry("issues", "/issues{/number}"),
            Map.entry("keys", "/keys{/key_id}"),
            Map.entry("labels", "/labels{/name}"),
            Map.entry("languages", "/languages"),
            Map.entry("merges", "/merges"),
            Map.entry("milestones", "/milestones{/number}"),
            Map.entry("notifications", "/notifications{?since,all,participating}"),
            Map.entry("pulls", "/pulls{/number}"),
            Map.entry("releases", "/releases{/id}"),
            Map.entry("stargazers", "/stargazers"),
            Map.entry("statuses", "/statuses/{sha}"),
            Map.entry("subscribers", "/subscribers"),
            Map.entry("subscription", "/subscription"),
            Map.entry("tags", "/tags"),
            Map.entry("teams", "/teams"),
            Map.entry("trees", "/git/trees{/sha}"));

    private static final List<String> COUNTS = List.of(
            "forks",
            "forks_count",
            "network_count",
            "open_issues",
            "open_issues_count",
            "size",
            "stargazers_count",
            "subscribers_count",
            "watchers",
            "watchers_count");

    private RepositoryJson() {}

    static ObjectNode of(GitHubView view, GitHubState.Repository repository, Optional<TokenKind> token) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", repository.id);
        node.put("node_id", "R_" + repository.id);
        node.put("name", repository.name);
        node.put("full_name", repository.slug());
        node.put("private", false);
        node.set("owner", view.user(repository.owner));
        addresses(node, view, repository);
        node.putNull("description").putNull("homepage").putNull("language").putNull("license");
        COUNTS.forEach(name -> node.put(name, 0));
        node.put("fork", false);
        node.put("default_branch", repository.defaultBranch);
        node.put("has_issues", true);
        node.put("has_projects", false);
        node.put("has_wiki", false);
        node.put("has_pages", false);
        node.put("has_downloads", true);
        node.put("has_discussions", !repository.categories.isEmpty());
        node.put("archived", false);
        node.put("disabled", false);
        node.put("visibility", "public");
        SandboxRepository.Commit newest = repository.newest();
        node.put("pushed_at", newest.date());
        node.put("created_at", newest.date());
        node.put("updated_at", newest.date());
        token.ifPresent(kind -> permissions(node, kind));
        return node;
    }

    private static void addresses(ObjectNode node, GitHubView view, GitHubState.Repository repository) {
        String page = view.html() + "/" + repository.slug();
        String url = view.repositoryUrl(repository);
        node.put("html_url", page);
        node.put("url", url);
        BELOW.forEach(below -> node.put(below.getKey() + "_url", url + below.getValue()));
        node.put("clone_url", page + ".git");
        node.put("git_url", "git:" + page.substring(page.indexOf(':') + 1) + ".git");
        node.put("ssh_url", "git@github.localhost:" + repository.slug() + ".git");
        node.put("svn_url", page);
        node.putNull("mirror_url");
    }

    private static void permissions(ObjectNode node, TokenKind kind) {
        boolean known = !kind.ofInstallation();
        boolean push = known && kind.rights() == GitHubCall.Rights.WRITE;
        node.putObject("permissions")
                .put("admin", push)
                .put("maintain", push)
                .put("push", push)
                .put("triage", push)
                .put("pull", known);
    }
}
