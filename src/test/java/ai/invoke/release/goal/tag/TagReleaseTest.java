package ai.invoke.release.goal.tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.invoke.release.git.GitCommand;
import ai.invoke.release.git.GitHttpServer;
import ai.invoke.release.git.Repo;
import ai.invoke.release.git.remote.GitLogin;
import ai.invoke.release.git.remote.RemoteAddress;
import ai.invoke.release.git.remote.TagRequest.Signing;
import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.github.api.FakeGitHub;
import ai.invoke.release.github.api.GitHubClient;
import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.github.api.GitHubToken;
import ai.invoke.release.github.api.MakeLatest;
import ai.invoke.release.github.api.Release;
import ai.invoke.release.github.api.ReleaseDraft;
import ai.invoke.release.goal.tag.TagRelease.Action;
import ai.invoke.release.goal.tag.TagRelease.Confirmation;
import ai.invoke.release.goal.tag.TagRelease.Overrides;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.pypi.index.IndexServer;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.testing.Heard;
import ai.invoke.sandbox.github.GitHubOptions;
import ai.invoke.sandbox.github.SandboxGitHub;
import ai.invoke.sandbox.github.SandboxRepository;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole goal with a real clone, a real remote, an index and a GitHub on this machine. */
@Timeout(60)
class TagReleaseTest {

    private static final Confirmation YES = new Confirmation(true, Optional.empty());
    private static final Overrides ALL = new Overrides(true, true, true, true, true, true);

    @TempDir
    Path temp;

    private final IndexServer index = new IndexServer();
    private final Heard heard = new Heard();
    private final Map<String, String> environment = new HashMap<>();
    private FakeGitHub github;
    private GitCommand bare;
    private GitCommand work;

    private String version = "5.4.0";
    private Optional<String> ref = Optional.empty();
    private String message = "{tag}";
    private Overrides allow = Overrides.none();
    private Confirmation consent = YES;
    private boolean dryRun;
    private boolean offline;
    private Optional<String> repository = Optional.of("acme/demo");
    private Optional<URI> api = Optional.empty();
    private Function<String, Optional<GitLogin>> servers = id -> Optional.empty();
    private GitHubCredentials token = new GitHubCredentials.Missing(List.of("the test gives none"));

    TagReleaseTest() throws Exception {}

    @BeforeEach
    void everything() throws Exception {
        github = new FakeGitHub();
        github.tags.clear();
        api = Optional.of(github.repository().api());
        Path remotes = Files.createDirectories(temp.resolve("remotes"));
        new GitCommand(remotes).run("init", "-q", "--bare", "-b", "main", "origin.git");
        bare = new GitCommand(remotes.resolve("origin.git"));
        work = GitCommand.repository(temp.resolve("work"));
        work.run("config", "user.name", "Grace Hopper");
        work.run("config", "user.email", "grace@example.org");
        work.run("remote", "add", "origin", bare.folder().toString());
        release("5.4.0");
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", temp.toString());
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    }

    @AfterEach
    void stop() {
        index.close();
        github.close();
    }

    private void release(String text) throws Exception {
        version = text;
        Files.writeString(
                work.folder().resolve("pyproject.toml"),
                "[project]\nname = \"InvokeAI\"\nversion = \"" + text + "\"\n");
        work.run("add", ".");
        work.run("commit", "-q", "-m", "Version " + text);
        work.run("push", "-q", "-u", "origin", "main");
    }

    private TagRelease.Result run() {
        Timing timing = new Timing(Clock.systemUTC(), duration -> {}, () -> 0.5);
        return new TagRelease(heard)
                .run(new TagRelease.Request(
                        new CheckVersion.Request(
                                work.folder(), ref, "v", Optional.empty(), Optional.empty(), environment, true),
                        "origin",
                        message,
                        Signing.AS_CONFIGURED,
                        allow,
                        consent,
                        dryRun,
                        new TagRelease.Services(
                                PackageIndex.custom("pypi", index.uri("/legacy/"), index.uri("/simple/")),
                                repository,
                                api,
                                token,
                                servers,
                                HttpSettings.direct(),
                                timing,
                                offline),
                        Duration.ofSeconds(10)));
    }

