package ai.invoke.release.pypi.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.http.Http;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.RecordingConsole;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.index.IndexServer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class TrustedPublisherTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final String JWT = "eyJhbGciOiJub25lIn0."
            + Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            "{\"sub\":\"repo:a/b\",\"repository\":\"a/b\",\"job_workflow_ref\":\"a/b/.github/workflows/r.yml@refs/tags/v1\",\"workflow_ref\":\"a/b/.github/workflows/main.yml@refs/tags/v1\"}"
                                    .getBytes(StandardCharsets.UTF_8))
            + ".c2lnbmF0dXJl";
    private static final String TOKEN = "pypi-minted-secret-0815";
    private static final URI PAGE = URI.create("https://pypi.org/manage/project/demo/settings/publishing/");

    private final RecordingConsole console = new RecordingConsole();
    private final IndexServer server = new IndexServer();
    private final List<String> masked = new ArrayList<>();
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final Http http = new Http(HttpSettings.direct(), console, new Timing(clock, wait -> {}, () -> 0.5));
    private final List<TrustedPublisher> opened = new ArrayList<>();
    private TrustedPublisher publisher;

    @BeforeEach
    void open() {
        server.onPage("/_/oidc/audience", 200, "{\"audience\":\"sandbox\"}");
        server.onPage("/identity", 200, "{\"value\":\"" + JWT + "\"}");
        server.onPage("/_/oidc/burn-token", 202, "");
        mintedFor(900);
        publisher = publisher(Map.of(
                "GITHUB_ACTIONS",
                "true",
                "ACTIONS_ID_TOKEN_REQUEST_URL",
                server.uri("/identity?api-version=2").toString(),
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
                "request-proof-0815"));
    }

    private TrustedPublisher publisher(Map<String, String> environment) {
        TrustedPublisher made =
                new TrustedPublisher(http, server.index(), "demo", environment, clock, console, masked::add);
        opened.add(made);
        return made;
    }

    private void mintedFor(int seconds) {
        server.onPage(
                "/_/oidc/mint-token",
                200,
                "{\"success\":true,\"token\":\"" + TOKEN + "\",\"expires\":" + (NOW.getEpochSecond() + seconds) + "}");
    }

    @AfterEach
    void close() {
        opened.forEach(TrustedPublisher::close);
        http.close();
        server.close();
        assertThat(console.all()).doesNotContain("0815").doesNotContain("c2lnbmF0dXJl");
    }

    @Test
    void mintsOnceMasksAndBurns() {
        assertThat(publisher.forUpload(Duration.ofMinutes(1)).password()).isEqualTo(TOKEN);
        assertThat(publisher.forUpload(Duration.ofHours(9)).password()).isEqualTo(TOKEN);
        assertThat(publisher.afterRefusal()).as("it cannot have run out").isEmpty();
        publisher.close();
        publisher.close();
        assertThat(server.log())
                .containsExactly(
                        "GET /_/oidc/audience", "GET /identity", "POST /_/oidc/mint-token", "POST /_/oidc/burn-token");
        assertThat(server.bodies()).contains("{\"token\":\"" + JWT + "\"}", "{\"token\":\"" + TOKEN + "\"}");
        assertThat(masked).containsExactly(JWT, TOKEN);
        assertThat(console.warnings()).singleElement().asString().contains("reusable workflows");
    }

    /** CI services cancel a job with SIGTERM. */
    @Test
    void theTokenIsBurnedWhenTheJobIsCancelled() throws Exception {
        server.onPage(
                "/_/oidc/mint-token",
                200,
                "{\"success\":true,\"token\":\"" + TOKEN + "\",\"expires\":"
                        + Instant.now().plusSeconds(900).getEpochSecond() + "}");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledMint.class.getName(),
                server.uri("/legacy/").toString(),
                server.uri("/simple/").toString());
        builder.environment()
                .putAll(Map.of(
                        "GITHUB_ACTIONS",
                        "true",
                        "ACTIONS_ID_TOKEN_REQUEST_URL",
                        server.uri("/identity?api-version=2").toString(),
                        "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
                        "request-proof-0815"));
        Process job = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(job.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).isEqualTo("minted");
            assertThat(server.log()).doesNotContain("POST /_/oidc/burn-token");
            job.destroy();
            assertThat(job.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            job.destroyForcibly();
        }
        assertThat(server.log()).endsWith("POST /_/oidc/burn-token");
        assertThat(server.bodies()).contains("{\"token\":\"" + TOKEN + "\"}");
    }

    @Test
    void theClaimsSayWhatThePublisherMustBeAndAreNotShownToTheIndex() {
        IdentityClaims claims = publisher.claims();
        assertThat(claims.publisher())
                .containsExactly(
                        Map.entry("owner", "a"), Map.entry("repository", "b"), Map.entry("workflow_filename", "r.yml"));
        assertThat(claims.obstacles()).singleElement().asString().contains("another workflow file");
        assertThat(claims.settings(PAGE))
                .hasToString("https://pypi.org/manage/project/demo/settings/publishing/"
                        + "?provider=github&owner=a&repository=b&workflow_filename=r.yml");
        assertThat(server.log()).containsExactly("GET /_/oidc/audience", "GET /identity");
        assertThat(masked).containsExactly(JWT);
    }

    @Test
    void gitlabsPublisherIsNamedByItsOwnFields() {
        IdentityClaims claims = new IdentityClaims(Map.of(
                "project_path", "group/sub/demo",
                "ci_config_ref_uri", "gitlab.com/group/sub/demo//ci/release.yml@refs/tags/v1",
                "environment", "release",
                "iss", "https://gitlab.com"));
        assertThat(claims.publisher())
                .containsExactly(
                        Map.entry("namespace", "group/sub"),
                        Map.entry("project", "demo"),
                        Map.entry("workflow_filepath", "ci/release.yml"),
                        Map.entry("environment", "release"),
                        Map.entry("issuer_url", "https://gitlab.com"));
        assertThat(claims.settings(PAGE))
                .hasToString(
                        PAGE + "?provider=gitlab&namespace=group%2Fsub&project=demo"
                                + "&workflow_filepath=ci%2Frelease.yml&environment=release&issuer_url=https%3A%2F%2Fgitlab.com");
        assertThat(claims.forPeople()).contains("iss", "project_path", "group/sub/demo");
    }

    /** The fields of warehouse's forms below {@code oidc/forms}. */
    @ParameterizedTest
    @CsvSource({
        "email;publisher@example.iam.gserviceaccount.com, provider=google&email=publisher%40example.iam.gserviceaccount.com",
        "builder;pypi-publisher;organization;acme;project;demo;actor;bo;sub;org:acme:project:demo,"
                + " provider=activestate&organization=acme&project=demo&actor=bo",
        "oidc.circleci.com/org-id;1;oidc.circleci.com/project-id;2;oidc.circleci.com/pipeline-definition-id;3,"
                + " provider=circleci&circleci_org_id=1&circleci_project_id=2&pipeline_definition_id=3"
    })
    void theFormIsFilledInForEachPublisherThatPypiHas(String pairs, String query) {
        String[] parts = pairs.split(";", -1);
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < parts.length; i += 2) {
            values.put(parts[i], parts[i + 1]);
        }
        IdentityClaims claims = new IdentityClaims(values);
        assertThat(claims.settings(PAGE)).hasToString(PAGE + "?" + query);
        assertThat(claims.forPeople()).contains(parts[1]);
    }

    @Test
    void aFormThatPypiDoesNotHaveIsNotFilledIn() {
        IdentityClaims buildkite = new IdentityClaims(Map.of("organization_slug", "acme", "pipeline_slug", "demo"));
        assertThat(buildkite.publisher()).containsEntry("pipeline_slug", "demo");
        assertThat(buildkite.settings(PAGE)).isEqualTo(PAGE);
        assertThat(new IdentityClaims(Map.of("sub", "x")).publisher()).isEmpty();
        assertThat(new IdentityClaims(Map.of("sub", "x")).settings(PAGE)).isEqualTo(PAGE);
    }

    @Test
    void tokenThatWouldNotLastIsMintedAnew() {
        mintedFor(120);
        publisher.forUpload(Duration.ofMinutes(1));
        publisher.forUpload(Duration.ofMinutes(5));
        assertThat(server.log()).filteredOn("POST /_/oidc/mint-token"::equals).hasSize(2);
        assertThat(server.log())
                .filteredOn(line -> line.startsWith("POST"))
                .as("the old token is good until there is a new one")
                .containsExactly("POST /_/oidc/mint-token", "POST /_/oidc/mint-token", "POST /_/oidc/burn-token");
    }

    @Test
    void tokenIsKeptWhereThereIsNoSecondIdentity() {
        mintedFor(120);
        TrustedPublisher gitlab = publisher(Map.of("GITLAB_CI", "true", "SANDBOX_ID_TOKEN", JWT));
        gitlab.forUpload(Duration.ofMinutes(1));
        assertThat(gitlab.forUpload(Duration.ofMinutes(5)).password()).isEqualTo(TOKEN);
        assertThat(server.log()).filteredOn("POST /_/oidc/mint-token"::equals).hasSize(1);
        assertThat(server.log()).doesNotContain("POST /_/oidc/burn-token");
    }

    @Test
    void refusalShowsTheClaimsAndNeverTheToken() {
        server.onPage(
                "/_/oidc/mint-token",
                422,
                "{\"message\":\"Token request failed\",\"errors\":[{\"code\":\"invalid-publisher\",\"description\":\"valid token, but no corresponding publisher\"}]}");
        assertThatThrownBy(() -> publisher.forUpload(Duration.ZERO))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("invalid-publisher: valid token, but no corresponding publisher")
                .hasMessageContaining("repository           a/b")
                .hasMessageContaining("environment          MISSING")
                .hasMessageContaining("settings/publishing/")
                .hasMessageNotContaining(JWT);
        publisher.close();
        assertThat(server.log()).doesNotContain("POST /_/oidc/burn-token");
    }

    @Test
    void eachAttemptTakesANewIdentity() {
        server.onPage("/_/oidc/mint-token", 503, "later");
        assertThatThrownBy(() -> publisher.forUpload(Duration.ZERO)).isInstanceOf(EnvironmentException.class);
        assertThat(server.log()).filteredOn("GET /identity"::equals).hasSize(4);
    }

    @Test
    void burnFailureIsOnlyAWarning() {
        server.onPage("/_/oidc/burn-token", 500, "no " + TOKEN);
        publisher.forUpload(Duration.ZERO);
        publisher.close();
        assertThat(console.warnings())
                .anySatisfy(warning -> assertThat(warning.toString()).contains("did not revoke"));
    }

    @Test
    void indexWithoutTrustedPublishing() {
        server.onPage("/_/oidc/audience", 404, "<html>");
        assertThatThrownBy(() -> publisher.forUpload(Duration.ZERO))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("offers no trusted publishing");
    }

    @Test
    void gitlabPutsTheIdentityIntoTheEnvironment() {
        TrustedPublisher gitlab = publisher(Map.of("GITLAB_CI", "true", "SANDBOX_ID_TOKEN", JWT));
        assertThat(gitlab.forUpload(Duration.ZERO).password()).isEqualTo(TOKEN);
        assertThatThrownBy(() -> publisher(Map.of("GITLAB_CI", "true")).forUpload(Duration.ZERO))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("SANDBOX_ID_TOKEN");
    }

    @Test
    void garbageFromTheIdentityServer() {
        server.onPage("/identity", 200, "{\"value\":");
        assertThatThrownBy(() -> publisher.forUpload(Duration.ZERO))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("without a token");
    }
}
