package ai.invoke.release.pypi.trust.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.http.FaultServer;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.RecordingConsole;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What each CI answers, as its documentation and PyPI's tool {@code id} have it. */
@Timeout(60)
class CiIdentityTest {

    private static final String JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiI0NzExIn0.c2lnbmF0dXJl";

    @TempDir
    Path folder;

    private final RecordingConsole console = new RecordingConsole();
    private final Http http =
            new Http(HttpSettings.direct(), console, new Timing(Clock.systemUTC(), wait -> {}, () -> 0.5));

    @AfterEach
    void close() {
        http.close();
        assertThat(console.all()).doesNotContain("c2lnbmF0dXJl");
    }

    private static CiIdentity google(FaultServer server) {
        return CiIdentity.of(Map.of(
                "GCE_METADATA_HOST",
                server.uri("/").getHost() + ":" + server.uri("/").getPort()));
    }

    @Test
    void googlesMetadataServerIsAskedForTheFullFormat() {
        try (FaultServer server = new FaultServer(FaultServer.answering(200, JWT + "\n"))) {
            CiIdentity google = google(server);
            assertThat(google.available()).isTrue();
            assertThat(google.signs()).isTrue();
            assertThat(google.renewable()).isTrue();
            assertThat(google.token(http, "pypi")).isEqualTo(JWT);
            assertThat(server.received()).singleElement().satisfies(request -> {
                assertThat(request.target())
                        .isEqualTo(
                                "/computeMetadata/v1/instance/service-accounts/default/identity?audience=pypi&format=full");
                assertThat(request.header("Metadata-Flavor")).contains("Google");
            });
        }
    }

    @Test
    void anotherAnswerOfGooglesIsNoToken() {
        try (FaultServer server = new FaultServer(FaultServer.answering(200, "<html>" + JWT))) {
            assertThatThrownBy(() -> google(server).token(http, "pypi"))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("without a token")
                    .hasMessageNotContaining("c2lnbmF0dXJl");
        }
        try (FaultServer server = new FaultServer(FaultServer.answering(404, "no service account " + JWT))) {
            assertThatThrownBy(() -> google(server).token(http, "pypi"))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("it answered 404")
                    .hasMessageNotContaining("c2lnbmF0dXJl");
        }
    }

    @Test
    void anotherHostThanGooglesIsNotAskedInClearText() {
        assertThatThrownBy(() -> CiIdentity.of(Map.of("GCE_METADATA_HOST", "metadata.example.org"))
                        .token(http, "pypi"))
                .hasMessageContaining("plain http");
        assertThatThrownBy(() ->
                        CiIdentity.of(Map.of("GCE_METADATA_HOST", "two words")).token(http, "pypi"))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("set it to metadata.google.internal");
    }

    private Map<String, String> tool(String name, String body) throws IOException {
        Path program = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", folder + ":/usr/bin:/bin");
        environment.put("ARGUMENTS", folder.resolve("arguments").toString());
        environment.put("INVOKEAI_TRUSTED_PUBLISHING", "always");
        return environment;
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void circlecisProgramIsToldTheAudience() throws IOException {
        Map<String, String> environment = tool("circleci", "echo \"$*\" >> \"$ARGUMENTS\"; echo " + JWT);
        environment.put("CIRCLECI", "true");
        CiIdentity circle = CiIdentity.of(environment);
        assertThat(circle.available()).isTrue();
        assertThat(circle.signs()).as("PyPI takes no attestations of CircleCI").isFalse();
        assertThat(circle.token(http, "testpypi")).isEqualTo(JWT);
        assertThat(folder.resolve("arguments")).hasContent("run oidc get --claims {\"aud\":\"testpypi\"}");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void buildkitesProgramSeesTheTokenOfItsAgent() throws IOException {
        Map<String, String> environment = tool(
                "buildkite-agent",
                "test \"$BUILDKITE_AGENT_ACCESS_TOKEN\" = agent && test \"$*\" = 'oidc request-token --audience pypi'"
                        + " && echo " + JWT);
        environment.put("BUILDKITE", "true");
        environment.put("BUILDKITE_AGENT_ACCESS_TOKEN", "agent");
        assertThat(CiIdentity.of(environment).token(http, "pypi")).isEqualTo(JWT);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void whatTheProgramPrintsIsNeverShown() throws IOException {
        for (String body : new String[] {"echo token: " + JWT, "echo " + JWT + "; exit 3"}) {
            Map<String, String> environment = tool("circleci", body);
            environment.put("CIRCLECI", "true");
            assertThatThrownBy(() -> CiIdentity.of(environment).token(http, "pypi"))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("CircleCI gave no identity")
                    .hasMessageNotContaining("c2lnbmF0dXJl");
        }
    }

    @Test
    void aProgramThatAnswersEveryJobIsNotAskedUndemanded() {
        CiIdentity circle = CiIdentity.of(Map.of("CIRCLECI", "true"));
        assertThat(circle.available()).isFalse();
        assertThat(circle.describe()).contains("-Dinvokeai.trustedPublishing=always");
    }

    @Test
    void aPersonsMachineHasNone() {
        CiIdentity none = CiIdentity.of(Map.of());
        assertThat(none.available() || none.signs() || none.renewable()).isFalse();
        assertThatThrownBy(() -> none.token(http, "pypi")).isInstanceOf(ProjectException.class);
    }

    @Test
    void noIdentityShowsItsSecrets() {
        Map<String, String> environment =
                Map.of("GITHUB_ACTIONS", "true", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "c2lnbmF0dXJl");
        assertThat(CiIdentity.of(environment)).asString().doesNotContain("c2lnbmF0dXJl");
        assertThat(CiIdentity.of(Map.of("GITLAB_CI", "true", "PYPI_ID_TOKEN", JWT)))
                .asString()
                .doesNotContain("c2lnbmF0dXJl");
    }
}
