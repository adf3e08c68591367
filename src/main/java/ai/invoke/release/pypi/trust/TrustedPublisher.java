package ai.invoke.release.pypi.trust;

import ai.invoke.release.console.Console;
import ai.invoke.release.http.Answer;
import ai.invoke.release.http.Body;
import ai.invoke.release.http.Exchange;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.NoAnswer;
import ai.invoke.release.http.Request;
import ai.invoke.release.http.RetryPolicy;
import ai.invoke.release.json.JsonTree;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.index.ServerMessage;
import ai.invoke.release.pypi.trust.identity.CiIdentity;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Trusted publishing (warehouse, {@code docs/user/trusted-publishers}): the CI vouches for the job, and the index mints a
 * token of fifteen minutes for it. Mints only when a token is needed, since minting for a pending publisher creates the
 * project; mints anew when a token would not last; burns every token at the end.
 */
public final class TrustedPublisher implements UploadCredentials {

    static final long MAX_ANSWER = 256 * 1024;

    private static final Duration PATIENT = Duration.ofSeconds(45);
    private static final Duration HASTY = Duration.ofSeconds(4);
    private static final Duration LIFETIME = Duration.ofMinutes(15);
    private static final Duration LONGEST_RESERVE = Duration.ofMinutes(10);

    private final Http http;
    private final PackageIndex index;
    private final String project;
    private final CiIdentity identity;
    private final String source;
    private final Clock clock;
    private final Console console;
    private final Consumer<String> mask;
    private Optional<Minted> current = Optional.empty();
    private Optional<Thread> rescue = Optional.empty();
    private Optional<String> audience = Optional.empty();
    private IdentityClaims claims = new IdentityClaims(Map.of());

    private record Minted(PypiCredentials credentials, Instant expires) {}

    /**
     * A publisher for one index.
     *
     * @param http sends the requests
     * @param index where files will go
     * @param project the project that they belong to, for the link to its publishers
     * @param environment the process's environment, where the CI left its hints
     * @param clock tells when a token runs out
     * @param console told about each minted token, never its value
     * @param mask given every secret as soon as it is known, so that the CI hides it in its log
     */
    public TrustedPublisher(
            Http http,
            PackageIndex index,
            String project,
            Map<String, String> environment,
            Clock clock,
            Console console,
            Consumer<String> mask) {
        this.http = http;
        this.index = index;
        this.project = project;
        this.identity = CiIdentity.of(environment);
        this.source = identity.describe();
        this.clock = clock;
        this.console = console;
        this.mask = mask;
    }

    /**
     * Whether the CI gives this job an identity.
     *
     * @param environment the process's environment
     * @return true when minting can be tried
     */
    public static boolean available(Map<String, String> environment) {
        return CiIdentity.of(environment).available();
    }

    /**
     * Where an identity comes from, or why there is none.
     *
     * @param environment the process's environment
     * @return for people, without secrets
     */
    public static String describe(Map<String, String> environment) {
        return CiIdentity.of(environment).describe();
    }

    @Override
    public PypiCredentials forUpload(Duration expected) {
        Duration reserve = expected.compareTo(LONGEST_RESERVE) < 0 ? expected : LONGEST_RESERVE;
        Optional<Minted> held = held();
        if (held.isPresent() && held.get().expires().isAfter(clock.instant().plus(reserve))) {
            return held.get().credentials();
        }
        if (held.isPresent() && !identity.renewable() && held.get().expires().isAfter(clock.instant())) {
            // Its identity is used up, so there will be no other token in this job.
            console.detail("the token until " + held.get().expires() + " is kept: this CI gives no second identity");
            return held.get().credentials();
        }
        return renew();
    }

    @Override
    public Optional<PypiCredentials> afterRefusal() {
        boolean mayHaveRunOut = held().filter(
                        held -> clock.instant().isAfter(held.expires().minusSeconds(60)))
                .isPresent();
        return mayHaveRunOut && identity.renewable() ? Optional.of(renew()) : Optional.empty();
    }

    private PypiCredentials renew() {
        // The old token is good until there is a new one.
        Minted minted = mint();
        Optional<Minted> old = swap(Optional.of(minted));
        watch();
        old.ifPresent(token -> burn(token, PATIENT));
        return minted.credentials();
    }

    private synchronized Optional<Minted> held() {
        return current;
    }

    /** Whoever gets the token burns it: the goal at its end, or the hook when the job is cancelled. */
    private synchronized Optional<Minted> swap(Optional<Minted> next) {
        Optional<Minted> before = current;
        current = next;
        return before;
    }

