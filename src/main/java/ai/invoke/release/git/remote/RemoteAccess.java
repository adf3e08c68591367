package ai.invoke.release.git.remote;

import ai.invoke.release.process.ProcessRunner;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * How to get at remotes.
 *
 * @param login the login for an https remote, asked at most once a remote; without one what the remote's URL or a setting
 *     {@code http.extraHeader} hold counts, and after that git's credential helper
 * @param proxy the proxy for an address, without a login of its own
 * @param runner starts {@code git}, {@code ssh}, {@code gpg} and {@code ssh-keygen}, and shows credentials to those that need
 *     them: ssh, git's credential helper and what signs
 * @param silence how long a remote may say nothing before it is given up
 * @param signing how long the program that signs may take; a person may have to type a passphrase
 * @param interactive whether such a person is there
 */
public record RemoteAccess(
        Function<RemoteAddress, Optional<GitLogin>> login,
        Function<URI, Optional<InetSocketAddress>> proxy,
        ProcessRunner runner,
        Duration silence,
        Duration signing,
        boolean interactive) {

    /**
     * Without a login and a proxy, with the time limits that fit people.
     *
     * @param runner starts programs
     * @return the access
     */
    public static RemoteAccess plain(ProcessRunner runner) {
        return new RemoteAccess(
                address -> Optional.empty(),
                uri -> Optional.empty(),
                runner,
                Duration.ofSeconds(30),
                Duration.ofMinutes(2),
                false);
    }

    /**
     * A copy with logins.
     *
     * @param other gives the login for a remote
     * @return the copy
     */
    public RemoteAccess withLogin(Function<RemoteAddress, Optional<GitLogin>> other) {
        return new RemoteAccess(other, proxy, runner, silence, signing, interactive);
    }

    /**
     * A copy with another time limit.
     *
     * @param limit how long a remote may say nothing
     * @return the copy
     */
    public RemoteAccess withSilence(Duration limit) {
        return new RemoteAccess(login, proxy, runner, limit, signing, interactive);
    }
}
