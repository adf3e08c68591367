package ai.invoke.release.pypi.trust.identity;

import ai.invoke.release.http.Authorization;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.Request;
import ai.invoke.release.json.JsonTree;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** GitHub Actions: a server gives as many tokens as a job with the permission asks for. */
record GitHubIdentity(Map<String, String> environment) implements CiIdentity {

    private static final String ADDRESS = "ACTIONS_ID_TOKEN_REQUEST_URL";
    private static final String PROOF = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";

    @Override
    public boolean available() {
        return CiIdentity.set(environment, ADDRESS);
    }

    @Override
    public boolean signs() {
        return available();
    }

    @Override
    public String describe() {
        return available()
                ? "GitHub Actions gives this job an identity"
                : "this GitHub Actions job has no identity: the workflow lacks 'permissions: id-token: write', or runs for"
                        + " a fork";
    }

    @Override
    public boolean renewable() {
        return true;
    }

    @Override
    public String token(Http http, String audience) {
        String url = environment.getOrDefault(ADDRESS, "").strip();
        String proof = environment.getOrDefault(PROOF, "").strip();
        if (url.isEmpty() || proof.isEmpty()) {
            throw new ProjectException(Problem.of("no identity for trusted publishing: " + describe())
                    .next("add to the job: permissions: id-token: write"));
        }
        try {
            URI uri = URI.create(url + (url.contains("?") ? "&" : "?") + "audience="
                    + URLEncoder.encode(audience, StandardCharsets.UTF_8));
            return new IdentityServer("GitHub")
                    .ask(
                            http,
                            Request.get(uri)
                                    .withAuthorization(new Authorization.Bearer(proof))
                                    .withHeader("Accept", "application/json"),
                            GitHubIdentity::value);
        } catch (IllegalArgumentException e) {
            throw new EnvironmentException(
                    Problem.of(ADDRESS + " or " + PROOF + " does not hold what GitHub puts there"));
        }
    }

    private static String value(String body) {
        try {
            return JsonTree.read(body).path("value").asText("");
        } catch (JsonProcessingException e) {
            // The parser's message shows some of the body.
            return "";
        }
    }

    /** Without the proof. */
    @Override
    public String toString() {
        return "GitHubIdentity[" + available() + "]";
    }
}
