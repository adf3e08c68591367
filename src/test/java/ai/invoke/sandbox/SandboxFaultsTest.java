package ai.invoke.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.testing.DistMaker;
import ai.invoke.release.testing.PypiUpload;
import ai.invoke.sandbox.pypi.PypiOptions;
import ai.invoke.sandbox.pypi.PypiPages;
import ai.invoke.sandbox.pypi.SandboxPypi;
import ai.invoke.sandbox.server.Fault;
import ai.invoke.sandbox.server.RequestLog;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxFaultsTest {

    @TempDir
    Path folder;

    private SandboxPypi pypi;
    private Path wheel;

    @BeforeEach
    void start() {
        wheel = DistMaker.of("demo_app", "1.0").wheel(folder);
        pypi = SandboxPypi.start(folder.resolve("state"), PypiOptions.of("pypi"));
    }

    @AfterEach
    void stop() {
        pypi.close();
    }

    private HttpResponse<String> upload() {
        return new PypiUpload(wheel, "demo-app", "1.0").send(pypi.uploadUrl(), pypi.token());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(pypi.base().resolve(path))
                                .header("Accept", PypiPages.SIMPLE_JSON)
                                .build(),
                        BodyHandlers.ofString());
    }

    private void fault(Fault.Kind kind, int value) {
        pypi.faults().play(Fault.of(kind, value, "POST", "^/legacy/"));
    }

    @Test
    void droppedBeforeNothingHasHappened() {
        fault(Fault.Kind.DROP_BEFORE, 0);
        assertThatThrownBy(this::upload).isInstanceOf(UncheckedIOException.class);
        assertThat(pypi.state()).isEmpty();
        assertThat(upload().statusCode()).isEqualTo(200);
    }

    @Test
    void droppedAfterTheFileIsThere() {
        fault(Fault.Kind.DROP_AFTER, 0);
        assertThatThrownBy(this::upload).isInstanceOf(UncheckedIOException.class);
        assertThat(pypi.state().path("demo-app")).hasSize(1);
        assertThat(upload().statusCode()).as("the same bytes again").isEqualTo(200);
        assertThat(pypi.log().entries()).extracting(RequestLog.Entry::status).containsExactly(0, 200);
    }

    @Test
    void droppedInTheMiddleOfTheUploadNothingIsLeft() throws IOException {
        fault(Fault.Kind.DROP_UPLOAD, 700);
        assertThatThrownBy(this::upload).isInstanceOf(UncheckedIOException.class);
        assertThat(pypi.state()).isEmpty();
        assertThat(pypi.log().entries().get(0).received()).isEqualTo(700);
        try (var incoming = java.nio.file.Files.list(folder.resolve("state/incoming"))) {
            assertThat(incoming).isEmpty();
        }
    }

    @Test
    void statusesComeWithRetryAfterAsOftenAsWanted() {
        pypi.faults().play(Fault.parse("status=503,2 POST ^/legacy/ 1x2"));
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> response = upload();
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.headers().firstValue("retry-after")).hasValue("2");
        }
        assertThat(upload().statusCode()).isEqualTo(200);
    }

    @Test
    void aStalePageLacksTheNewestUpload() throws IOException, InterruptedException {
        upload();
        Path second = DistMaker.of("demo_app", "1.1").wheel(folder);
        new PypiUpload(second, "demo-app", "1.1").send(pypi.uploadUrl(), pypi.token());
        pypi.faults().play(Fault.of(Fault.Kind.STALE, "GET", "^/simple/demo-app/"));
        assertThat(get("/simple/demo-app/").body()).contains("demo_app-1.0").doesNotContain("demo_app-1.1");
        assertThat(get("/simple/demo-app/").body()).contains("demo_app-1.1");
    }

    @Test
    void aStalePageOfANewProjectIsNotFound() throws IOException, InterruptedException {
        upload();
        pypi.faults().play(Fault.of(Fault.Kind.STALE, "GET", "^/simple/demo-app/"));
        assertThat(get("/simple/demo-app/").statusCode()).isEqualTo(404);
    }

    @Test
    void truncatedJsonIsWellFramedAndCutAnswersAreNot() throws IOException, InterruptedException {
        upload();
        pypi.faults().play(Fault.of(Fault.Kind.TRUNCATE, "GET", "^/simple/"));
        String half = get("/simple/demo-app/").body();
        assertThatThrownBy(() -> new ObjectMapper().readTree(half)).isInstanceOf(JsonProcessingException.class);
        pypi.faults().play(Fault.of(Fault.Kind.CUT, "GET", "^/simple/"));
        assertThatThrownBy(() -> get("/simple/demo-app/")).isInstanceOf(IOException.class);
        pypi.faults().play(Fault.of(Fault.Kind.GARBAGE, "GET", "^/simple/"));
        assertThatThrownBy(() -> get("/simple/demo-app/")).isInstanceOf(IOException.class);
        assertThat(get("/simple/demo-app/").statusCode()).isEqualTo(200);
    }

    @Test
    void aSlowAnswerComesLate() throws IOException, InterruptedException {
        upload();
        pypi.faults().play(Fault.of(Fault.Kind.SLOW, 300, "GET", "^/simple/"));
        long start = System.nanoTime();
        assertThat(get("/simple/demo-app/").statusCode()).isEqualTo(200);
        assertThat(System.nanoTime() - start).isGreaterThan(250_000_000L);
    }

    @Test
    void faultsCanBeSetFromAnotherProcess() throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest.Builder faults = HttpRequest.newBuilder(pypi.base().resolve("/_sandbox/faults"));
        assertThat(client.send(
                                faults.POST(HttpRequest.BodyPublishers.ofString("status=502 POST ^/legacy/\n"))
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(204);
        assertThat(get("/_sandbox/faults").body()).isEqualTo("status=502 POST ^/legacy/\n");
        assertThat(upload().statusCode()).isEqualTo(502);
        HttpResponse<String> bad = client.send(
                faults.POST(HttpRequest.BodyPublishers.ofString("nonsense")).build(), BodyHandlers.ofString());
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(bad.body()).contains("is not a fault");
        assertThat(client.send(faults.DELETE().build(), BodyHandlers.ofString()).statusCode())
                .isEqualTo(204);
        assertThat(get("/_sandbox/requests").body()).contains("\"fault\":\"status=502 POST ^/legacy/\"");
    }
}
