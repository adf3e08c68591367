package ai.invoke.release.git.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.git.GitCommand;
import ai.invoke.release.git.GitHttpServer;
import ai.invoke.release.git.Repo;
import ai.invoke.release.git.Tag;
import ai.invoke.release.git.remote.TagRequest.Signing;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.process.ProcessRunner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real clones, real remotes: a folder, git's http-backend, a stand-in for ssh. */
@Timeout(60)
class TagPushTest {

    private static final ZonedDateTime TIME = ZonedDateTime.parse("2026-11-22T10:00:00+01:00");

    @TempDir
    Path temp;

    private GitCommand bare;
    private GitCommand work;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void repositories() throws Exception {
        Path remotes = Files.createDirectories(temp.resolve("remotes"));
        new GitCommand(remotes).run("init", "-q", "--bare", "-b", "main", "origin.git");
        bare = new GitCommand(remotes.resolve("origin.git"));
        work = GitCommand.repository(temp.resolve("work"));
        work.run("config", "user.name", "Grace Hopper");
        work.run("config", "user.email", "grace@example.org");
        work.run("remote", "add", "origin", bare.folder().toString());
        work.run("push", "-q", "-u", "origin", "main");
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", Files.createDirectories(temp.resolve("home")).toString());
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    }

    private RemoteAccess access() {
        return RemoteAccess.plain(new ProcessRunner(environment)).withSilence(Duration.ofSeconds(10));
    }

    private static RemoteAccess withLogin(RemoteAccess access) {
        return access.withLogin(
                address -> Optional.of(new GitLogin(GitHttpServer.USER, GitHttpServer.PASSWORD, "the test")));
    }

    private TagRequest request(String name, Signing signing) throws Exception {
        return new TagRequest(name, work.run("rev-parse", "HEAD"), name, signing, TIME);
    }

    /** Looks, lets something happen, pushes. */
    private TagPush.Result push(
            RemoteAccess access, String remote, TagRequest request, boolean dryRun, Happening between)
            throws Exception {
        try (Repo repo = Repo.open(work.folder())) {
            Remote there = new Remote(repo, RemoteAddress.of(repo, remote), access);
            Optional<Tag> expected = there.look().tag(request.name());
            between.happen();
            return new TagPush(repo, there, access).run(request, expected, dryRun);
        }
    }

    private TagPush.Result push(RemoteAccess access, TagRequest request) throws Exception {
        return push(access, "origin", request, false, () -> {});
    }

    private interface Happening {
        void happen() throws Exception;
    }

    /** Refs, settings and the state of the files: all that a failure must leave alone. */
    private String state() throws Exception {
        return work.run("for-each-ref")
                + work.run("status", "--porcelain")
                + work.run("symbolic-ref", "HEAD")
                + Files.readString(work.folder().resolve(".git/config"));
    }

    private void script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void createsAnAnnotatedTagAndPushesNothingElse() throws Exception {
        work.run("tag", "private-note");
        work.run("checkout", "-q", "-b", "secret");
        work.commit("Second");
        work.run("checkout", "-q", "main");
        TagPush.Result result = push(access(), request("v1.0", Signing.AS_CONFIGURED));
        assertThat(bare.run("for-each-ref", "--format=%(refname)").lines())
                .containsExactly("refs/heads/main", "refs/tags/v1.0");
        assertThat(bare.run("cat-file", "tag", "v1.0"))
                .isEqualTo("object " + work.run("rev-parse", "HEAD")
                        + "\ntype commit\ntag v1.0\ntagger Grace Hopper <grace@example.org> 1795338000 +0100\n\nv1.0");
        assertThat(result.tag().objectId())
                .isEqualTo(bare.run("rev-parse", "v1.0"))
                .isEqualTo(work.run("rev-parse", "v1.0"));
        assertThat(result.signed()).isFalse();
        assertThat(result.note()).isEmpty();
        assertThat(bare.run("fsck", "--strict")).doesNotContain("error");
    }