    private String refs() throws Exception {
        return work.run("for-each-ref") + bare.run("for-each-ref");
    }

    @Test
    void offlineAFolderIsTaggedAndNobodyElseIsAsked() throws Exception {
        offline = true;
        index.close();
        github.close();
        assertThat(run().action()).isEqualTo(Action.CREATED);
        assertThat(bare.run("tag")).isEqualTo("v5.4.0");
        assertThat(heard.warnings).anyMatch(line -> line.startsWith("Maven is offline: neither"));
    }

    @Test
    void offlineAServerIsNotAsked() throws Exception {
        offline = true;
        work.run("remote", "set-url", "origin", "https://git.example/acme/demo.git");
        assertThatThrownBy(this::run)
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("Maven is offline, and the remote origin")
                .hasMessageContaining("leave out -o");
    }

    @Test
    void showsWhatMattersAndTags() throws Exception {
        message = "Release {version} of {project}";
        TagRelease.Result result = run();
        assertThat(result.action()).isEqualTo(Action.CREATED);
        String head = work.run("rev-parse", "--short", "HEAD");
        assertThat(String.join("\n", heard.lines))
                .contains("HEAD     " + head + "  Version 5.4.0", "Ada Lovelace <ada@example.org>, 2023-11-1")
                .contains("branch   main, level with origin/main")
                .contains("version  5.4.0  (pyproject.toml:3)")
                .contains("remote   origin (" + bare.folder() + ")")
                .contains("tag      v5.4.0", "  here   none", "  there  none")
                .contains("created v5.4.0 at origin (not signed)", "next: mvn verify");
        assertThat(bare.run("cat-file", "tag", "v5.4.0")).endsWith("\n\nRelease 5.4.0 of InvokeAI");
    }

    @Test
    void movesATagAndIsDoneWhenItIsThere() throws Exception {
        String old = work.run("rev-parse", "HEAD");
        run();
        work.commit("Second");
        work.run("push", "-q", "origin", "main");
        heard.lines.clear();
        assertThat(run().action()).isEqualTo(Action.MOVED);
        assertThat(String.join("\n", heard.lines))
                .contains("there  " + old.substring(0, 7) + "  Version 5.4.0")
                .contains("moved v5.4.0 at origin (not signed), it was at " + old.substring(0, 10));
        String after = refs();
        allow = Overrides.none();
        index.put("invokeai-5.4.0-py3-none-any.whl", "0".repeat(64));
        assertThat(run().action()).isEqualTo(Action.UNCHANGED);
        assertThat(refs()).isEqualTo(after);
    }

    /** The clone may know the tag as it was: that somebody else has moved it since is worth more than where it is. */
    @Test
    void saysThatSomebodyElseHasMovedTheTag() throws Exception {
        run();
        String mine = work.run("rev-parse", "HEAD");
        GitCommand other = new GitCommand(temp.resolve("other"));
        new GitCommand(temp).run("clone", "-q", bare.folder().toString(), "other");
        String theirs = other.commit("By somebody else");
        other.run("tag", "-f", "-a", "-m", "moved", "v5.4.0");
        other.run("push", "-q", "--force", "origin", "main", "v5.4.0");
        work.run("pull", "-q", "--no-tags", "origin", "main");
        work.commit("By me");
        work.run("push", "-q", "origin", "main");
        heard.lines.clear();
        assertThat(run().action()).isEqualTo(Action.MOVED);
        String note = "not the one in this clone (" + mine.substring(0, 10) + "): somebody else has moved it";
        assertThat(String.join("\n", heard.lines))
                .contains("there  " + theirs.substring(0, 7) + "  By somebody else; " + note)
                .contains("it was at " + theirs.substring(0, 10) + ", " + note);
    }

