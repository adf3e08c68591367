package ai.invoke.sandbox.pypi;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.testing.DistMaker;
import ai.invoke.release.testing.PypiUpload;
import ai.invoke.sandbox.server.Digests;
import ai.invoke.sandbox.server.RequestLog;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SandboxPypiTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A clock that tests turn. */
    static final class Hands extends Clock {

        private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T10:00:00Z"));

        void turn(Duration by) {
            now.updateAndGet(instant -> instant.plus(by));
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    }

    @TempDir
    Path folder;

    private final Hands clock = new Hands();
    private SandboxPypi pypi;
    private Path wheel;
    private Path sdist;

    @BeforeEach
    void start() throws IOException {
        Path dist = Files.createDirectories(folder.resolve("dist"));
        wheel = DistMaker.of("demo_app", "1.0").header("Requires-Python: >=3.8").wheel(dist);
        sdist = DistMaker.of("demo_app", "1.0").sdist(dist);
        pypi = SandboxPypi.start(folder.resolve("state"), PypiOptions.of("pypi").withClock(clock));
    }

    @AfterEach
    void stop() {
        pypi.close();
    }

    private void restart(PypiOptions options) {
        pypi.close();
        pypi = SandboxPypi.start(folder.resolve("state"), options.withClock(clock));
    }

    private PypiUpload form() {
        return new PypiUpload(wheel, "demo-app", "1.0");
    }

    private HttpResponse<String> send(PypiUpload upload) {
        return upload.send(pypi.uploadUrl(), pypi.token());
    }

    /** The lengths were measured at Pyramid 2.0. */
    @Test
    void successHasTheBodyThatPyramidMakes() {
        assertThat(send(form().accept("*/*")).body()).hasSize(106).contains("<title>200 OK</title>");
        assertThat(send(form().accept("application/json;q=0.9, text/plain;q=0.8, text/html;q=0.7"))
                        .body())
                .hasSize(58);
        assertThat(send(form().accept("text/plain")).body()).isEqualTo("200 OK\n\n\n\n\n\n\n");
    }

    @Test
    void fileWithoutATypeIsTakenAsFlitSendsIt() {
        HttpResponse<String> response = send(form().type(""));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private void refused(PypiUpload upload, int status, String text) throws IOException {
        HttpResponse<String> response = send(upload);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode body = JSON.readTree(response.body());
        assertThat(body.path("code").asText()).isEqualTo(status + " " + text);
        assertThat(body.path("message").asText()).endsWith("\n\n\n" + text + "\n\n");
        assertThat(pypi.state().findValue(wheel.getFileName().toString()))
                .as("nothing may be stored by a refused upload")
                .isNull();
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(pypi.base().resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void takesWheelAndSdistAndShowsThem() throws IOException, InterruptedException {
        assertThat(send(form().field("requires_python", ">=3.8")).body())
                .isEqualTo("{\"message\": \"\\n\\n\\n\\n\\n\", \"code\": \"200 OK\", \"title\": \"OK\"}");
        HttpResponse<String> second = send(new PypiUpload(sdist, "demo-app", "1.0"));
        assertThat(second.statusCode()).as(second.body()).isEqualTo(200);

        HttpResponse<String> html = get("/simple/demo-app/");
        assertThat(html.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
        assertThat(html.body())
                .contains("demo_app-1.0-py3-none-any.whl#sha256=" + PypiUpload.sha256(wheel))
                .contains("data-requires-python=\"&gt;=3.8\"")
                .contains("data-core-metadata=\"sha256=");

        HttpResponse<String> simple = get("/simple/demo-app/", "Accept", "application/vnd.pypi.simple.v1+json");
        assertThat(simple.headers().firstValue("content-type")).hasValue("application/vnd.pypi.simple.v1+json");
        JsonNode page = JSON.readTree(simple.body());
        assertThat(page.path("files").path(0).path("provenance").isNull())
                .as("nobody attested it")
                .isTrue();
        assertThat(page.path("meta").path("api-version").asText()).isEqualTo("1.4");
        assertThat(page.path("versions")).hasSize(1);
        JsonNode first = page.path("files").get(0);
        assertThat(first.path("hashes").path("sha256").asText()).isEqualTo(PypiUpload.sha256(wheel));
        assertThat(first.path("size").asLong()).isEqualTo(Files.size(wheel));
        assertThat(first.path("upload-time").asText()).isEqualTo("2026-11-22T10:00:00Z");
        assertThat(first.path("yanked").asBoolean()).isFalse();

        URI url = URI.create(first.path("url").asText());
        Path copy = folder.resolve("copy");
        HttpClient.newHttpClient().send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofFile(copy));
        assertThat(copy).hasSameBinaryContentAs(wheel);
        HttpResponse<String> metadata = get(url.getPath() + ".metadata");
        assertThat(metadata.body()).startsWith("Metadata-Version: 2.1\nName: demo-app\n");
        assertThat(Sha256.of(metadata.body()))
                .isEqualTo(first.path("core-metadata").path("sha256").asText());

        JsonNode json = JSON.readTree(get("/pypi/demo-app/json").body());
        assertThat(json.path("info").path("version").asText()).isEqualTo("1.0");
        assertThat(json.path("urls")).hasSize(2);
        assertThat(json.path("urls").get(0).path("digests").path("blake2b_256").asText())
                .hasSize(64);
        assertThat(JSON.readTree(get("/pypi/demo-app/1.0.0/json").body()).path("urls"))
                .as("1.0.0 is the release 1.0")
                .hasSize(2);
        assertThat(get("/pypi/demo-app/2.0/json").body()).isEqualTo("{\"message\":\"Not Found\"}");
        assertThat(get("/simple/").body()).contains("<a href=\"/simple/demo-app/\">demo-app</a>");
    }

    @Test
    void sameBytesAgainIsASuccessAndOtherBytesAreNot() throws IOException {
        assertThat(send(form()).statusCode()).isEqualTo(200);
        assertThat(send(form()).statusCode()).isEqualTo(200);
        Path other = DistMaker.of("demo_app", "1.0")
                .file("demo_app/more.py", "x = 1\n")
                .wheel(folder);
        HttpResponse<String> response = send(new PypiUpload(other, "demo-app", "1.0"));
        assertThat(response.statusCode()).isEqualTo(400);
        String blake2 =
                Digests.store(Files.newInputStream(other), folder.resolve("x")).blake2();
        assertThat(JSON.readTree(response.body()).path("code").asText())
                .isEqualTo("400 File already exists ('demo_app-1.0-py3-none-any.whl', with blake2_256 hash '" + blake2
                        + "'). See https://pypi.org/help/#file-name-reuse for more information.");
        assertThat(pypi.state()
                        .findValue("demo_app-1.0-py3-none-any.whl")
                        .path("sha256")
                        .asText())
                .isEqualTo(PypiUpload.sha256(wheel));
    }

    @Test
    void aDeletedNameIsBurnt() throws IOException {
        assertThat(send(form()).statusCode()).isEqualTo(200);
        pypi.delete("demo_app-1.0-py3-none-any.whl");
        refused(
                form(),
                400,
                "This filename was previously used by a file that has since been deleted. Use a different version. See"
                        + " https://pypi.org/help/#file-name-reuse for more information.");
    }

    @Test
    void aReleaseClosesAfterFourteenDaysButTheSameBytesAreStillTaken() throws IOException {
        assertThat(send(new PypiUpload(sdist, "demo-app", "1.0")).statusCode()).isEqualTo(200);
        clock.turn(Duration.ofDays(14).plusSeconds(1));
        assertThat(send(new PypiUpload(sdist, "demo-app", "1.0")).statusCode()).isEqualTo(200);
        refused(form(), 400, "Uploading new files to releases older than 14 days is not allowed.");
    }

    @Test
    void aSecondSdistIsRefused() throws IOException {
        assertThat(send(new PypiUpload(sdist, "demo-app", "1.0")).statusCode()).isEqualTo(200);
        Path other = Files.copy(sdist, folder.resolve("demo_app-1.0.0.tar.gz"));
        Files.write(other, new byte[] {0}, java.nio.file.StandardOpenOption.APPEND);
        refused(new PypiUpload(other, "demo-app", "1.0.0"), 400, "Only one sdist may be uploaded per release.");
    }

    private static final String SEE =
            " See https://packaging.python.org/specifications/core-metadata for more information.";

    /** A wrong form and PyPI's words for it. */
    record Case(String name, java.util.function.UnaryOperator<PypiUpload> spoil, String text) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> wrongForms() {
        return Stream.of(
                new Case("protocol", form -> form.set("protocol_version", "2"), "Unknown protocol version."),
                new Case(
                        "no name",
                        form -> form.drop("name"),
                        "'' is an invalid value for Name. Error: This field is required." + SEE),
                new Case(
                        "UNKNOWN is no name",
                        form -> form.set("name", "UNKNOWN"),
                        "'' is an invalid value for Name. Error: This field is required." + SEE),
                new Case(
                        "bad name",
                        form -> form.set("name", "-demo"),
                        "'-demo' is an invalid value for Name. Error: Start and end with a letter or numeral containing"
                                + " only ASCII numeric and '.', '_' and '-'." + SEE),
                new Case(
                        "no filetype",
                        form -> form.drop("filetype"),
                        "Invalid value for filetype. Error: This field is required."),
                new Case(
                        "egg",
                        form -> form.set("filetype", "bdist_egg"),
                        "Invalid value for filetype. Error: Use a known file type."),
                new Case(
                        "no pyversion",
                        form -> form.drop("pyversion"),
                        "Error: Python version is required for binary distribution uploads."),
                new Case(
                        "sdist for py3",
                        form -> form.set("filetype", "sdist"),
                        "Error: Use 'source' as Python version for an sdist."),
                new Case(
                        "no digest", form -> form.drop("sha256_digest"), "Error: Include at least one message digest."),
                new Case(
                        "bad digest",
                        form -> form.set("sha256_digest", "abc"),
                        "Invalid value for sha256_digest. Error: Use a valid, hex-encoded, SHA256 message digest."),
                new Case(
                        "bad blake2",
                        form -> form.field("blake2_256_digest", "zz"),
                        "Invalid value for blake2_256_digest. Error: Use a valid, hex-encoded, BLAKE2 message digest."),
                new Case(
                        "other digest",
                        form -> form.set("sha256_digest", "0".repeat(64)),
                        "The digest supplied does not match a digest calculated from the uploaded file."),
                new Case(
                        "no metadata version",
                        form -> form.drop("metadata_version"),
                        "'metadata-version' is a required field." + SEE),
                new Case(
                        "metadata 2.6",
                        form -> form.set("metadata_version", "2.6"),
                        "'2.6' is not a valid metadata version." + SEE),
                new Case(
                        "field from the future",
                        form -> form.field("license_file", "LICENSE"),
                        "license-file introduced in metadata version 2.4, not 2.1." + SEE),
                new Case("no version", form -> form.drop("version"), "'version' is a required field." + SEE),
                new Case(
                        "bad version",
                        form -> form.set("version", "1.0-final"),
                        "'1.0-final' is invalid for 'version'." + SEE),
                new Case(
                        "local version",
                        form -> form.set("version", "1.0+cu118"),
                        "The use of local versions in '1.0+cu118' is not allowed." + SEE),
                new Case("two summaries", form -> form.field("summary", "again"), "'summary' has invalid data." + SEE),
                new Case(
                        "long summary",
                        form -> form.set("summary", "x".repeat(513)),
                        "'summary' field must be 512 characters or less." + SEE),
                new Case(
                        "direct reference",
                        form -> form.field("requires_dist", "thing @ git+https://example.org/thing"),
                        "Can't have direct dependency: thing @ git+https://example.org/thing." + SEE),
                new Case(
                        "private",
                        form -> form.field("classifiers", "Private :: Do Not Upload"),
                        "'Private :: Do Not Upload' is not a valid classifier." + SEE),
                new Case("no file", PypiUpload::withoutContent, "Upload payload does not have a file."),
                new Case(
                        "standard library",
                        form -> form.set("name", "json"),
                        "The name 'json' isn't allowed (conflict with Python Standard Library module name). See"
                                + " https://pypi.org/help/#project-name for more information."),
                new Case(
                        "other project's file",
                        form -> form.set("name", "other"),
                        "Start filename for 'other' with 'other'."),
                new Case(
                        "other version's file",
                        form -> form.set("version", "1.1"),
                        "Version in filename should be '1.1' not '1.0'."),
                new Case(
                        "slash in file name",
                        form -> form.fileName("../demo_app-1.0-py3-none-any.whl"),
                        "Cannot upload a file with '/' or '\\' in its name."),
                new Case(
                        "extension",
                        form -> form.fileName("demo_app-1.0.tar.bz2"),
                        "Invalid file extension: Use .tar.gz, .whl or .zip extension. See"
                                + " https://www.python.org/dev/peps/pep-0527 and https://peps.python.org/pep-0715/ for"
                                + " more information"),
                new Case(
                        "sdist name for a wheel",
                        form -> form.fileName("demo_app-1.0.tar.gz"),
                        "Invalid file extension: Extension .tar.gz is invalid for filetype bdist_wheel. See"
                                + " https://www.python.org/dev/peps/pep-0527 for more information."),
                new Case("an image", form -> form.type("image/png"), "Invalid distribution file."));
    }

    @ParameterizedTest
    @MethodSource("wrongForms")
    void refusesAWrongFormInPypisWords(Case wrong) throws IOException {
        refused(wrong.spoil().apply(form()), 400, wrong.text());
    }

    @Test
    void oneErrorOnlyAndTheMostImportantFirst() throws IOException {
        refused(
                form().set("version", "x y").set("summary", "x".repeat(600)).set("metadata_version", "9"),
                400,
                "'9' is not a valid metadata version." + SEE);
    }

    @Test
    void aTextFieldSentAsAFileIsATuple() throws IOException, InterruptedException {
        String body = "--B\r\nContent-Disposition: form-data; name=\":action\"\r\n\r\nfile_upload\r\n"
                + "--B\r\nContent-Disposition: form-data; name=\"summary\"; filename=\"x\"\r\n\r\nhello\r\n--B--\r\n";
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(pypi.uploadUrl())
                                .header("Content-Type", "multipart/form-data; boundary=B")
                                .header("Authorization", "Bearer " + pypi.token())
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("summary: Should not be a tuple.");
    }

    @Test
    void refusesWhoeverMayNotUpload() throws IOException {
        HttpResponse<String> wrong = form().send(pypi.uploadUrl(), "pypi-wrong");
        assertThat(wrong.statusCode()).isEqualTo(403);
        assertThat(wrong.body())
                .contains("403 Invalid or non-existent authentication information. See"
                        + " https://pypi.org/help/#invalid-auth for more information.");
        refused(
                form().user("alice"),
                403,
                "Username/Password authentication is no longer supported. Migrate to API Tokens or Trusted Publishers"
                        + " instead. See https://pypi.org/help/#apitoken and https://pypi.org/help/#trusted-publishers");
        restart(PypiOptions.of("pypi").withTokenProjects(Set.of("other")));
        refused(form(), 403, "Invalid API Token: project-scoped token is not valid for project: 'demo-app'");
        restart(PypiOptions.of("pypi").withForeignProjects(Set.of("Demo.App")));
        refused(
                form(),
                403,
                "The user 'sandbox' isn't allowed to upload to project 'demo-app'. See"
                        + " https://pypi.org/help/#project-name for more information.");
        restart(PypiOptions.of("pypi").withForeignProjects(Set.of("dem0app")));
        refused(
                form(),
                400,
                "The name 'demo-app' is too similar to an existing project. See"
                        + " https://pypi.org/help/#project-name for more information.");
    }

    @Test
    void refusesWhatIsTooLarge() throws IOException {
        restart(PypiOptions.of("pypi").withMaxFileSize(100));
        refused(
                form(),
                400,
                "File too large. Limit for project 'demo-app' is 0 MB. See"
                        + " https://docs.pypi.org/project-management/storage-limits for more information.");
        restart(PypiOptions.of("pypi").withMaxProjectSize(100));
        refused(
                form(),
                400,
                "Project size too large. Limit for project 'demo-app' total size is 0 GB. See"
                        + " https://docs.pypi.org/project-management/storage-limits for more information.");
    }

    @Test
    void errorBodiesFollowTheAcceptHeader() {
        HttpResponse<String> html = send(form().set("protocol_version", "2").accept("*/*"));
        assertThat(html.body()).contains("<title>400 Unknown protocol version.</title>");
        HttpResponse<String> text = send(form().set("protocol_version", "2").accept("text/plain"));
        assertThat(text.body())
                .startsWith("400 Unknown protocol version.\n\nThe server could not comply with the request")
                .endsWith("\n\n\nUnknown protocol version.\n\n");
        HttpResponse<String> uv = send(form().set("protocol_version", "2")
                .accept("application/json;q=0.9, text/plain;q=0.8, text/html;q=0.7"));
        assertThat(uv.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
    }

    @Test
    void onlyTheExactUploadUrlTakesUploads() throws IOException, InterruptedException {
        HttpResponse<String> slashless = form().send(URI.create(pypi.base() + "/legacy"), pypi.token());
        assertThat(slashless.statusCode()).isEqualTo(308);
        assertThat(slashless.headers().firstValue("location")).hasValue("/legacy/");
        assertThat(form().send(pypi.simpleUrl(), pypi.token()).statusCode()).isEqualTo(405);
        HttpResponse<String> noAction = send(form().drop(":action"));
        assertThat(noAction.statusCode()).as("a success that is none").isEqualTo(200);
        assertThat(noAction.body()).contains("<html>");
        HttpResponse<String> inQuery =
                form().drop(":action").send(URI.create(pypi.uploadUrl() + "?:action=file_upload"), pypi.token());
        assertThat(inQuery.body()).contains("\"code\": \"200 OK\"");
        assertThat(send(form().set(":action", "submit")).statusCode()).isEqualTo(410);
        assertThat(get("/legacy/").statusCode()).isEqualTo(200);
    }

    @Test
    void pagesAreNegotiatedCachedAndRedirected() throws IOException, InterruptedException {
        assertThat(send(form()).statusCode()).isEqualTo(200);
        assertThat(get("/simple/Demo.App/").headers().firstValue("location")).hasValue("/simple/demo-app/");
        assertThat(get("/simple/demo-app").statusCode()).isEqualTo(301);
        assertThat(get("/pypi/Demo_App/json").statusCode()).isEqualTo(301);
        assertThat(get("/simple/nothing/").statusCode()).isEqualTo(404);
        assertThat(get("/simple/demo-app/", "Accept", "image/png").statusCode()).isEqualTo(406);
        HttpResponse<String> html = get("/simple/demo-app/", "Accept", "application/vnd.pypi.simple.v1+html");
        assertThat(html.headers().firstValue("content-type")).hasValue("application/vnd.pypi.simple.v1+html");
        String tag = html.headers().firstValue("etag").orElseThrow();
        HttpResponse<String> again =
                get("/simple/demo-app/", "Accept", "application/vnd.pypi.simple.v1+html", "If-None-Match", tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(html.headers().firstValue("cache-control")).hasValue("max-age=600, public");
        pypi.yank("demo-app", "1.0", "broken");
        assertThat(get("/simple/demo-app/").body()).contains("data-yanked=\"broken\"");
        assertThat(get("/files/../state.json").statusCode()).isEqualTo(404);
        assertThat(get("/files/..%2Fstate.json").statusCode()).isEqualTo(404);
    }

    @Test
    void aServerOnTheSameFolderHasTheSameState() throws IOException, InterruptedException {
        assertThat(send(form()).statusCode()).isEqualTo(200);
        JsonNode before = pypi.state();
        restart(PypiOptions.of("pypi"));
        assertThat(pypi.state()).isEqualTo(before);
        assertThat(JSON.readTree(get("/_sandbox/state").body())).hasToString(before.toString());
        assertThat(send(form()).statusCode()).isEqualTo(200);
        try (Stream<Path> incoming = Files.list(folder.resolve("state/incoming"))) {
            assertThat(incoming).isEmpty();
        }
    }

    @Test
    void trustedPublishingMintsOnceForTheRightWorkflowAndBurns() throws IOException, InterruptedException {
        restart(PypiOptions.of("pypi")
                .withPublishers(
                        List.of(new RegisteredPublisher("demo-app", "octo/demo", "release.yml", "pypi", true))));
        assertThat(get("/_/oidc/audience").body()).isEqualTo("{\"audience\":\"pypi\"}");
        assertThat(mint(pypi.identityToken("octo/other", "release.yml", "pypi"))
                        .path("errors")
                        .get(0)
                        .path("code")
                        .asText())
                .isEqualTo("invalid-publisher");
        assertThat(mint(pypi.identityToken("octo/demo", "release.yml", "")).path("errors"))
                .hasSize(1);
        assertThat(mint("rubbish").path("errors").get(0).path("code").asText()).isEqualTo("invalid-payload");
        String identity = pypi.identityToken("Octo/Demo", "release.yml", "PyPI");
        String forged = identity.substring(0, identity.length() - 6) + "AAAAAA";
        assertThat(mint(forged).path("errors").get(0).path("code").asText()).isEqualTo("invalid-token");
        JsonNode minted = mint(identity);
        assertThat(minted.path("success").asBoolean()).as(minted.toString()).isTrue();
        assertThat(pypi.state().has("demo-app"))
                .as("a pending publisher creates the project")
                .isTrue();
        assertThat(mint(identity).path("errors").get(0).path("code").asText()).isEqualTo("invalid-reuse-token");
        String token = minted.path("token").asText();
        assertThat(form().send(pypi.uploadUrl(), token).statusCode()).isEqualTo(200);
        Path other = DistMaker.of("elsewhere", "1.0").wheel(folder);
        HttpResponse<String> foreign = new PypiUpload(other, "elsewhere", "1.0").send(pypi.uploadUrl(), token);
        assertThat(foreign.body()).contains("Non-user identities cannot create new projects.");
        assertThat(post("/_/oidc/burn-token", "{\"token\":\"" + token + "\"}").statusCode())
                .isEqualTo(202);
        assertThat(form().send(pypi.uploadUrl(), token).statusCode()).isEqualTo(403);
        String late = mint(pypi.identityToken("octo/demo", "release.yml", "pypi"))
                .path("token")
                .asText();
        clock.turn(Duration.ofSeconds(901));
        assertThat(form().send(pypi.uploadUrl(), late).body()).contains("Invalid API Token: token is expired");
        assertThat(Files.readString(folder.resolve("state/state.json"))).doesNotContain(late);
    }

    @Test
    void attestationsAreTakenAsPypiTakesThem() throws IOException, InterruptedException {
        String sha256 = PypiUpload.sha256(wheel);
        String publish =
                attestation(wheel.getFileName().toString(), sha256, "https://docs.pypi.org/attestations/publish/v1");
        String slsa = attestation(wheel.getFileName().toString(), sha256, "https://slsa.dev/provenance/v1");
        unattested(pypi.token(), "[" + publish + "]", "Attestations are only supported when using Trusted Publishing");
        restart(PypiOptions.of("pypi")
                .withPublishers(
                        List.of(new RegisteredPublisher("demo-app", "octo/demo", "release.yml", "pypi", true))));
        String token = mint(pypi.identityToken("octo/demo", "release.yml", "pypi"))
                .path("token")
                .asText();
        unattested(token, "[]", "Malformed attestations: an empty attestation set is not permitted");
        unattested(token, "{}", "Malformed attestations: Input should be a valid array");
        unattested(token, "[", "Malformed attestations: Input should be a valid array");
        unattested(token, "[{}]", "Malformed attestations: version: Input should be 1");
        unattested(token, "[{\"version\":1}]", "Malformed attestations: Field required");
        unattested(
                token,
                "[" + publish + "," + slsa + "," + publish + "]",
                "A maximum of 2 attestations per file are supported");
        unattested(
                token,
                "[" + publish + "," + publish + "]",
                "Multiple attestations for the same file with the same predicate type"
                        + " (https://docs.pypi.org/attestations/publish/v1) are not supported");
        String unverified =
                "Could not verify the uploaded artifact using the included attestation: Verification failed: ";
        unattested(
                token,
                "[" + attestation("demo_app-1.1-py3-none-any.whl", sha256, "https://slsa.dev/provenance/v1") + "]",
                unverified + "subject does not match distribution name: demo_app-1.1-py3-none-any.whl != "
                        + wheel.getFileName());
        unattested(
                token,
                "[" + attestation(wheel.getFileName().toString(), "0".repeat(64), "https://slsa.dev/provenance/v1")
                        + "]",
                unverified + "subject does not match distribution digest");
        unattested(
                token,
                "[" + attestation(wheel.getFileName().toString(), sha256, "https://example.org") + "]",
                unverified + "unknown attestation type: https://example.org");
        String path = "/integrity/demo-app/1.0/" + wheel.getFileName() + "/provenance";
        assertThat(get(path).statusCode()).isEqualTo(404);
        assertThat(form().field("attestations", "[" + publish + "," + slsa + "]")
                        .send(pypi.uploadUrl(), token)
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> provenance = get(path);
        assertThat(provenance.headers().firstValue("content-type")).hasValue("application/vnd.pypi.integrity.v1+json");
        JsonNode bundle =
                JSON.readTree(provenance.body()).path("attestation_bundles").get(0);
        assertThat(bundle.path("publisher").path("workflow").asText()).isEqualTo("release.yml");
        assertThat(bundle.path("attestations").get(1)).isEqualTo(JSON.readTree(slsa));
        assertThat(get("/integrity/other/1.0/" + wheel.getFileName() + "/provenance")
                        .statusCode())
                .isEqualTo(404);
    }

    private void unattested(String token, String attestations, String why) throws IOException {
        HttpResponse<String> response =
                form().field("attestations", attestations).send(pypi.uploadUrl(), token);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(response.body()).path("code").asText())
                .isEqualTo("400 Invalid attestations supplied during upload: " + why);
    }

    private static String attestation(String name, String sha256, String type) {
        String statement = "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"" + name
                + "\",\"digest\":{\"sha256\":\"" + sha256 + "\"}}],\"predicateType\":\"" + type
                + "\",\"predicate\":null}";
        String base64 = Base64.getEncoder().encodeToString(statement.getBytes(StandardCharsets.UTF_8));
        return "{\"version\":1,\"verification_material\":{\"certificate\":\"TQ==\",\"transparency_entries\":[{}]},"
                + "\"envelope\":{\"statement\":\"" + base64 + "\",\"signature\":\"TQ==\"}}";
    }

    private JsonNode mint(String identity) throws IOException, InterruptedException {
        HttpResponse<String> response = post("/_/oidc/mint-token", "{\"token\":\"" + identity + "\"}");
        JsonNode body = JSON.readTree(response.body());
        assertThat(response.statusCode()).isEqualTo(body.has("errors") ? 422 : 200);
        return body;
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(pypi.base().resolve(path))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }

    @Test
    void theLogNamesEveryRequestAndNoSecret() throws IOException {
        send(form());
        form().send(URI.create(pypi.uploadUrl() + "?token=" + pypi.token()), pypi.token());
        assertThat(pypi.log().entries()).hasSize(2);
        RequestLog.Entry first = pypi.log().entries().get(0);
        assertThat(first.method()).isEqualTo("POST");
        assertThat(first.target()).isEqualTo("/legacy/");
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.received()).isGreaterThan(Files.size(wheel));
        assertThat(Files.readString(folder.resolve("state/requests.jsonl")))
                .contains("/legacy/")
                .doesNotContain(pypi.token());
    }
}
