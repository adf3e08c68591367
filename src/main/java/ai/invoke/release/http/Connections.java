package ai.invoke.release.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionReuseStrategy;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The clients of httpclient5, set up so that nothing happens behind the back of {@link Transport}: no redirect, no second
 * attempt, no cookie, no decoding.
 */
final class Connections implements AutoCloseable {

    private final Security security;
    private final CloseableHttpClient once;
    private final CloseableHttpClient reading;

    Connections(HttpSettings settings) {
        this.security = new Security(settings.tls());
        this.once = client(settings, security, (request, response, context) -> false);
        this.reading = client(settings, security, DefaultClientConnectionReuseStrategy.INSTANCE);
    }

    /** For requests that change something: a fresh connection each, which no server has given up meanwhile. */
    CloseableHttpClient once() {
        return once;
    }

    /** For requests that only read: they share connections, which saves a handshake each. */
    CloseableHttpClient reading() {
        return reading;
    }

    /**
     * Reads what a secure connection needs: files of the user's that do not hold what they should are told of before anything
     * is sent.
     */
    void prepareTls() {
        security.strategy();
    }

    @Override
    public void close() throws IOException {
        try (once) {
            reading.close();
        }
    }

    private static CloseableHttpClient client(HttpSettings settings, Security security, ConnectionReuseStrategy reuse) {
        Http1Config http1 = Http1Config.custom()
                .setMaxLineLength(32 * 1024)
                .setMaxHeaderCount(200)
                .setBufferSize(16 * 1024)
                .build();
        HttpClientBuilder builder = HttpClients.custom()
                .setUserAgent(UserAgent.text())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableContentCompression()
                .setRequestExecutor(new TrackingExecutor())
                .setConnectionReuseStrategy(reuse)
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setConnectionFactory(new QuietConnections(http1))
                        .setDnsResolver(new LoopbackAwareResolver())
                        .setTlsSocketStrategy(remembering(security))
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(
                                        Timeout.of(settings.timeouts().connect()))
                                .setSocketTimeout(Timeout.ofSeconds(60))
                                .build())
                        .build());
        settings.proxy().ifPresent(proxy -> route(builder, proxy));
        return builder.build();
    }

    private static TlsSocketStrategy remembering(Security security) {
        return (socket, target, port, attachment, context) -> {
            try {
                return security.strategy().upgrade(socket, target, port, attachment, context);
            } catch (IOException e) {
                Attempt.of(context).ifPresent(attempt -> attempt.markHandshakeFailed(e));
                throw e;
            }
        };
    }

    private static void route(HttpClientBuilder builder, ProxySettings proxy) {
        HttpHost way = new HttpHost("http", proxy.host(), proxy.port());
        builder.setRoutePlanner(new DefaultRoutePlanner(null) {
            @Override
            protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) {
                return proxy.bypasses(target.getHostName()) ? null : way;
            }
        });
        proxy.login().ifPresent(login -> {
            BasicCredentialsProvider logins = new BasicCredentialsProvider();
            logins.setCredentials(
                    new AuthScope(way),
                    new UsernamePasswordCredentials(
                            login.user(), login.password().toCharArray()));
            builder.setDefaultCredentialsProvider(logins);
        });
    }

    /** Certificates are read when the first secure connection is to be made, which takes a while. */
    private static final class Security {

        private final TlsSettings settings;
        private @Nullable TlsSocketStrategy made;

        Security(TlsSettings settings) {
            this.settings = settings;
        }

        synchronized TlsSocketStrategy strategy() {
            TlsSocketStrategy strategy = made;
            if (strategy == null) {
                ClientTlsStrategyBuilder tls = ClientTlsStrategyBuilder.create().useSystemProperties();
                settings.context().ifPresent(tls::setSslContext);
                strategy = tls.buildClassic();
                made = strategy;
            }
            return strategy;
        }
    }

    /** Notes that a request is about to leave on an open connection, which a tunnel through a proxy is not yet. */
    private static final class TrackingExecutor extends HttpRequestExecutor {
        @Override
        public ClassicHttpResponse execute(
                ClassicHttpRequest request,
                HttpClientConnection connection,
                @Nullable HttpResponseInformationCallback informed,
                HttpContext context)
                throws IOException, HttpException {
            if (!request.getMethod().equals("CONNECT")) {
                Attempt.of(context).ifPresent(attempt -> attempt.markLeft(connection));
            }
            return super.execute(request, connection, informed, context);
        }
    }

    private static final class LoopbackAwareResolver extends SystemDefaultDnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            return Loopback.is(host) ? Loopback.addresses(host) : super.resolve(host);
        }
    }
}
