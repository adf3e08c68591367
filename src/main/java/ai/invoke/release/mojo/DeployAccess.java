package ai.invoke.release.mojo;

import ai.invoke.release.ci.Annotations;
import ai.invoke.release.ci.CiEnvironment;
import ai.invoke.release.console.Console;
import ai.invoke.release.git.remote.GitLogin;
import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.goal.publish.Announce;
import ai.invoke.release.goal.publish.DeployRequest;
import ai.invoke.release.goal.publish.Targets;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.ProxySettings;
import ai.invoke.release.http.Timing;
import ai.invoke.release.http.TlsSettings;
import ai.invoke.release.maven.MavenProxies;
import ai.invoke.release.maven.ServerCredentials;
import ai.invoke.release.maven.StandardOutput;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.attestation.sign.AttestationSettings;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.trust.CredentialSearch;
import ai.invoke.release.pypi.trust.PypiCredentials;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/**
 * What the goals that talk to the services get from Maven: proxy and logins of {@code settings.xml}. The ids of the {@code
 * <server>} entries are {@code pypi}, {@code testpypi} and {@code github}.
 */
final class DeployAccess {

    private static final String GITHUB = "github";

    private final MavenSession session;
    private final SettingsDecrypter decrypter;
    private final Map<String, String> environment = System.getenv();

    DeployAccess(MavenSession session, SettingsDecrypter decrypter) {
        this.session = session;
        this.decrypter = decrypter;
    }

    /**
     * What a deploy goal is given.
     *
     * @param project the work tree
     * @param directory the release directory
     * @param http how to reach the services
     * @param owners whom to ask when an index is in trouble
     * @param trustedPublishing auto, always or never
     * @param console where to tell the user
     * @return the request
     * @throws ProjectException when Maven was told to stay offline
     */
    DeployRequest request(
            Path project,
            Path directory,
            HttpSettings http,
            Optional<String> owners,
            Optional<String> trustedPublishing,
            Console console) {
        requireOnline();
        Map<String, String> known = new HashMap<>(environment);
        trustedPublishing.ifPresent(mode -> known.put(CredentialSearch.TRUSTED_PUBLISHING, mode));
        return new DeployRequest(
                project,
                new ReleaseDirectory(directory),
                1,
                Targets.asPlanned().withOwners(owners),
                new DeployRequest.Credentials(github(), this::login, known),
                http,
                Timing.real(),
                new DeployRequest.Output(console, annotations()::mask, entry -> {}),
                AttestationSettings.none());
    }

    void requireOnline() {
        if (session.isOffline()) {
            throw new ProjectException(
                    Problem.of("Maven is offline, and the indexes or GitHub have to be asked")
                            .next(
                                    "leave out -o; to try the deploy half without a network: mvn verify invokeai-release:rehearse"));
        }
    }

    Optional<PypiCredentials> login(PackageIndex index) {
        return servers()
                .find(List.of(index.name()))
                .map(login -> new PypiCredentials(
                        login.user().isEmpty() ? PypiCredentials.TOKEN_USER : login.user(),
                        login.password(),
                        login.origin()));
    }

    /** The login of one {@code <server>}, for git over https. */
    Optional<GitLogin> gitLogin(String server) {
        return servers()
                .find(List.of(server))
                .map(login -> new GitLogin(
                        // Where the password is a token, nobody reads the user's name, but there must be one.
                        login.user().isEmpty() ? "x-access-token" : login.user(), login.password(), login.origin()));
    }

    /** The address of a channel for announcements, a secret; hidden in the log of a CI from now on. */
    Optional<String> webhook(String channel) {
        Optional<String> address = servers()
                .find(List.of(channel))
                .map(ServerCredentials.Login::password)
                .or(() -> Optional.ofNullable(environment.get(Announce.variable(channel))))
                .filter(text -> !text.isBlank());
        address.ifPresent(annotations()::mask);
        return address;
    }

    GitHubCredentials github() {
        Optional<GitHubCredentials.Server> server = servers()
                .find(List.of(GITHUB))
                .map(login -> new GitHubCredentials.Server(login.id(), Optional.of(login.password())));
        return GitHubCredentials.resolve(GITHUB, server, environment);
    }

    HttpSettings http() {
        Optional<ProxySettings> proxy = new MavenProxies(session.getSettings(), decrypter)
                .active()
                .map(address -> new ProxySettings(
                        address.host(),
                        address.port(),
                        address.user().isEmpty()
                                ? Optional.empty()
                                : Optional.of(new ProxySettings.Login(address.user(), address.password())),
                        ProxySettings.nonProxyHosts(address.nonProxyHosts())))
                .or(() -> ProxySettings.fromEnvironment(environment));
        return HttpSettings.direct()
                .withProxy(proxy)
                .withTls(TlsSettings.of(Optional.empty(), Optional.empty(), environment));
    }

    Map<String, String> environment() {
        return environment;
    }

    Annotations annotations() {
        return CiEnvironment.detect(environment).annotations(StandardOutput.forCi());
    }

    private ServerCredentials servers() {
        return new ServerCredentials(session.getSettings(), decrypter);
    }
}
