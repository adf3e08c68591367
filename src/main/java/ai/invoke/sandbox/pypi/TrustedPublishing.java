package ai.invoke.sandbox.pypi;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.text.LetterCase;
import ai.invoke.sandbox.server.Response;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Trusted publishing (warehouse {@code oidc/views.py}): the audience, minting and burning of short-lived tokens. Plays the
 * issuer as well, which for real is GitHub Actions or GitLab, so that a rehearsal needs no CI.
 */
final class TrustedPublishing {

    private static final long LIFETIME_SECONDS = 900;
    private static final long LEEWAY_SECONDS = 30;
    private static final String GITHUB = "https://token.actions.githubusercontent.com";
    private static final String GITLAB = "https://gitlab.com";
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final ObjectMapper json = new ObjectMapper();
    private final PypiOptions options;
    private final Clock clock;
    private Optional<KeyPair> key = Optional.empty();

    TrustedPublishing(PypiOptions options) {
        this.options = options;
        this.clock = options.clock();
    }

    /** Made when it is first needed: most rehearsals use tokens, and making a key takes a while. */
    private synchronized KeyPair key() {
        if (key.isEmpty()) {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                key = Optional.of(generator.generateKeyPair());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has RSA", e);
            }
        }
        return key.get();
    }

    /** What a mint refuses with. */
    private static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;
        private final String code;

        Refused(String code, String description) {
            super(description);
            this.code = code;
        }
    }

    Response audience() {
        return Response.json(200, JsonNodeFactory.instance.objectNode().put("audience", options.index()));
    }

    /**
     * An identity token as GitHub Actions would issue it to a job.
     *
     * @param repository {@code owner/name}
     * @param workflow file name of the workflow
     * @param environment environment of the job; empty for none
     * @param audience whom the token is for
     */
    String identity(String repository, String workflow, String environment, String audience) {
        ObjectNode claims = claims(GITHUB, audience);
        claims.put(
                "sub",
                "repo:" + repository + (environment.isEmpty() ? ":ref:refs/tags/v1" : ":environment:" + environment));
        claims.put("repository", repository);
        claims.put("repository_owner", repository.replaceAll("/.*", ""));
        claims.put("repository_owner_id", "1");
        String reference = repository + "/.github/workflows/" + workflow + "@refs/tags/v1";
        claims.put("workflow_ref", reference).put("job_workflow_ref", reference);
        claims.put("ref", "refs/tags/v1").put("event_name", "push");
        return signed(claims, environment);
    }

    /**
     * An identity token as GitLab would put it into a job's variable (warehouse {@code oidc/models/gitlab.py}).
     *
     * @param project {@code group/name}
     * @param file path of the pipeline's definition
     * @param environment environment of the job; empty for none
     * @param audience whom the token is for
     */
    String gitlabIdentity(String project, String file, String environment, String audience) {
        ObjectNode claims = claims(GITLAB, audience);
        claims.put("sub", "project_path:" + project + ":ref_type:tag:ref:v1");
        claims.put("project_path", project);
        claims.put("namespace_path", project.replaceFirst("/[^/]*$", ""));
        claims.put("ci_config_ref_uri", "gitlab.com/" + project + "//" + file + "@refs/tags/v1");
        claims.put("ref_type", "tag").put("ref", "v1");
        return signed(claims, environment);
    }

    private ObjectNode claims(String issuer, String audience) {
        long now = clock.instant().getEpochSecond();
        ObjectNode claims = JsonNodeFactory.instance.objectNode();
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("iss", issuer);
        claims.put("aud", audience);
        claims.put("iat", now).put("nbf", now).put("exp", now + 300);
        return claims;
    }

    private String signed(ObjectNode claims, String environment) {
        if (!environment.isEmpty()) {
            claims.put("environment", environment);
        }
        String head = BASE64.encodeToString("{\"alg\":\"RS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8));
        String signed = head + "." + BASE64.encodeToString(claims.toString().getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key().getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA256withRSA", e);
        }
    }

    /** Answers a request for a token; the caller holds the lock of the state and saves it. */
    Response mint(String body, PypiState state) {
        try {
            JsonNode request;
            try {
                request = json.readTree(body);
            } catch (JsonProcessingException e) {
                throw new Refused("invalid-payload", "malformed JSON");
            }
            String token = request.path("token").asText("");
            JsonNode claims = verified(token);
            Set<String> projects = projects(claims, state);
            if (!state.usedTokenIds.add(claims.path("jti").asText())) {
                throw new Refused("invalid-reuse-token", "invalid token: already used");
            }
            for (RegisteredPublisher publisher : options.publishers()) {
                String normal = ProjectName.normalize(publisher.project());
                if (publisher.pending() && projects.contains(normal) && !state.projects.containsKey(normal)) {
                    state.serial++;
                    state.projects.put(
                            normal,
                            new PypiState.Project(
                                    publisher.project(), clock.instant().toString()));
                }
            }
            String minted = PypiToken.create(options.index());
            long expires = clock.instant().getEpochSecond() + LIFETIME_SECONDS;
            state.minted.put(Sha256.of(minted), new PypiState.MintedToken(expires, projects));
            return Response.json(
                    200,
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("success", true)
                            .put("message", "Token request succeeded")
                            .put("token", minted)
                            .put("expires", expires));
        } catch (Refused e) {
            ObjectNode answer = JsonNodeFactory.instance.objectNode().put("message", "Token request failed");
            answer.putArray("errors")
                    .addObject()
                    .put("code", e.code)
                    .put("description", String.valueOf(e.getMessage()));
            return Response.json(422, answer);
        }
    }

    /** Forgets a minted token; the caller holds the lock of the state and saves it. */
    Response burn(String body, PypiState state) {
        try {
            state.minted.remove(Sha256.of(json.readTree(body).path("token").asText("")));
            return Response.json(202, JsonNodeFactory.instance.objectNode());
        } catch (JsonProcessingException e) {
            return Response.json(422, JsonNodeFactory.instance.objectNode().put("message", "Token request failed"));
        }
    }

    private JsonNode verified(String token) throws Refused {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            throw new Refused("invalid-payload", "malformed JWT");
        }
        JsonNode head;
        JsonNode claims;
        boolean genuine;
        try {
            head = json.readTree(Base64.getUrlDecoder().decode(parts[0]));
            claims = json.readTree(Base64.getUrlDecoder().decode(parts[1]));
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(key().getPublic());
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            genuine = signature.verify(Base64.getUrlDecoder().decode(parts[2]));
        } catch (IllegalArgumentException | java.io.IOException e) {
            throw new Refused("invalid-payload", "malformed JWT");
        } catch (GeneralSecurityException e) {
            genuine = false;
            head = json.createObjectNode();
            claims = json.createObjectNode();
        }
        if (!genuine || !head.path("alg").asText().equals("RS256")) {
            throw new Refused("invalid-token", "malformed or invalid token");
        }
        if (!Set.of(GITHUB, GITLAB).contains(claims.path("iss").asText())) {
            throw new Refused("invalid-payload", "unknown trusted publishing issuer");
        }
        long now = clock.instant().getEpochSecond();
        boolean fresh = claims.path("exp").asLong() + LEEWAY_SECONDS > now
                && claims.path("nbf").asLong() - LEEWAY_SECONDS <= now;
        if (!fresh || !claims.path("aud").asText().equals(options.index())) {
            throw new Refused("invalid-token", "malformed or invalid token");
        }
        return claims;
    }

    private Set<String> projects(JsonNode claims, PypiState state) throws Refused {
        boolean gitlab = claims.path("iss").asText().equals(GITLAB);
        String repository = claims.path(gitlab ? "project_path" : "repository").asText();
        String definition = LetterCase.lower(
                claims.path(gitlab ? "ci_config_ref_uri" : "job_workflow_ref").asText());
        List<RegisteredPublisher> matching = options.publishers().stream()
                .filter(publisher -> (publisher.kind() == RegisteredPublisher.Kind.GITLAB) == gitlab
                        && publisher.repository().equalsIgnoreCase(repository)
                        && definition.startsWith(LetterCase.lower(
                                (gitlab ? "gitlab.com/" + repository + "//" : repository + "/.github/workflows/")
                                        + publisher.workflow() + "@"))
                        && (publisher.environment().isEmpty()
                                || publisher
                                        .environment()
                                        .equalsIgnoreCase(
                                                claims.path("environment").asText("")))
                        && !claims.path("event_name").asText().equals("pull_request_target"))
                .toList();
        if (matching.isEmpty()) {
            throw new Refused(
                    "invalid-publisher",
                    "valid token, but no corresponding publisher (Publisher with matching claims was not found)");
        }
        Set<String> projects = new TreeSet<>();
        for (RegisteredPublisher publisher : matching) {
            String normal = ProjectName.normalize(publisher.project());
            Optional<PypiState.Project> existing = state.project(publisher.project());
            if (publisher.pending()
                    && existing.isPresent()
                    && options.foreignProjects().contains(publisher.project())) {
                throw new Refused("invalid-pending-publisher", "valid token, but project already exists");
            }
            projects.add(normal);
        }
        return projects;
    }
}