    @Test
    void movesATagInOneStep() throws Exception {
        work.run("tag", "-a", "-m", "old", "v1.0");
        work.run("push", "-q", "origin", "v1.0");
        // The hook sees every ref update; a deletion would be one with a new id of zeros.
        script(bare.folder().resolve("hooks/update"), "echo \"$1 $2 $3\" >> " + temp.resolve("updates") + "\n");
        String old = bare.run("rev-parse", "v1.0");
        work.commit("Second");
        work.run("push", "-q", "origin", "main");
        Files.delete(temp.resolve("updates"));
        TagPush.Result result = push(access(), request("v1.0", Signing.NEVER));
        assertThat(Files.readString(temp.resolve("updates")))
                .isEqualTo("refs/tags/v1.0 " + old + " " + result.tag().objectId() + "\n");
        assertThat(work.run("rev-parse", "v1.0^{commit}")).isEqualTo(work.run("rev-parse", "HEAD"));
    }

    @Test
    void pushesATagThatWasMadeByHandAsItIs() throws Exception {
        work.run("tag", "-a", "-m", "My own words", "v1.0");
        String mine = work.run("rev-parse", "v1.0");
        TagPush.Result result = push(access(), request("v1.0", Signing.AS_CONFIGURED));
        assertThat(result.reused()).isTrue();
        assertThat(bare.run("rev-parse", "v1.0")).isEqualTo(mine);
    }

