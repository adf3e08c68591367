package ai.invoke.release.pypi.trust;

import ai.invoke.release.http.Answer;
import ai.invoke.release.http.Authorization;
import ai.invoke.release.http.Exchange;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.NoAnswer;
import ai.invoke.release.http.Request;
import ai.invoke.release.http.RetryPolicy;
import ai.invoke.release.json.JsonTree;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** The identity that a CI gives a job: GitHub Actions asks a server for it, GitLab puts it into the environment. */
final class AmbientIdentity {

    // GitHub's own toolkit tries ten times: the endpoint is flaky.
    private static final int ATTEMPTS = 6;

    private final Http http;
    private final Map<String, String> environment;

    AmbientIdentity(Http http, Map<String, String> environment) {
        this.http = http;
        this.environment = environment;
    }

    /** Whether the job has an identity to give. */
    static boolean available(Map<String, String> environment) {
        if (github(environment)) {
            return set(environment, "ACTIONS_ID_TOKEN_REQUEST_URL");
        }
        return gitlab(environment) && environment.keySet().stream().anyMatch(name -> name.endsWith("PYPI_ID_TOKEN"));
    }

    /** Why there is none, or where it comes from; for people. */
    static String describe(Map<String, String> environment) {
        if (github(environment)) {
            return available(environment)
                    ? "GitHub Actions gives this job an identity"
                    : "this GitHub Actions job has no identity: the workflow lacks 'permissions: id-token: write', or runs for"
                            + " a fork";
        }
        if (gitlab(environment)) {
            return available(environment)
                    ? "GitLab gives this job an identity"
                    : "this GitLab job has no identity: it lacks 'id_tokens: PYPI_ID_TOKEN: aud: pypi'";
        }
        if (set(environment, "CIRCLECI")) {
            return "this is a CircleCI job, and PyPI has no publishers for CircleCI";
        }
        if (set(environment, "BUILDKITE")) {
            return "this is a Buildkite job, and PyPI has no publishers for Buildkite";
        }
        return "this is neither a GitHub Actions nor a GitLab job";
    }

    /** Whether {@link #token} gives a new one each time: GitLab puts one into the environment, and an index takes it once. */
    boolean isRenewable() {
        return github(environment);
    }

    /** A fresh token for an audience; on GitLab always the same. */
    String token(String audience) {
        if (github(environment)) {
            return github(audience);
        }
        String variable = audience.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_") + "_ID_TOKEN";
        String token = environment.getOrDefault(variable, "").strip();
        if (!gitlab(environment) || token.isEmpty()) {
            throw new ProjectException(Problem.of("no identity for trusted publishing: " + describe(environment))
                    .next("declare in .gitlab-ci.yml: id_tokens: " + variable + ": aud: " + audience));
        }
        return token;
    }

    private String github(String audience) {
        String url =
                environment.getOrDefault("ACTIONS_ID_TOKEN_REQUEST_URL", "").strip();
        String proof =
                environment.getOrDefault("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "").strip();
        if (url.isEmpty() || proof.isEmpty()) {
            throw new ProjectException(Problem.of("no identity for trusted publishing: " + describe(environment))
                    .next("add to the job: permissions: id-token: write"));
        }
        Exchange exchange;
        try {
            URI uri = URI.create(url + (url.contains("?") ? "&" : "?") + "audience="
                    + URLEncoder.encode(audience, StandardCharsets.UTF_8));
            exchange = http.send(Request.get(uri)
                    .withAuthorization(new Authorization.Bearer(proof))
                    .withHeader("Accept", "application/json")
                    .withRetry(RetryPolicy.repeatable().withAttempts(ATTEMPTS))
                    .withTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(20))
                    .withMaxAnswer(TrustedPublisher.MAX_ANSWER));
        } catch (IllegalArgumentException e) {
            throw new EnvironmentException(
                    Problem.of(
                            "ACTIONS_ID_TOKEN_REQUEST_URL or ACTIONS_ID_TOKEN_REQUEST_TOKEN does not hold what GitHub puts there"));
        }
        if (exchange instanceof NoAnswer none) {
            throw failed(none.toString());
        }
        Answer answer = (Answer) exchange;
        String token = "";
        try {
            token = JsonTree.read(answer.text()).path("value").asText("");
        } catch (JsonProcessingException e) {
            // Reported below: the body may hold the token, so nothing of it is shown.
            token = "";
        }
        if (!answer.successful() || token.isEmpty()) {
            throw failed("it answered " + answer.status() + (answer.successful() ? " without a token" : ""));
        }
        return token;
    }

    private static EnvironmentException failed(String why) {
        return new EnvironmentException(Problem.of("GitHub gave no identity for trusted publishing: " + why)
                .next("run the job again"));
    }

    private static boolean github(Map<String, String> environment) {
        return environment.getOrDefault("GITHUB_ACTIONS", "").equals("true");
    }

    private static boolean gitlab(Map<String, String> environment) {
        return set(environment, "GITLAB_CI");
    }

    private static boolean set(Map<String, String> environment, String name) {
        return !environment.getOrDefault(name, "").isBlank();
    }
}
