package ai.invoke.release.pypi.index;

import ai.invoke.release.http.Answer;
import ai.invoke.release.http.Exchange;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.Request;
import ai.invoke.release.http.RetryPolicy;
import ai.invoke.release.json.JsonTree;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a person can do about an index that is in trouble: wait for the end of an incident, or ask somebody. */
public final class IndexHelp {

    private static final int SHOWN = 3;

    private IndexHelp() {}

    /**
     * Adds what the index's status page says, and whom to ask.
     *
     * @param trouble what happened
     * @param index where it happened
     * @param http asks the status page
     * @return the same trouble with more advice, where there is any
     */
    public static EnvironmentException explained(EnvironmentException trouble, PackageIndex index, Http http) {
        List<Problem> problems = new ArrayList<>(trouble.problems());
        incidents(index, http).or(() -> owners(index)).ifPresent(problems::add);
        return problems.size() == trouble.problems().size() ? trouble : new EnvironmentException(problems);
    }

    private static Optional<Problem> owners(PackageIndex index) {
        return index.support()
                .owners()
                .map(owners -> Problem.of("no incident of " + index.title() + " is known")
                        .next("ask " + owners));
    }

    private static Optional<Problem> incidents(PackageIndex index, Http http) {
        if (index.support().incidents().isEmpty()) {
            return Optional.empty();
        }
        URI page = index.support().incidents().get();
        Exchange exchange = http.send(Request.get(page)
                .withHeader("Accept", "application/json")
                .withRetry(RetryPolicy.none())
                .withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(5)));
        if (!(exchange instanceof Answer answer) || answer.status() != 200) {
            return Optional.empty();
        }
        List<String> names = names(answer);
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(Problem.of(page.getHost() + " reports: " + String.join("; ", names))
                        .next("wait until " + page.resolve("/")
                                + " says that it is over, then run the same command again"));
    }

    private static List<String> names(Answer answer) {
        List<String> names = new ArrayList<>();
        try {
            for (JsonNode incident : JsonTree.read(answer.body()).path("incidents")) {
                if (names.size() < SHOWN) {
                    String status = incident.path("status").asText("");
                    names.add(answer.readable(incident.path("name").asText("an incident")
                            + (status.isEmpty() ? "" : " (" + status + ")")));
                }
            }
        } catch (IOException e) {
            // A status page that cannot be read reports nothing.
            return List.of();
        }
        return names;
    }
}