    @Test
    void aRemoteThatMovedMeanwhileIsLeftAlone() throws Exception {
        work.run("tag", "-a", "-m", "old", "v1.0");
        work.run("push", "-q", "origin", "v1.0");
        String first = work.run("rev-parse", "HEAD");
        work.commit("Second");
        String before = state();
        assertThatThrownBy(() -> push(
                        access(),
                        "origin",
                        request("v1.0", Signing.NEVER),
                        false,
                        () -> bare.run("update-ref", "refs/tags/v1.0", first)))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("changed meanwhile")
                .hasMessageContaining("is now " + first.substring(0, 10))
                .hasMessageContaining("First commit");
        assertThat(bare.run("rev-parse", "v1.0")).isEqualTo(first);
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void aTagThatAppearedMeanwhileIsLeftAlone() throws Exception {
        String before = state();
        assertThatThrownBy(() -> push(
                        access(),
                        "origin",
                        request("v1.0", Signing.NEVER),
                        false,
                        () -> bare.run("tag", "v1.0", "main")))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("it was not there, and is now");
        assertThat(bare.run("cat-file", "-t", "v1.0")).isEqualTo("commit");
        assertThat(state()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pre-receive", "update"})
    void aHookThatRefusesIsQuoted(String hook) throws Exception {
        script(bare.folder().resolve("hooks/" + hook), "echo 'GH013: Repository rule violations found' >&2\nexit 1\n");
        String before = state();
        assertThatThrownBy(() -> push(access(), request("v1.0", Signing.NEVER)))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("refuses the tag v1.0")
                .hasMessageContaining("GH013: Repository rule violations found")
                .hasMessageContaining("a rule protects the tag");
        assertThat(bare.run("tag")).isEmpty();
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void aTagThatCannotBeMadeForWantOfANameIsNotMade() throws Exception {
        work.run("config", "--unset", "user.name");
        work.run("config", "--unset", "user.email");
        String before = state();
        assertThatThrownBy(() -> push(access(), request("v1.0", Signing.NEVER)))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("user.name is not set")
                .hasMessageContaining("user.email is not set");
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void theIdentityMayComeFromAConditionalInclude() throws Exception {
        work.run("config", "--unset", "user.name");
        Path other = temp.resolve("other.config");
        Files.writeString(other, "[user]\n\tname = Ada at Work\n");
        work.run("config", "includeIf.gitdir:" + temp + "/.path", other.toString());
        push(access(), request("v1.0", Signing.NEVER));
        assertThat(bare.run("cat-file", "tag", "v1.0")).contains("tagger Ada at Work <grace@example.org>");
    }

    @Test
    void aDryRunLeavesNothingBehindAnywhere() throws Exception {
        String before = state() + work.run("count-objects") + bare.run("for-each-ref") + bare.run("count-objects");
        TagPush.Result result = push(access(), "origin", request("v1.0", Signing.NEVER), true, () -> {});
        assertThat(result.tag().peeledId()).isEqualTo(work.run("rev-parse", "HEAD"));
        assertThat(state() + work.run("count-objects") + bare.run("for-each-ref") + bare.run("count-objects"))
                .isEqualTo(before);
    }

    @Test
    void aDryRunFindsThatTheRemoteIsGone() throws Exception {
        work.run("remote", "set-url", "origin", temp.resolve("gone.git").toString());
        assertThatThrownBy(() -> push(access(), "origin", request("v1.0", Signing.NEVER), true, () -> {}))
                .isInstanceOf(ReleaseException.class)
                .hasMessageContaining("gone.git");
    }

    @Test
    void worksInALinkedWorktreeWithADetachedHeadAndInAShallowClone() throws Exception {
        work.commit("Second");
        work.run("push", "-q", "origin", "main");
        Path linked = temp.resolve("linked");
        work.run("worktree", "add", "-q", "--detach", linked.toString());
        GitCommand main = work;
        work = new GitCommand(linked);
        push(access(), request("v1.0", Signing.NEVER));
        assertThat(main.run("cat-file", "-t", "v1.0")).isEqualTo("tag");
        Path shallow = temp.resolve("shallow");
        new GitCommand(temp).run("clone", "-q", "--depth", "1", "file://" + bare.folder(), shallow.toString());
        work = new GitCommand(shallow);
        work.run("config", "user.name", "Grace Hopper");
        work.run("config", "user.email", "grace@example.org");
        push(access(), request("v2.0", Signing.NEVER));
        assertThat(bare.run("fsck", "--strict")).doesNotContain("missing");
        assertThat(bare.run("tag").lines()).containsExactly("v1.0", "v2.0");
    }

    @Test
    void httpWithALoginThatACheckoutsTokenCannotReplace() throws Exception {
        try (GitHttpServer server = new GitHttpServer(bare.folder().getParent())) {
            bare.run("config", "http.receivepack", "true");
            work.run("remote", "set-url", "origin", server.url("origin.git"));
            work.run(
                    "config",
                    "http.http://" + server.authority() + "/.extraheader",
                    "AUTHORIZATION: basic b2xkOnRva2Vu");
            work.run("config", "http.extraheader", "Authorization: basic b2xkOnRva2Vu");
            TagPush.Result result = push(withLogin(access()), request("v1.0", Signing.NEVER));
            assertThat(bare.run("rev-parse", "v1.0")).isEqualTo(result.tag().objectId());
            assertThat(server.seen()).noneMatch(line -> line.contains("b2xkOnRva2Vu") || line.endsWith("none"));
        }
    }

    @Test
    void httpWithoutAnyLoginAndWithAWrongOne() throws Exception {
        try (GitHttpServer server = new GitHttpServer(bare.folder().getParent())) {
            work.run("remote", "set-url", "origin", server.url("origin.git"));
            String before = state();
            assertThatThrownBy(() -> push(access(), request("v1.0", Signing.NEVER)))
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContaining("refuses the login")
                    .hasMessageContaining("settings.xml");
            RemoteAccess wrong =
                    access().withLogin(address -> Optional.of(new GitLogin("me", "wrong-password", "GITHUB_TOKEN")));
            assertThatThrownBy(() -> push(wrong, request("v1.0", Signing.NEVER)))
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContaining("refuses the login of GITHUB_TOKEN")
                    .hasMessageNotContaining("wrong-password");
            assertThat(state()).isEqualTo(before);
        }
    }

    @Test
    void httpWithGitsCredentialHelperOrTheUrlsOwnLogin() throws Exception {
        try (GitHttpServer server = new GitHttpServer(bare.folder().getParent())) {
            work.run("remote", "set-url", "origin", server.url("origin.git"));
            Path asked = temp.resolve("asked");
            script(
                    temp.resolve("helper"),
                    "cat > " + asked + "\necho username=" + GitHttpServer.USER + "\necho password="
                            + GitHttpServer.PASSWORD + "\n");
            work.run("config", "credential.helper", temp.resolve("helper").toString());
            push(access(), request("v1.0", Signing.NEVER));
            assertThat(Files.readString(asked)).contains("host=" + server.authority());
            work.run("config", "--unset", "credential.helper");
            String url = server.url("origin.git")
                    .replace("://", "://" + GitHttpServer.USER + ":" + GitHttpServer.PASSWORD + "@");
            work.run("remote", "set-url", "origin", url);
            push(access(), request("v2.0", Signing.NEVER));
            assertThat(bare.run("tag").lines()).containsExactly("v1.0", "v2.0");
            try (Repo repo = Repo.open(work.folder())) {
                assertThat(RemoteAddress.of(repo, "origin").toString()).doesNotContain(GitHttpServer.PASSWORD);
            }
        }
    }

    @Test
    void aLoginNeverFollowsARedirectToAnotherHost() throws Exception {
        try (GitHttpServer server = new GitHttpServer(bare.folder().getParent());
                GitHttpServer other = new GitHttpServer(bare.folder().getParent())) {
            server.redirectTo("http://" + other.authority());
            work.run("remote", "set-url", "origin", server.url("origin.git"));
            assertThatThrownBy(() -> push(withLogin(access()), request("v1.0", Signing.NEVER)))
                    .isInstanceOf(ReleaseException.class);
            assertThat(other.seen()).allMatch(line -> line.endsWith("none"));
            assertThat(bare.run("tag")).isEmpty();
        }
    }

    @Test
    void aLostAnswerIsSettledByLooking() throws Exception {
        try (GitHttpServer server = new GitHttpServer(bare.folder().getParent())) {
            work.run("remote", "set-url", "origin", server.url("origin.git"));
            server.loseAnswers();
            TagPush.Result result = push(withLogin(access()), request("v1.0", Signing.NEVER));
            assertThat(bare.run("rev-parse", "v1.0"))
                    .isEqualTo(result.tag().objectId())
                    .isEqualTo(work.run("rev-parse", "v1.0"));
        }
    }

    @Test
    void aServerThatIsGoneBeforeThePushLeavesTheCloneAlone() throws Exception {
        GitHttpServer server = new GitHttpServer(bare.folder().getParent());
        work.run("remote", "set-url", "origin", server.url("origin.git"));
        String before = state();
        assertThatThrownBy(
                        () -> push(withLogin(access()), "origin", request("v1.0", Signing.NEVER), false, server::close))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("not known whether");
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void sshRunsTheProgramThatGitWouldRun() throws Exception {
        Path log = temp.resolve("ssh.log");
        script(temp.resolve("bin/ssh"), "echo \"$@\" >> " + log + "\nfor last; do :; done\nexec sh -c \"$last\"\n");
        environment.put("PATH", temp.resolve("bin") + ":" + environment.get("PATH"));
        work.run("remote", "set-url", "origin", "ssh://git@git.example.org:2222" + bare.folder());
        TagPush.Result result = push(access(), request("v1.0", Signing.NEVER));
        assertThat(bare.run("rev-parse", "v1.0")).isEqualTo(result.tag().objectId());
        assertThat(Files.readString(log))
                .contains("BatchMode=yes", "-p 2222 git@git.example.org git-upload-pack '", "git-receive-pack '");
        Files.delete(log);
        environment.put("GIT_SSH_COMMAND", temp.resolve("bin/ssh") + " -i 'my key'");
        work.run("remote", "set-url", "origin", "git@git.example.org:" + bare.folder());
        push(access(), request("v2.0", Signing.NEVER));
        assertThat(Files.readString(log)).contains("-i my key ").contains("git@git.example.org git-receive-pack");
    }

    @Test
    void sshThatFailsIsQuoted() throws Exception {
        script(temp.resolve("bin/ssh"), "echo 'git@git.example.org: Permission denied (publickey).' >&2\nexit 255\n");
        environment.put("PATH", temp.resolve("bin") + ":" + environment.get("PATH"));
        work.run("remote", "set-url", "origin", "git@git.example.org:owner/name.git");
        assertThatThrownBy(() -> push(access(), request("v1.0", Signing.NEVER)))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("Permission denied (publickey)")
                .hasMessageContaining("ssh -T git@git.example.org");
    }

    @Test
    void sshThatHangsIsGivenUp() throws Exception {
        script(temp.resolve("bin/ssh"), "exec sleep 600\n");
        environment.put("PATH", temp.resolve("bin") + ":" + environment.get("PATH"));
        work.run("remote", "set-url", "origin", "git@git.example.org:owner/name.git");
        assertThatThrownBy(() -> push(access().withSilence(Duration.ofSeconds(1)), request("v1.0", Signing.NEVER)))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("has said nothing for 1 s");
    }

    @Test
    void aHookThatHangsIsGivenUp() throws Exception {
        bare.run("config", "receive.keepAlive", "0");
        script(bare.folder().resolve("hooks/pre-receive"), "exec sleep 600\n");
        String before = state();
        assertThatThrownBy(() -> push(access().withSilence(Duration.ofSeconds(2)), request("v1.0", Signing.NEVER)))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("has said nothing for 2 s");
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void httpThatHangsOrIsNotThereIsGivenUp() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            work.run("remote", "set-url", "origin", "http://127.0.0.1:" + deaf.getLocalPort() + "/origin.git");
            assertThatThrownBy(() -> push(access().withSilence(Duration.ofSeconds(1)), request("v1.0", Signing.NEVER)))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("cannot talk to");
        }
        assertThatThrownBy(() -> push(access(), request("v1.0", Signing.NEVER)))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("cannot talk to");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://github.com/owner/name.git",
                "ssh://-oProxyCommand=touch%20pwned/x",
                "ssh://-oProxyCommand=x@host/x",
                "ext::sh -c 'touch pwned'",
                "git://github.com/owner/name.git",
                "ftp://example.org/x"
            })
    void hostileOrUselessAddressesAreRefused(String url) throws Exception {
        work.run("remote", "set-url", "origin", url);
        environment.put("PATH", "/nowhere");
        assertThatThrownBy(() -> push(access(), request("v1.0", Signing.NEVER))).isInstanceOf(ReleaseException.class);
        assertThat(work.folder().resolve("pwned")).doesNotExist();
    }

    @Test
    void severalPushAddressesAndNoRemoteAreErrors() throws Exception {
        work.run("remote", "set-url", "--add", "--push", "origin", bare.folder().toString());
        work.run("remote", "set-url", "--add", "--push", "origin", "/elsewhere.git");
        assertThatThrownBy(() -> push(access(), request("v1.0", Signing.NEVER)))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("2 addresses");
        assertThatThrownBy(() -> push(access(), "upstream", request("v1.0", Signing.NEVER), false, () -> {}))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("there is no remote upstream here; there is origin");
        work.run("remote", "remove", "origin");
        assertThatThrownBy(() -> push(access(), request("v1.0", Signing.NEVER)))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("no remote to push");
    }

    @Test
    void anAddressInsteadOfARemoteWorks() throws Exception {
        work.run("remote", "remove", "origin");
        push(access(), bare.folder().toString(), request("v1.0", Signing.NEVER), false, () -> {});
        assertThat(bare.run("tag")).isEqualTo("v1.0");
    }

    @Test
    void onlySshGitsCredentialHelperAndTheSignerSeeCredentials() throws Exception {
        String look = "env | grep -q '^FORGE_TOKEN=planted$' && echo saw >> \"%1$s\" || echo none >> \"%1$s\"\n";
        Path bin = temp.resolve("bin");
        script(
                bin.resolve("ssh"),
                look.formatted(temp.resolve("ssh")) + "for last; do :; done\nexec sh -c \"$last\"\n");
        script(
                bin.resolve("gpg"),
                look.formatted(temp.resolve("gpg"))
                        + "cat >&2\necho '-----BEGIN PGP SIGNATURE-----'\necho\necho '-----END PGP SIGNATURE-----'\n");
        String git =
                new ProcessRunner(environment).path().find("git").orElseThrow().toString();
        script(bin.resolve("git"), look.formatted(temp.resolve("git-") + "$1") + "exec " + git + " \"$@\"\n");
        script(bare.folder().resolve("hooks/update"), look.formatted(temp.resolve("hook")));
        environment.put("PATH", bin + ":" + environment.get("PATH"));
        environment.put("FORGE_TOKEN", "planted");

        push(access(), request("v1.0", Signing.ALWAYS));
        assertThat(temp.resolve("gpg")).hasContent("saw");
        assertThat(temp.resolve("hook")).hasContent("none");
        assertThat(Files.readAllLines(temp.resolve("git-config"))).containsOnly("none");

        work.run("remote", "set-url", "origin", "git@git.example.org:" + bare.folder());
        push(access(), request("v2.0", Signing.NEVER));
        assertThat(Files.readAllLines(temp.resolve("ssh"))).containsOnly("saw");

        try (GitHttpServer server = new GitHttpServer(bare.folder().getParent())) {
            work.run("remote", "set-url", "origin", server.url("origin.git"));
            script(
                    temp.resolve("helper"),
                    look.formatted(temp.resolve("asked")) + "echo username=" + GitHttpServer.USER + "\necho password="
                            + GitHttpServer.PASSWORD + "\n");
            work.run("config", "credential.helper", temp.resolve("helper").toString());
            push(access(), request("v3.0", Signing.NEVER));
            assertThat(Files.readAllLines(temp.resolve("asked"))).containsOnly("saw");
        }
    }

    @Test
    void gitAgreesWithAnSshSignature() throws Exception {
        Path key = temp.resolve("home/id");
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", key.toString());
        String[] parts = Files.readString(Path.of(key + ".pub")).split(" ");
        Files.writeString(temp.resolve("signers"), "grace@example.org " + parts[0] + " " + parts[1] + "\n");
        work.run("config", "gpg.format", "ssh");
        work.run("config", "user.signingkey", key.toString());
        work.run("config", "gpg.ssh.allowedSignersFile", temp.resolve("signers").toString());
        work.run("config", "tag.gpgSign", "true");
        TagPush.Result result = push(access(), request("v1.0", Signing.AS_CONFIGURED));
        assertThat(result.signed()).isTrue();
        assertThat(work.run("tag", "-v", "v1.0")).contains("Good \"git\" signature for grace@example.org");
        assertThat(push(access(), request("v2.0", Signing.NEVER)).signed()).isFalse();
    }

    @Test
    void aPassphraseThatNobodyCanTypeIsAnErrorAndNotAQuestion() throws Exception {
        Path key = temp.resolve("home/id");
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "passphrase", "-C", "test", "-f", key.toString());
        work.run("config", "gpg.format", "ssh");
        work.run("config", "user.signingkey", key.toString());
        String before = state();
        assertThatThrownBy(() -> push(access(), request("v1.0", Signing.ALWAYS)))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("cannot sign the tag with ssh-keygen")
                .hasMessageContaining("-Dinvokeai.sign=false");
        assertThat(bare.run("tag")).isEmpty();
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void gitAgreesWithAGpgSignature() throws Exception {
        // A socket's path has a limit that a temporary folder may exceed.
        Path home = Files.createTempDirectory(
                Path.of("/tmp"),
                "gpg",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        environment.put("GNUPGHOME", home.toString());
        try {
            run(
                    "gpg",
                    "--batch",
                    "--quiet",
                    "--passphrase",
                    "",
                    "--quick-generate-key",
                    "Grace Hopper <grace@example.org>",
                    "ed25519",
                    "sign",
                    "never");
            TagPush.Result result = push(access(), request("v1.0", Signing.ALWAYS));
            assertThat(result.signed()).isTrue();
            assertThat(run("git", "-C", work.folder().toString(), "tag", "-v", "v1.0"))
                    .contains("Good signature from");
            work.run("config", "user.signingkey", "nobody@example.org");
            assertThatThrownBy(() -> push(access(), request("v2.0", Signing.ALWAYS)))
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContaining("cannot sign the tag with gpg")
                    .hasMessageContaining("nobody@example.org");
            assertThat(bare.run("tag")).isEqualTo("v1.0");
        } finally {
            run("gpgconf", "--kill", "all");
            delete(home);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).collect(Collectors.toList())) {
                Files.deleteIfExists(file);
            }
        }
    }

    private String run(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(List.of(command)).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