    /** The whole goal against the sandbox's GitHub: git over http, the login, and the release of the tag. */
    @Test
    void canBeRehearsedAgainstTheSandbox() throws Exception {
        String head = work.run("rev-parse", "HEAD");
        SandboxRepository seed = SandboxRepository.of("octo/demo", head, List.of())
                .withObjects(work.folder().resolve(".git/objects"));
        try (SandboxGitHub sandbox = SandboxGitHub.start(temp.resolve("sandbox"), GitHubOptions.of(seed))) {
            String remote = sandbox.api() + "/octo/demo.git";
            work.run("remote", "set-url", "origin", remote);
            repository = Optional.of(remote);
            api = Optional.empty();
            assertThatThrownBy(this::run).hasMessageContaining("refuses the login");
            token = new GitHubCredentials.Found(new GitHubToken(sandbox.token(), "GITHUB_TOKEN"));
            heard.lines.clear();
            assertThat(run().action()).isEqualTo(Action.CREATED);
            assertThat(String.join("\n", heard.lines))
                    .contains("login from GITHUB_TOKEN", "created v5.4.0 at origin")
                    .doesNotContain(sandbox.token());
            String object = work.run("rev-parse", "v5.4.0");
            assertThat(sandbox.state()
                            .path("octo/demo")
                            .path("refs")
                            .path("refs/tags/v5.4.0")
                            .asText())
                    .isEqualTo(object)
                    .isNotEqualTo(head);
            assertThat(run().action()).isEqualTo(Action.UNCHANGED);
            try (Http http =
                    new Http(HttpSettings.direct(), heard, new Timing(Clock.systemUTC(), duration -> {}, () -> 0.5))) {
                GitHubClient client = new GitHubClient(
                        http,
                        GitHubRepository.parse(remote).orElseThrow(),
                        Optional.of(new GitHubToken(sandbox.token(), "GITHUB_TOKEN")),
                        Clock.systemUTC());
                ReleaseDraft draft = new ReleaseDraft("v5.4.0", "Demo", "Notes", false);
                Release made = client.createDraft(draft).orThrow();
                client.publish(made.id(), draft, MakeLatest.TRUE, Optional.empty())
                        .orThrow();
            }
            work.commit("Second");
            work.run("push", "-q", remote.replace("//", "//x-access-token:" + sandbox.token() + "@"), "main");
            assertThatThrownBy(this::run).hasMessageContaining("belongs to a published release of octo/demo");
            allow = ALL;
            assertThat(run().action()).isEqualTo(Action.MOVED);
            assertThat(sandbox.state()
                            .path("octo/demo")
                            .path("releases")
                            .get(0)
                            .path("draft")
                            .asBoolean())
                    .as("at no moment was the tag gone")
                    .isFalse();
        }
    }

    @Test
    void refusesWithAllReasonsAtOnceAndEachHasItsOverride() throws Exception {
        work.run("tag", "v5.4.3");
        work.run("push", "-q", "origin", "v5.4.3");
        index.put("invokeai-5.4.0-py3-none-any.whl", "0".repeat(64));
        github.addRelease("v5.4.0", false, false, "notes");
        work.run("commit", "-q", "--allow-empty", "-m", "not pushed");
        Files.writeString(work.folder().resolve("file.txt"), "changed");
        String before = refs();
        ProjectException refused = catchThrowableOfType(ProjectException.class, this::run);
        assertThat(refused.problems()).hasSize(5);
        assertThat(refused.getMessage())
                .contains("1 file differs from HEAD: file.txt", "-Dinvokeai.allowDirty")
                .contains("is on no branch of origin", "git push origin HEAD:main", "-Dinvokeai.allowUnpushed")
                .contains("InvokeAI 5.4.0 is on pypi at 127.0.0.1", "fail forward", "-Dinvokeai.allowPublished")
                .contains("belongs to a published release", "-Dinvokeai.allowReleased")
                .contains("not newer than 5.4.3, the newest of the line 5.4", "-Dinvokeai.allowOlder");
        assertThat(refs()).isEqualTo(before);
        for (Overrides allButOne : List.of(
                new Overrides(false, true, true, true, true, true),
                new Overrides(true, false, true, true, true, true),
                new Overrides(true, true, false, true, true, true),
                new Overrides(true, true, true, false, true, true),
                new Overrides(true, true, true, true, false, true))) {
            allow = allButOne;
            assertThat(catchThrowableOfType(ProjectException.class, this::run).problems())
                    .as("%s", allButOne)
                    .hasSize(1);
        }
        allow = ALL;
        heard.problems.clear();
        assertThat(run().action()).isEqualTo(Action.CREATED);
        assertThat(heard.problems).hasSize(5);
    }

