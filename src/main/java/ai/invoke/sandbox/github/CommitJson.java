package ai.invoke.sandbox.github;

import ai.invoke.release.digest.Sha256;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Commits and the pull requests they came from, as the REST API tells them. */
final class CommitJson {

    private CommitJson() {}

    static ObjectNode of(GitHubView view, GitHubState.Repository repository, SandboxRepository.Commit commit) {
        String url = view.repositoryUrl(repository);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("sha", commit.sha());
        node.put("node_id", "C_" + commit.sha());
        ObjectNode inner = node.putObject("commit");
        for (String role : List.of("author", "committer")) {
            inner.putObject(role)
                    .put("name", commit.authorName())
                    .put("email", commit.authorEmail())
                    .put("date", commit.date());
            if (commit.login().isEmpty()) {
                node.putNull(role);
            } else {
                node.set(role, view.user(commit.login()));
            }
        }
        inner.put("message", commit.message());
        // The sandbox may know a commit without its files.
        String tree = Sha256.of("tree of " + commit.sha()).substring(0, 40);
        inner.putObject("tree").put("sha", tree).put("url", url + "/git/trees/" + tree);
        inner.put("url", url + "/git/commits/" + commit.sha());
        inner.put("comment_count", 0);
        inner.set("verification", GitHubView.unsigned());
        node.put("url", url + "/commits/" + commit.sha());
        node.put("html_url", page(view, repository, commit.sha()));
        node.put("comments_url", url + "/commits/" + commit.sha() + "/comments");
        ArrayNode parents = node.putArray("parents");
        commit.parents()
                .forEach(parent -> parents.addObject()
                        .put("sha", parent)
                        .put("url", url + "/commits/" + parent)
                        .put("html_url", page(view, repository, parent)));
        return node;
    }

    private static String page(GitHubView view, GitHubState.Repository repository, String sha) {
        return view.html() + "/" + repository.slug() + "/commit/" + sha;
    }

    /** A merged pull request of which only its squashed commit is known. */
    static ObjectNode pullRequest(
            GitHubView view,
            GitHubState.Repository repository,
            SandboxRepository.Commit commit,
            int number,
            String title) {
        String api = view.repositoryUrl(repository);
        String url = api + "/pulls/" + number;
        String issue = api + "/issues/" + number;
        String page = view.html() + "/" + repository.slug() + "/pull/" + number;
        String statuses = api + "/statuses/" + commit.sha();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", 1_000_000L + number);
        node.put("node_id", "PR_" + number);
        node.put("number", number);
        node.put("title", title);
        node.put("state", "closed").put("locked", false).putNull("body");
        node.put("url", url);
        node.put("html_url", page);
        node.put("diff_url", page + ".diff");
        node.put("patch_url", page + ".patch");
        node.put("issue_url", issue);
        node.put("comments_url", issue + "/comments");
        node.put("commits_url", url + "/commits");
        node.put("review_comments_url", url + "/comments");
        node.put("review_comment_url", api + "/pulls/comments{/number}");
        node.put("statuses_url", statuses);
        String login = commit.login().isEmpty() ? "ghost" : commit.login();
        node.set("user", view.user(login));
        node.putArray("labels");
        node.putNull("milestone").putNull("assignee").putNull("auto_merge");
        for (String time : List.of("created_at", "updated_at", "closed_at", "merged_at")) {
            node.put(time, commit.date());
        }
        node.put("merge_commit_sha", commit.sha());
        node.put("author_association", "CONTRIBUTOR");
        node.set("head", end(view, repository, "change-" + number, commit, login));
        node.set("base", end(view, repository, repository.defaultBranch, commit, repository.owner));
        ObjectNode links = node.putObject("_links");
        Map.of(
                        "self",
                        url,
                        "html",
                        page,
                        "issue",
                        issue,
                        "comments",
                        issue + "/comments",
                        "review_comments",
                        url + "/comments",
                        "review_comment",
                        api + "/pulls/comments{/number}",
                        "commits",
                        url + "/commits",
                        "statuses",
                        statuses)
                .forEach((name, address) -> links.putObject(name).put("href", address));
        return node;
    }

    private static ObjectNode end(
            GitHubView view,
            GitHubState.Repository repository,
            String branch,
            SandboxRepository.Commit commit,
            String owner) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("label", owner + ":" + branch);
        node.put("ref", branch);
        node.put("sha", commit.sha());
        node.set("user", view.user(owner));
        node.set("repo", RepositoryJson.of(view, repository, Optional.empty()));
        return node;
    }
}
