package ai.invoke.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.invoke.release.dist.content.Distribution;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.pypi.upload.UploadForm;
import ai.invoke.release.testing.DistMaker;
import ai.invoke.release.testing.PypiUpload;
import ai.invoke.sandbox.github.SandboxRepository;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real pip, twine, flit, poetry, gh and curl against the sandbox. */
class SandboxClientsTest {

    private static final String COMMIT = "c".repeat(40);

    @TempDir
    Path folder;

    private final ProcessRunner runner = new ProcessRunner(System.getenv());
    private SandboxServers servers;
    private Path dist;

    @BeforeEach
    void start() throws IOException {
        dist = Files.createDirectories(folder.resolve("dist"));
        servers = SandboxServers.start(
                folder.resolve("state"),
                SandboxServers.Options.of(SandboxRepository.of(
                        "octo/demo", COMMIT, List.of(new SandboxRepository.Tag("v1.0", "d".repeat(40), COMMIT)))));
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    private void needs(String program) {
        boolean there = runner.run(Command.of(folder, program, "--version")).succeeded();
        if (System.getenv().getOrDefault("INVOKEAI_REQUIRE_CLIENTS", "").equals("true")) {
            assertThat(there)
                    .as("INVOKEAI_REQUIRE_CLIENTS is set, but there is no " + program)
                    .isTrue();
        }
        assumeTrue(there, "no " + program + " on this machine");
    }

    private Outcome.Exited run(Map<String, String> environment, String... arguments) {
        Set<String> foreign = System.getenv().keySet().stream()
                .filter(name -> name.startsWith("PIP_")
                        || name.startsWith("TWINE_")
                        || name.startsWith("GH_")
                        || name.toLowerCase(java.util.Locale.ROOT).endsWith("_proxy"))
                .collect(Collectors.toSet());
        Outcome outcome = runner.run(Command.of(folder, arguments)
                .without(foreign)
                .withTimeout(Duration.ofSeconds(120), "invokeai.test")
                .withEnvironment("HOME", folder.toString())
                .withEnvironment(environment));
        return outcome instanceof Outcome.Exited exited ? exited : fail("did not end: " + outcome);
    }

    private Outcome.Exited pip(String... arguments) {
        List<String> all = new ArrayList<>(List.of("python3", "-I", "-m", "pip", "--isolated"));
        all.addAll(List.of(arguments));
        return run(Map.of("PIP_CONFIG_FILE", "/dev/null"), all.toArray(String[]::new));
    }

    private static String text(Outcome outcome) {
        return String.join("\n", outcome.tail());
    }

    @Test
    void twineUploadsAndPipInstalls() {
        needs("twine");
        Path wheel = DistMaker.of("demo_app", "1.0").wheel(dist);
        Path sdist = DistMaker.of("demo_app", "1.0").sdist(dist);
        Map<String, String> environment = Map.of(
                "TWINE_REPOSITORY_URL",
                servers.pypi().uploadUrl().toString(),
                "TWINE_USERNAME",
                "__token__",
                "TWINE_PASSWORD",
                servers.pypi().token());
        Outcome.Exited upload =
                run(environment, "twine", "upload", "--non-interactive", wheel.toString(), sdist.toString());
        assertThat(upload.code()).as(text(upload)).isZero();
        assertThat(servers.pypi().state().path("demo-app")).hasSize(2);
        assertThat(run(environment, "twine", "upload", "--non-interactive", wheel.toString())
                        .code())
                .as("the same bytes again")
                .isZero();

        Path other =
                DistMaker.of("demo_app", "1.0").file("demo_app/x.py", "x = 1\n").wheel(folder);
        Outcome.Exited conflict = run(environment, "twine", "upload", "--non-interactive", other.toString());
        assertThat(conflict.code()).isNotZero();
        assertThat(text(conflict)).contains("File already exists");

        Path target = folder.resolve("site");
        Outcome.Exited install = pip(
                "install",
                "--index-url",
                servers.pypi().simpleUrl().toString(),
                "--no-cache-dir",
                "--target",
                target.toString(),
                "demo-app");
        assertThat(install.code()).as(text(install)).isZero();
        Outcome.Exited imported = run(
                Map.of("PYTHONPATH", target.toString()),
                "python3",
                "-c",
                "import demo_app; print(demo_app.__version__)");
        assertThat(imported.output().strip()).isEqualTo("1.0");
        assertThat(servers.log().entries())
                .as("pip reads the metadata without the wheel (PEP 658) or the wheel itself")
                .anyMatch(entry -> entry.target().endsWith("demo_app-1.0-py3-none-any.whl"));
    }

    /** flit sends the file without a content type, which PyPI takes. */
    @Test
    void flitBuildsAndPublishes() throws IOException {
        needs("flit");
        Path project = Files.createDirectories(folder.resolve("demo"));
        Files.writeString(project.resolve("demo_flit.py"), "\"\"\"A demo.\"\"\"\n__version__ = '1.0'\n");
        Files.writeString(project.resolve("pyproject.toml"), """
                [build-system]
                requires = ["flit_core >=3.2,<4"]
                build-backend = "flit_core.buildapi"

                [project]
                name = "demo_flit"
                authors = [{name = "Me", email = "me@example.com"}]
                dynamic = ["version", "description"]
                """);
        Outcome.Exited published = run(
                Map.of(
                        "FLIT_INDEX_URL",
                        servers.pypi().uploadUrl().toString(),
                        "FLIT_USERNAME",
                        "__token__",
                        "FLIT_PASSWORD",
                        servers.pypi().token()),
                "flit",
                "--ini-file",
                project.resolve("pyproject.toml").toString(),
                "publish");
        assertThat(published.code()).as(text(published)).isZero();
        assertThat(servers.pypi().state().path("demo-flit")).hasSize(2);
    }

    @Test
    void poetryPublishes() throws IOException {
        needs("poetry");
        Path project = Files.createDirectories(folder.resolve("demo"));
        Files.writeString(project.resolve("pyproject.toml"), """
                [tool.poetry]
                name = "demo-app"
                version = "1.0"
                description = "a demo"
                authors = ["Me <me@example.com>"]

                [build-system]
                requires = ["poetry-core"]
                build-backend = "poetry.core.masonry.api"
                """);
        Path files = Files.createDirectories(project.resolve("dist"));
        DistMaker.of("demo_app", "1.0").wheel(files);
        DistMaker.of("demo_app", "1.0").sdist(files);
        Map<String, String> environment = Map.of(
                "POETRY_REPOSITORIES_SANDBOX_URL",
                servers.pypi().uploadUrl().toString(),
                "POETRY_HTTP_BASIC_SANDBOX_USERNAME",
                "__token__",
                "POETRY_HTTP_BASIC_SANDBOX_PASSWORD",
                servers.pypi().token(),
                "PYTHON_KEYRING_BACKEND",
                "keyring.backends.null.Keyring");
        Outcome.Exited published = run(
                environment,
                "poetry",
                "--directory",
                project.toString(),
                "publish",
                "--no-interaction",
                "--repository",
                "sandbox");
        assertThat(published.code()).as(text(published)).isZero();
        assertThat(servers.pypi().state().path("demo-app")).hasSize(2);
    }

    @Test
    void pipTakesWheelsOfOthersByHash() throws IOException {
        List<String> packages = List.of("hatchling", "build", "ruff", "numpy");
        List<String> command = new ArrayList<>(List.of(
                "python3", "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "-d", dist.toString()));
        command.addAll(packages);
        Outcome download = runner.run(Command.of(folder, command)
                .withEnvironment("PIP_RETRIES", "0")
                .withTimeout(Duration.ofSeconds(120), "invokeai.test"));
        assertThat(download.succeeded())
                .as("pip must be able to download " + packages + " (from PyPI or a local index):\n" + text(download))
                .isTrue();
        StringBuilder requirements = new StringBuilder();
        try (Stream<Path> files = Files.list(dist)) {
            for (Path file : files.sorted().toList()) {
                Distribution wheel = Distribution.open(file);
                PypiUpload upload = new PypiUpload(file, "", "");
                List.of("name", "version", "metadata_version", "summary", "description", "description_content_type")
                        .forEach(upload::drop);
                UploadForm.of(wheel.metadata()).parts().forEach(part -> upload.field(part.name(), part.value()));
                upload.set("pyversion", wheel.pythonTag());
                HttpResponse<String> response =
                        upload.send(servers.pypi().uploadUrl(), servers.pypi().token());
                assertThat(response.statusCode())
                        .as(file + ": " + response.body())
                        .isEqualTo(200);
                requirements
                        .append(wheel.metadata().first("Name").orElseThrow())
                        .append("==")
                        .append(wheel.metadata().first("Version").orElseThrow())
                        .append(" --hash=sha256:")
                        .append(wheel.sha256())
                        .append('\n');
            }
        }
        Path list = Files.writeString(folder.resolve("requirements.txt"), requirements);
        Outcome.Exited install = pip(
                "install",
                "--index-url",
                servers.pypi().simpleUrl().toString(),
                "--no-cache-dir",
                "--no-deps",
                "--no-compile",
                "--require-hashes",
                "--target",
                folder.resolve("site").toString(),
                "-r",
                list.toString());
        assertThat(install.code()).as(text(install)).isZero();
        assertThat(folder.resolve("site/hatchling/__init__.py")).exists();
        assertThat(folder.resolve("site/numpy/__init__.py")).exists();
    }

    private Outcome.Exited gh(String... arguments) {
        List<String> all = new ArrayList<>(List.of("gh", "release"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--repo", "github.localhost/octo/demo"));
        Outcome.Exited outcome = run(
                Map.of(
                        "GH_HOST",
                        "github.localhost",
                        "HTTP_PROXY",
                        servers.github().api().toString(),
                        "GH_TOKEN",
                        servers.github().token(),
                        "GH_PROMPT_DISABLED",
                        "1",
                        "GH_CONFIG_DIR",
                        folder.resolve("gh").toString()),
                all.toArray(String[]::new));
        assertThat(outcome.code())
                .as(String.join(" ", all) + "\n" + text(outcome) + servers.log().entries())
                .isZero();
        return outcome;
    }

    private JsonNode release(int index) {
        return servers.github().state().path("octo/demo").path("releases").path(index);
    }

    @Test
    void ghCreatesADraftThenPublishes() throws IOException {
        needs("gh");
        Path wheel = DistMaker.of("demo_app", "1.0").wheel(dist);
        Path zip = Files.writeString(dist.resolve("installer.zip"), "not really a zip");
        gh("create", "v1.0", wheel.toString(), zip.toString(), "--title", "One", "--notes", "first", "--draft");
        assertThat(release(0).path("draft").asBoolean()).isTrue();
        assertThat(release(0)
                        .path("assets")
                        .path("demo_app-1.0-py3-none-any.whl")
                        .path("sha256")
                        .asText())
                .isEqualTo(PypiUpload.sha256(wheel));

        Outcome.Exited published = gh("create", "v1.1rc1", zip.toString(), "--notes", "candidate", "--prerelease");
        assertThat(release(1).path("draft").asBoolean()).isFalse();
        assertThat(release(1).path("prerelease").asBoolean()).isTrue();
        assertThat(servers.github()
                        .state()
                        .path("octo/demo")
                        .path("refs")
                        .path("refs/tags/v1.1rc1")
                        .asText())
                .isEqualTo(COMMIT);
        assertThat(published.output()).contains("/octo/demo/releases/tag/v1.1rc1");
    }

    /** All of {@code gh release}: what it shows, changes, sends and fetches is what the sandbox holds. */
    @Test
    void ghDoesEverythingElseWithReleases() throws IOException {
        needs("gh");
        Path zip = Files.writeString(dist.resolve("installer.zip"), "not really a zip");
        Path more = Files.writeString(dist.resolve("more.txt"), "more");
        gh("create", "v1.0", zip.toString(), "--title", "One", "--notes", "first", "--draft", "--verify-tag");
        assertThat(gh("list").output()).contains("One", "Draft", "v1.0");
        assertThat(gh("view", "v1.0").output()).contains("title:\tOne", "draft:\ttrue", "asset:\tinstaller.zip");

        gh("edit", "v1.0", "--title", "Two", "--draft=false", "--latest", "--notes", "second");
        assertThat(release(0).path("name").asText()).isEqualTo("Two");
        assertThat(release(0).path("draft").asBoolean()).isFalse();
        assertThat(gh("list").output()).contains("Two", "Latest");
        assertThat(gh("view", "--json", "tagName,isDraft,assets,url").output())
                .contains("\"isDraft\":false", "\"tagName\":\"v1.0\"", "\"name\":\"installer.zip\"");

        gh("upload", "v1.0", more + "#What else");
        Files.writeString(zip, "another zip");
        gh("upload", "v1.0", zip.toString(), "--clobber");
        assertThat(release(0)
                        .path("assets")
                        .path("installer.zip")
                        .path("sha256")
                        .asText())
                .isEqualTo(PypiUpload.sha256(zip));

        Path target = folder.resolve("fetched");
        gh("download", "v1.0", "--dir", target.toString());
        assertThat(target.resolve("installer.zip")).hasSameBinaryContentAs(zip);
        assertThat(target.resolve("more.txt")).hasSameBinaryContentAs(more);
        assertThat(servers.log().entries())
                .as("the token stays behind when the download leads to the storage")
                .filteredOn(entry -> entry.target().startsWith("/_objects/"))
                .hasSize(2)
                .allMatch(entry -> entry.status() == 200);

        gh("delete-asset", "v1.0", "more.txt", "--yes");
        assertThat(release(0).path("assets")).hasSize(1);
        gh("delete", "v1.0", "--yes", "--cleanup-tag");
        assertThat(servers.github().state().path("octo/demo").path("releases")).isEmpty();
        assertThat(servers.github().state().path("octo/demo").path("refs").has("refs/tags/v1.0"))
                .isFalse();
    }

    @Test
    void curlReadsBoth() throws IOException {
        needs("curl");
        Outcome.Exited page = run(
                Map.of(),
                "curl",
                "-sS",
                "-i",
                "--noproxy",
                "*",
                servers.pypi().simpleUrl().toString());
        assertThat(page.output()).contains("HTTP/1.1 200 OK").contains("<title>Simple index</title>");
        Outcome.Exited releases = run(
                Map.of(),
                "curl",
                "-sS",
                "--noproxy",
                "*",
                "-H",
                "Authorization: Bearer " + servers.github().token(),
                servers.github().api() + "/repos/octo/demo/git/ref/tags/v1.0");
        assertThat(new ObjectMapper()
                        .readTree(releases.output())
                        .path("object")
                        .path("type")
                        .asText())
                .isEqualTo("tag");
        Path wheel = DistMaker.of("demo_app", "1.0").wheel(dist);
        Outcome.Exited upload = run(
                Map.of(),
                "curl",
                "-sS",
                "--noproxy",
                "*",
                "-o",
                folder.resolve("answer").toString(),
                "-w",
                "%{http_code}",
                "-u",
                "__token__:" + servers.pypi().token(),
                "-F",
                ":action=file_upload",
                "-F",
                "metadata_version=2.1",
                "-F",
                "name=demo-app",
                "-F",
                "version=1.0",
                "-F",
                "filetype=bdist_wheel",
                "-F",
                "pyversion=py3",
                "-F",
                "sha256_digest=" + PypiUpload.sha256(wheel),
                "-F",
                "content=@" + wheel,
                servers.pypi().uploadUrl().toString());
        assertThat(upload.output().strip())
                .as(Files.readString(folder.resolve("answer")))
                .isEqualTo("200");
    }
}
