package ai.invoke.release.git.remote;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.JDKHttpConnection;
import org.eclipse.jgit.transport.http.JDKHttpConnectionFactory;

/**
 * Connections that carry our login and no other, and only to the host it is for. JGit would let an {@code
 * http.extraHeader} with an old token, which {@code actions/checkout} leaves in {@code .git/config}, replace it.
 */
final class HttpSessions extends JDKHttpConnectionFactory {

    private final String authority;
    private final Optional<String> authorization;
    private final Function<URI, Optional<InetSocketAddress>> proxies;

    HttpSessions(RemoteAddress address, Optional<GitLogin> login, Function<URI, Optional<InetSocketAddress>> proxies) {
        this.authority = address.hostAndPort();
        this.authorization = login.map(HttpSessions::basic);
        this.proxies = proxies;
    }

    private static String basic(GitLogin login) {
        byte[] plain = (login.user() + ":" + login.password()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(plain);
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        return create(url, Proxy.NO_PROXY);
    }

    @Override
    public HttpConnection create(URL url, Proxy unused) throws IOException {
        return new Connection(url, proxy(url));
    }

    private Proxy proxy(URL url) throws IOException {
        try {
            return proxies.apply(url.toURI())
                    .map(address -> new Proxy(Proxy.Type.HTTP, address))
                    .orElse(Proxy.NO_PROXY);
        } catch (URISyntaxException e) {
            throw new IOException("cannot connect to " + url.getHost(), e);
        }
    }

    private boolean isHome(URL url) {
        return url.getAuthority() != null
                && url.getAuthority().replaceFirst("^.*@", "").equalsIgnoreCase(authority);
    }

    private final class Connection extends JDKHttpConnection {

        private final boolean home;

        Connection(URL url, Proxy proxy) throws IOException {
            super(url, proxy);
            this.home = isHome(url);
            if (home && authorization.isPresent()) {
                super.setRequestProperty("Authorization", authorization.get());
            }
        }

        @Override
        public void setRequestProperty(String name, String value) {
            boolean secret = name.equalsIgnoreCase("Authorization") || name.equalsIgnoreCase("Cookie");
            if (secret && (!home || authorization.isPresent())) {
                return;
            }
            super.setRequestProperty(name, value);
        }
    }
}