    @Test
    void anImmutableReleaseCannotBeOverridden() throws Exception {
        github.addRelease("v5.4.0", false, false, "notes");
        github.releases.values().forEach(release -> release.put("immutable", true));
        allow = ALL;
        assertThatThrownBy(this::run)
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("immutable release of acme/demo")
                .hasMessageContaining("fail forward")
                .hasMessageNotContaining("allowReleased");
        assertThat(bare.run("tag")).isEmpty();
    }

    @Test
    void aRepositoryThatDoesNotShowItselfIsNotTakenForOneWithoutReleases() {
        repository = Optional.of("acme/private");
        assertThatThrownBy(this::run)
                .isInstanceOf(ReleaseException.class)
                .hasMessageContaining("404")
                .hasMessageContaining("-Dinvokeai.allowReleased goes on without this check");
    }

    @Test
    void aDraftIsNoObstacle() throws Exception {
        github.addRelease("v5.4.0", true, false, "notes");
        assertThat(run().action()).isEqualTo(Action.CREATED);
    }

    @Test
    void anOlderLineMayGoOn() throws Exception {
        work.run("tag", "v6.0.0");
        work.run("tag", "v5.4.0rc2");
        work.run("tag", "v5.4.0+rc9");
        work.run("push", "-q", "origin", "--tags");
        assertThatCode(this::run).doesNotThrowAnyException();
    }

    @Test
    void whatAnIndexHasCountsForTheLine() throws Exception {
        index.put("InvokeAI-5.4.1rc1.tar.gz", "0".repeat(64));
        assertThatThrownBy(this::run).hasMessageContaining("not newer than 5.4.1rc1");
    }

    @Test
    void servicesThatDoNotAnswerAreTroubleOfTheEnvironment() throws Exception {
        index.onPage("/simple/invokeai/", 503, "down for maintenance");
        for (int attempt = 0; attempt < 20; attempt++) {
            github.answer("GET .*releases/tags.*", 500, "{\"message\": \"oops\"}");
        }
        EnvironmentException trouble = catchThrowableOfType(EnvironmentException.class, this::run);
        assertThat(trouble.problems()).hasSize(2);
        assertThat(trouble.getMessage())
                .contains("-Dinvokeai.allowPublished goes on without this check", "-Dinvokeai.allowReleased");
        allow = ALL;
        assertThat(run().action()).isEqualTo(Action.CREATED);
    }

    @Test
    void batchModeNamesTheCommandAndAnswersAreHeard() throws Exception {
        String before = refs();
        consent = new Confirmation(false, Optional.empty());
        assertThatThrownBy(this::run)
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("Create v5.4.0 at HEAD")
                .hasMessageContaining("mvn invokeai-release:tag-release -Dinvokeai.yes");
        List<String> questions = new ArrayList<>();
        consent = new Confirmation(false, Optional.of(question -> {
            questions.add(question);
            return "";
        }));
        assertThatThrownBy(this::run).isInstanceOf(ProjectException.class).hasMessageContaining("not tagged");
        assertThat(refs()).isEqualTo(before);
        consent = new Confirmation(false, Optional.of(question -> " Yes"));
        assertThat(run().action()).isEqualTo(Action.CREATED);
        assertThat(questions)
                .singleElement()
                .asString()
                .startsWith("Create v5.4.0 at HEAD ")
                .endsWith("? (yes/no)");
    }