    /** A job that is cancelled is told to end with SIGTERM and killed some seconds later; there is time for one request. */
    private void watch() {
        if (rescue.isPresent()) {
            return;
        }
        Thread hook = new Thread(
                () -> swap(Optional.empty()).ifPresent(token -> burn(token, HASTY)), "invokeai-release-burn");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            rescue = Optional.of(hook);
        } catch (IllegalStateException e) {
            console.detail("the virtual machine is ending already: " + e.getMessage());
        }
    }

    private void unwatch() {
        Optional<Thread> hook = rescue;
        rescue = Optional.empty();
        try {
            hook.ifPresent(Runtime.getRuntime()::removeShutdownHook);
        } catch (IllegalStateException e) {
            console.detail("the virtual machine is ending already: " + e.getMessage());
        }
    }

    /**
     * What the CI says about this job, without showing it to the index.
     *
     * @return the claims of an identity for this index, which is not used up by that
     * @throws ProjectException when the job has no identity
     * @throws EnvironmentException when the CI or the index did not answer
     */
    public IdentityClaims claims() {
        String wanted = audience.orElseGet(this::askAudience);
        audience = Optional.of(wanted);
        String jwt = identity.token(http, wanted);
        mask.accept(jwt);
        return IdentityClaims.of(jwt);
    }

    private Minted mint() {
        String wanted = audience.orElseGet(this::askAudience);
        audience = Optional.of(wanted);
        // The index takes an identity once only, so each attempt needs a new one, even when the last answer was lost.
        Exchange exchange = http.send(
                () -> {
                    String jwt = identity.token(http, wanted);
                    mask.accept(jwt);
                    claims = IdentityClaims.of(jwt);
                    return post("mint-token", jwt).withRetry(RetryPolicy.repeatable());
                },
                last -> true);
        if (claims.reusableWorkflow()) {
            console.warn(Problem.of("the job is defined in another workflow file ("
                            + claims.claim("job_workflow_ref").orElse("")
                            + ") than the run; PyPI does not support reusable workflows for trusted publishing")
                    .next("publish from a job in the calling workflow"));
        }
        if (exchange instanceof NoAnswer none) {
            throw new EnvironmentException(
                    Problem.of(index.title() + " minted no token: " + none).next("run the same command again"));
        }
        Answer answer = (Answer) exchange;
        if (answer.status() >= 500) {
            throw new EnvironmentException(
                    Problem.of(index.title() + " minted no token: " + answer.status() + " " + ServerMessage.of(answer))
                            .next("run the same command again"));
        }
        JsonNode json = json(answer);
        String token = json.path("token").asText("");
        if (answer.status() != 200 || token.isEmpty()) {
            throw refused(answer, json);
        }
        mask.accept(token);
        Instant expires = json.path("expires").canConvertToLong()
                ? Instant.ofEpochSecond(json.path("expires").asLong())
                : clock.instant().plus(LIFETIME);
        console.info(index.title() + " trusts this job: token until " + expires + " (" + source + ")");
        return new Minted(PypiCredentials.token(token, "trusted publishing token"), expires);
    }

    private String askAudience() {
        URI uri = endpoint("audience");
        Answer answer = http.send(Request.get(uri).withMaxAnswer(MAX_ANSWER)).orThrow();
        String text = json(answer).path("audience").asText("");
        if (!answer.successful() || text.isEmpty()) {
            throw new EnvironmentException(
                    Problem.of(index.title() + " offers no trusted publishing: " + uri + " answered " + answer.status())
                            .next("set a token for " + index.title() + " instead"));
        }
        return text;
    }

    private ProjectException refused(Answer answer, JsonNode json) {
        StringBuilder what = new StringBuilder(index.title() + " did not trust this job (" + answer.status() + "):");
        String codes = "";
        for (JsonNode error : json.path("errors")) {
            String code = answer.readable(error.path("code").asText(""));
            codes += code + " ";
            what.append(System.lineSeparator())
                    .append("     ")
                    .append(code)
                    .append(": ")
                    .append(answer.readable(error.path("description").asText("")));
        }
        if (codes.isBlank()) {
            what.append(' ').append(ServerMessage.of(answer));
        }
        what.append(System.lineSeparator())
                .append("   The job's identity, which must match a publisher of the project:")
                .append(claims.forPeople());
        return new ProjectException(Problem.of(what.toString()).next(advice(codes)));
    }

    private String advice(String codes) {
        if (codes.contains("not-enabled")) {
            return "trusted publishing is switched off at " + index.title() + ": wait, or set a token";
        }
        if (codes.contains("invalid-reuse-token")) {
            return "run the job again: its identity was used already";
        }
        if (claims.claim("event_name").equals(Optional.of("pull_request_target"))) {
            return "publish from another event than pull_request_target";
        }
        return "compare the claims with the publishers at " + claims.settings(index.publishers(project))
                + ", or see what they must be: mvn invokeai-release:doctor";
    }

    /**
     * Makes the minted token useless. A failure is only told: the token runs out by itself, and what was uploaded stays.
     */
    @Override
    public void close() {
        swap(Optional.empty()).ifPresent(token -> burn(token, PATIENT));
        unwatch();
    }

    private void burn(Minted token, Duration patience) {
        Exchange exchange = http.send(post("burn-token", token.credentials().password())
                .withTimeouts(patience, patience)
                .withRetry(RetryPolicy.none()));
        if (!(exchange instanceof Answer answer) || !answer.successful()) {
            String why = exchange instanceof Answer refused
                    ? "it answered " + refused.status()
                    : ((NoAnswer) exchange).reason();
            console.warn(Problem.of(index.title() + " did not revoke the token it minted: " + why + ".")
                    .next("nothing to do: the token runs out at " + token.expires()));
        }
    }

    private Request post(String endpoint, String token) {
        Body body =
                Body.json(JsonTree.text(JsonNodeFactory.instance.objectNode().put("token", token)));
        return Request.post(endpoint(endpoint), body)
                .withHeader("Accept", "application/json")
                // Slow for accounts with hundreds of projects.
                .withTimeouts(Duration.ofSeconds(45), Duration.ofSeconds(40))
                .withMaxAnswer(MAX_ANSWER);
    }

    private URI endpoint(String name) {
        return index.upload().resolve("/_/oidc/" + name);
    }

    private static JsonNode json(Answer answer) {
        try {
            return JsonTree.read(answer.text());
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
