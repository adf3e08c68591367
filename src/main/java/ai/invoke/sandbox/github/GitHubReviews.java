package ai.invoke.sandbox.github;

import ai.invoke.sandbox.server.Response;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Reviews of deployments, as {@code GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals} lists them. */
final class GitHubReviews {

    private final Map<Long, List<Review>> byRun = new ConcurrentHashMap<>();

    /**
     * A review.
     *
     * @param state {@code approved} or {@code rejected}
     * @param login the reviewer's login
     * @param id the reviewer's number
     * @param comment what the reviewer wrote
     * @param environments names of the environments
     */
    record Review(String state, String login, long id, String comment, List<String> environments) {}

    void add(long run, Review review) {
        byRun.computeIfAbsent(run, number -> new CopyOnWriteArrayList<>()).add(review);
    }

    Response list(GitHubCall call) throws GitHubErrors {
        List<String> rest = call.rest();
        boolean asked = rest.size() == 4
                && rest.get(1).equals("runs")
                && rest.get(2).matches("\\d{1,18}")
                && rest.get(3).equals("approvals")
                && call.request().method().equals("GET");
        if (!asked) {
            throw GitHubErrors.notFound();
        }
        if (call.token().isEmpty()) {
            throw GitHubErrors.of(403, "Resource not accessible by integration");
        }
        ArrayNode answer = JsonNodeFactory.instance.arrayNode();
        for (Review review : byRun.getOrDefault(Long.parseLong(rest.get(2)), List.of())) {
            ObjectNode node = answer.addObject().put("state", review.state()).put("comment", review.comment());
            node.putObject("user")
                    .put("login", review.login())
                    .put("id", review.id())
                    .put("type", "User");
            ArrayNode environments = node.putArray("environments");
            review.environments()
                    .forEach(name -> environments
                            .addObject()
                            .put("id", 1 + Math.abs((long) name.hashCode()))
                            .put("name", name)
                            .put("created_at", "2020-11-23T22:00:40Z")
                            .put("updated_at", "2020-11-23T22:00:40Z"));
        }
        return Response.json(200, answer);
    }
}