    @Test
    void aDryRunSaysWhatItWouldDoAndDoesNotAsk() throws Exception {
        dryRun = true;
        consent = new Confirmation(false, Optional.empty());
        String before = refs() + work.run("count-objects") + bare.run("count-objects");
        TagRelease.Result result = run();
        assertThat(result.dryRun()).isTrue();
        assertThat(result.action()).isEqualTo(Action.CREATED);
        assertThat(String.join("\n", heard.lines)).contains("dry run: would create v5.4.0 at origin");
        assertThat(refs() + work.run("count-objects") + bare.run("count-objects"))
                .isEqualTo(before);
    }

    @Test
    void versionsThatNoIndexTakes() throws Exception {
        release("5.4.0+cu121");
        assertThatThrownBy(this::run)
                .hasMessageContaining("pyproject.toml:3")
                .hasMessageContaining("local part +cu121")
                .hasMessageContaining("-Dinvokeai.allowUnpublishable");
        release("4.2.4-mgpu");
        assertThatThrownBy(this::run).hasMessageContaining("4.2.4-mgpu is not a valid PEP 440 version");
        assertThat(bare.run("tag")).isEmpty();
        allow = ALL;
        assertThat(run().tag().name()).isEqualTo("v4.2.4-mgpu");
        release("5.4.0+cu121");
        assertThat(run().tag().name()).isEqualTo("v5.4.0+cu121");
    }

    @Test
    void theTagIsSpeltAsTheFileSpellsIt() throws Exception {
        release("5.0.0.a1");
        assertThat(run().tag().name()).isEqualTo("v5.0.0.a1");
        assertThat(String.join("\n", heard.lines)).contains("files will be named 5.0.0a1");
    }

    @Test
    void aNamedRefMustBeTheVersion() throws Exception {
        ref = Optional.of("refs/tags/v5.4.0.0");
        assertThat(run().tag().name()).isEqualTo("v5.4.0.0");
        ref = Optional.of("v5.4.1");
        allow = ALL;
        assertThatThrownBy(this::run).hasMessageContaining("the tag v5.4.1 is not version 5.4.0 of the project");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v5.4.0 --delete",
                "../../heads/main",
                "v5..4",
                "v5.4.0\nrefs/heads/main",
                "v5.4.0:refs/heads/main",
                "-d",
                "v5.4.0.lock",
                "v*",
                "v5.4.0^{}",
                "refs/tags/",
                "HEAD",
                "@{u}",
                "v5.4\u0000"
            })
    void hostileTagNamesAreRefused(String name) throws Exception {
        ref = Optional.of(name);
        allow = ALL;
        String before = refs();
        assertThatThrownBy(this::run).isInstanceOf(ProjectException.class);
        assertThat(refs()).isEqualTo(before);
    }

    @Test
    void templatesThatNameNothingAreErrors() {
        message = "{tag} by {user}";
        assertThatThrownBy(this::run)
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("{user}")
                .hasMessageContaining("commit, normalized, project, tag, version");
        message = " ";
        assertThatThrownBy(this::run).isInstanceOf(ProjectException.class).hasMessageContaining("empty");
    }

    @Test
    void bareAndSha256RepositoriesAreRefused() throws Exception {
        GitCommand mine = work;
        work = bare;
        assertThatThrownBy(this::run).isInstanceOf(ProjectException.class).hasMessageContaining("is bare");
        Path other = Files.createDirectories(temp.resolve("sha256"));
        new GitCommand(other).run("init", "-q", "--object-format=sha256");
        work = new GitCommand(other);
        assertThatThrownBy(this::run).isInstanceOf(ProjectException.class).hasMessageContaining("sha256");
        work = mine;
    }

    @Test
    void aTokenForGitHubIsNotShownToAnotherHostButAServerOfThatHostIs() throws Exception {
        token = new GitHubCredentials.Found(new GitHubToken(GitHttpServer.PASSWORD, "GITHUB_TOKEN"));
        repository = Optional.empty();
        try (GitHttpServer server = new GitHttpServer(bare.folder().getParent())) {
            work.run("remote", "set-url", "origin", server.url("origin.git"));
            assertThatThrownBy(this::run)
                    .isInstanceOf(ReleaseException.class)
                    .hasMessageContaining("refuses the login");
            assertThat(server.seen()).isNotEmpty().allMatch(line -> line.endsWith("none"));
            environment.put("GITHUB_SERVER_URL", "http://127.0.0.1");
            assertThat(run().action()).isEqualTo(Action.CREATED);
            environment.remove("GITHUB_SERVER_URL");
            work.commit("Second");
            work.run("push", "-q", bare.folder().toString(), "main");
            servers = id -> id.equals(server.authority())
                    ? Optional.of(new GitLogin(GitHttpServer.USER, GitHttpServer.PASSWORD, "settings.xml"))
                    : Optional.empty();
            heard.lines.clear();
            assertThat(run().action()).isEqualTo(Action.MOVED);
            assertThat(String.join("\n", heard.lines))
                    .contains("login from settings.xml")
                    .doesNotContain(GitHttpServer.PASSWORD);
        }
    }

    /** Good ones and wrong ones, of the helper's answer and of the remote's address. */
    @ParameterizedTest
    @CsvSource({"helper,hunter2-4711", "helper,right", "address,hunter2-4711", "address,right"})
    void secretsOfGitsOwnAreNowhere(String place, String kind) throws Exception {
        String secret = kind.equals("right") ? GitHttpServer.PASSWORD : kind;
        repository = Optional.empty();
        try (GitHttpServer server = new GitHttpServer(bare.folder().getParent())) {
            String url = server.url("origin.git");
            if (place.equals("helper")) {
                Path helper = Files.writeString(
                        temp.resolve("git-helper"),
                        "#!/bin/sh\ncat > /dev/null\necho username=" + GitHttpServer.USER + "\necho password=" + secret
                                + "\necho " + secret + " >&2\n");
                assertThat(helper.toFile().setExecutable(true)).isTrue();
                work.run("config", "credential.helper", helper.toString());
            } else {
                url = url.replace("://", "://" + GitHttpServer.USER + ":" + secret + "@");
            }
            work.run("remote", "set-url", "origin", url);
            Throwable thrown = catchThrowable(this::run);
            assertThat(server.seen())
                    .as("the secret was used")
                    .anyMatch(line -> line.endsWith(Base64.getEncoder()
                            .encodeToString((GitHttpServer.USER + ":" + secret).getBytes(StandardCharsets.UTF_8))));
            StringWriter trace = new StringWriter();
            if (thrown != null) {
                thrown.printStackTrace(new PrintWriter(trace));
            }
            assertThat(thrown == null).isEqualTo(kind.equals("right"));
            assertThat(String.join("\n", heard.lines) + trace).doesNotContain(secret);
            Optional<RemoteAddress> address;
            try (Repo repo = Repo.open(work.folder())) {
                address = Optional.of(RemoteAddress.of(repo, "origin"));
            }
            assertThat(address.toString()).doesNotContain(secret);
        }
        try (Stream<Path> files = Files.walk(work.folder())) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(path -> !path.endsWith(".git/config"))
                    .toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(secret);
            }
        }
    }

    @Test
    void anUnreachableRemoteIsReportedWithTheOtherReasons() throws Exception {
        work.run(
                "remote",
                "set-url",
                "origin",
                URI.create("http://127.0.0.1:9/x.git").toString());
        index.put("invokeai-5.4.0-py3-none-any.whl", "0".repeat(64));
        ProjectException refused = catchThrowableOfType(ProjectException.class, this::run);
        assertThat(refused.getMessage()).contains("cannot talk to origin", "InvokeAI 5.4.0 is on pypi at 127.0.0.1");
    }
}
