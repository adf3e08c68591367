package ai.invoke.release.http;

import ai.invoke.release.console.Console;
import ai.invoke.release.console.Progress;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.Redactor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ConnectionReuseStrategy;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** One attempt at one request: turns everything that httpclient5 can do or throw into an {@link Exchange}. */
final class Transport implements AutoCloseable {

    private static final String LEFT = Transport.class.getName() + ".left";
    private static final int CHUNK = 64 * 1024;

    /** No server needs more to say what is wrong; the longest pages for people are far below. */
    private static final long MOST_WORDS = 1024 * 1024;

    /** How long the words after a status that is known already may take. */
    private static final Duration WORDS_TIME = Duration.ofSeconds(5);

    private final HttpSettings settings;
    private final Console console;
    private final Security security;
    /** All that proves who asks: an answer may repeat it long after, and to a request without it. */
    private final Set<String> secrets = ConcurrentHashMap.newKeySet();

    /** For requests that change something: a fresh connection each, which no server has given up meanwhile. */
    private final CloseableHttpClient once;

    /** For requests that only read: they share connections, which saves a handshake each. */
    private final CloseableHttpClient reading;

    private final ScheduledThreadPoolExecutor deadlines;

    Transport(HttpSettings settings, Console console) {
        this.settings = settings;
        this.console = console;
        this.security = new Security(settings.tls());
        settings.proxy().flatMap(ProxySettings::login).ifPresent(login -> secrets.add(login.password()));
        this.once = client(settings, security, (request, response, context) -> false);
        this.reading = client(settings, security, DefaultClientConnectionReuseStrategy.INSTANCE);
        this.deadlines = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "invokeai-release-http-deadline");
            thread.setDaemon(true);
            return thread;
        });
        deadlines.setRemoveOnCancelPolicy(true);
    }

    /**
     * Sends a request once.
     *
     * @throws FileChangedException when the file to send is not what was promised
     * @throws LocalFileException when a file on this machine cannot be read or written
     */
    Exchange exchange(Request original) throws FileChangedException, LocalFileException {
        Request request = settings.timeouts().applyTo(original);
        boolean reads = request.body().isEmpty()
                && (request.method().equals("GET") || request.method().equals("HEAD"));
        Attempt attempt = new Attempt();
        Exchange exchange = exchange(request, reads ? reading : once, attempt);
        // A server may close a connection at the moment it is used again. A request that only reads is not worth a word
        // then.
        return reads && exchange instanceof NoAnswer none && none.transitory() && attempt.wasStale()
                ? exchange(request, once, new Attempt())
                : exchange;
    }

    private Exchange exchange(Request request, CloseableHttpClient client, Attempt attempt)
            throws FileChangedException, LocalFileException {
        Origin.problem(request.uri()).ifPresent(problem -> {
            throw new ProjectException(
                    Problem.of(Redactor.byShape().redact(request.uri().toString()) + " " + problem)
                            .next("configure an address that starts with https://"));
        });
        prepare(request.uri());
        Redactor redactor = redactor(request);
        try (Progress sending = sending(request)) {
            Optional<BodyEntity> body = request.body().map(content -> new BodyEntity(content, sending));
            HttpUriRequestBase message = message(request, body);
            ScheduledFuture<?> alarm = cancelAfter(request.limits().timeout(), message, attempt);
            try {
                return receive(request, client, message, attempt, redactor);
            } catch (TooLargeException e) {
                return new NoAnswer(
                        request.method(),
                        shown(request.uri(), redactor),
                        NoAnswer.Delivery.MAYBE_PROCESSED,
                        false,
                        "the answer is larger than " + request.limits().maxAnswer() + " bytes");
            } catch (IOException e) {
                rethrowLocal(e);
                return noAnswer(request, body, attempt, e, redactor);
            } finally {
                alarm.cancel(false);
            }
        }
    }

    /**
     * Reads what a secure connection needs, when the address asks for one: files of the user's that do not hold what they should are
     * told of before anything is sent.
     */
    void prepare(URI uri) {
        if ("https".equalsIgnoreCase(uri.getScheme())) {
            security.strategy();
        }
    }

    private ScheduledFuture<?> cancelAfter(Duration time, HttpUriRequestBase message, Attempt attempt) {
        return deadlines.schedule(
                () -> {
                    attempt.expired.set(true);
                    message.cancel();
                },
                time.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private Progress sending(Request request) {
        if (request.progress().isEmpty() || request.body().isEmpty()) {
            return Console.silent().progress("", 0);
        }
        return console.progress(request.progress().get(), request.body().get().length());
    }

    private HttpUriRequestBase message(Request request, Optional<BodyEntity> body) {
        HttpUriRequestBase message = new HttpUriRequestBase(request.method(), request.uri());
        request.headers().forEach(field -> message.addHeader(field.name(), field.value()));
        request.authorization().ifPresent(who -> message.setHeader("Authorization", who.headerValue()));
        body.ifPresent(message::setEntity);
        message.setConfig(RequestConfig.custom()
                .setResponseTimeout(Timeout.of(request.limits().silence()))
                .setConnectionRequestTimeout(Timeout.of(request.limits().timeout()))
                .setRedirectsEnabled(false)
                .setContentCompressionEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .build());
        return message;
    }

    private Exchange receive(
            Request request, CloseableHttpClient client, HttpUriRequestBase message, Attempt attempt, Redactor redactor)
            throws IOException {
        HttpClientContext context = HttpClientContext.create();
        context.setAttribute(LEFT, attempt);
        ClassicHttpResponse response = client.executeOpen(null, message, context);
        attempt.answered.set(true);
        try {
            return answer(request, message, attempt, response, redactor);
        } catch (IOException e) {
            // Otherwise close() would first read the rest of a body that may never end.
            message.cancel();
            throw e;
        } finally {
            close(response, request);
        }
    }

    private void close(ClassicHttpResponse response, Request request) {
        try {
            response.close();
        } catch (IOException e) {
            // What was read stands, and so does what went wrong before.
            console.detail(redactor().redact(request.uri() + ": closing the connection: " + e));
        }
    }

    private Answer answer(
            Request request,
            HttpUriRequestBase message,
            Attempt attempt,
            ClassicHttpResponse response,
            Redactor redactor)
            throws IOException {
        int status = response.getCode();
        byte[] body = {};
        Optional<SavedFile> saved = Optional.empty();
        HttpEntity entity = response.getEntity();
        if (entity != null) {
            InputStream in = entity.getContent();
            if (request.saveTo().isPresent() && status >= 200 && status < 300) {
                saved = Optional.of(save(request, request.saveTo().get(), in, entity.getContentLength()));
            } else {
                String encoding = entity.getContentEncoding();
                body = status >= 300 || request.limits().statusSuffices()
                        ? words(in, encoding, request.limits().maxAnswer(), message, attempt)
                        : read(decoded(in, encoding), request.limits().maxAnswer());
            }
        }
        List<HeaderField> headers = new ArrayList<>();
        for (Header header : response.getHeaders()) {
            headers.add(new HeaderField(
                    header.getName(), Optional.ofNullable(header.getValue()).orElse("")));
        }
        String reason = Optional.ofNullable(response.getReasonPhrase()).orElse("");
        return new Answer(request.uri(), status, reason, headers, body, saved, redactor);
    }

    private SavedFile save(Request request, Path target, InputStream in, long announced) throws IOException {
        try (Download download = new Download(target);
                Progress progress = request.progress().isPresent()
                        ? console.progress(request.progress().get(), announced)
                        : Console.silent().progress("", 0)) {
            byte[] chunk = new byte[CHUNK];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                if (download.size() + n > request.limits().maxAnswer()) {
                    throw new TooLargeException();
                }
                download.write(chunk, n);
                progress.advance(n);
            }
            return download.finish();
        }
    }

    private static byte[] read(InputStream in, long limit) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] chunk = new byte[8 * 1024];
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
            if (body.size() + n > limit) {
                throw new TooLargeException();
            }
            body.write(chunk, 0, n);
        }
        return body.toByteArray();
    }

    /** The body after a status that says enough: as much of it as comes soon. The exchange ends here in any case. */
    private byte[] words(
            InputStream raw, @Nullable String encoding, long limit, HttpUriRequestBase message, Attempt attempt) {
        long most = Math.min(limit, MOST_WORDS);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        ScheduledFuture<?> alarm = cancelAfter(WORDS_TIME, message, attempt);
        try {
            InputStream in = isReadable(encoding) ? decoded(raw, encoding) : InputStream.nullInputStream();
            byte[] chunk = new byte[8 * 1024];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                int fitting = (int) Math.min(n, most - body.size());
                body.write(chunk, 0, fitting);
                if (fitting < n) {
                    // Otherwise closing the response would first read the rest of a body that may never end.
                    message.cancel();
                    return body.toByteArray();
                }
            }
        } catch (IOException e) {
            message.cancel();
            console.detail(redactor()
                    .redact(message.getRequestUri() + ": the body broke off after " + body.size() + " bytes: " + e));
        } finally {
            alarm.cancel(false);
        }
        return body.toByteArray();
    }

    /** Words in an encoding that nobody asked for and that is not known here are none. */
    private static boolean isReadable(@Nullable String encoding) {
        return encoding == null
                || Set.of("", "identity", "gzip", "x-gzip", "deflate")
                        .contains(encoding.strip().toLowerCase(Locale.ROOT));
    }

    /** Some servers compress what nobody asked them to. */
    private static InputStream decoded(InputStream in, @Nullable String encoding) throws IOException {
        String name = encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "gzip", "x-gzip" -> {
                PushbackInputStream start = new PushbackInputStream(in, 2);
                byte[] magic = start.readNBytes(2);
                start.unread(magic);
                boolean compressed = magic.length == 2 && magic[0] == 0x1f && (magic[1] & 0xff) == 0x8b;
                yield compressed ? new GZIPInputStream(start) : start;
            }
            case "deflate" -> new InflaterInputStream(in);
            default -> in;
        };
    }

    private Redactor redactor(Request request) {
        request.authorization().ifPresent(this::hide);
        return redactor();
    }

    void hide(Authorization who) {
        secrets.addAll(who.secrets());
    }

    /** Knows every secret that this client has sent or was told of. */
    Redactor redactor() {
        return new Redactor(secrets);
    }

    /** Where a request went, for people: a redirect may have written a secret into it. */
    private static URI shown(URI uri, Redactor redactor) {
        return URI.create(redactor.redact(uri.toString()));
    }

    private static void rethrowLocal(IOException e) throws FileChangedException, LocalFileException {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof FileChangedException changed) {
                throw changed;
            }
            if (cause instanceof LocalFileException local) {
                throw local;
            }
        }
    }

    private static NoAnswer noAnswer(
            Request request, Optional<BodyEntity> body, Attempt attempt, IOException last, Redactor redactor) {
        // A host has several addresses: the failed handshake at one of them says more than the silence of the next.
        IOException e = attempt.left.get()
                ? last
                : Optional.ofNullable(attempt.handshake.get()).orElse(last);
        NoAnswer.Delivery delivery;
        if (!attempt.left.get()) {
            delivery = NoAnswer.Delivery.NOT_SENT;
        } else if (body.isPresent() && !body.get().whole()) {
            delivery = NoAnswer.Delivery.INCOMPLETE;
        } else {
            delivery = NoAnswer.Delivery.MAYBE_PROCESSED;
        }
        String reason = attempt.expired.get()
                ? "not finished within " + request.limits().timeout().toSeconds() + " s"
                        + longer("overallTimeout", request.limits().timeout())
                : reason(e, request);
        return new NoAnswer(
                request.method(), shown(request.uri(), redactor), delivery, !isPermanent(e), redactor.redact(reason));
    }

    private static String longer(String parameter, Duration limit) {
        return " (to wait longer: -Dinvokeai." + parameter + "=" + Math.max(1, 3 * limit.toSeconds()) + ")";
    }

    private static boolean isPermanent(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }

    private static String reason(IOException e, Request request) {
        String message = Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
        String host = request.uri().getHost();
        if (e instanceof UnknownHostException) {
            // Java writes "host: why" or the host alone; with a proxy it is the proxy's name.
            String[] parts = message.split(": ", 2);
            return "the host name " + parts[0] + " cannot be resolved"
                    + (parts.length > 1 ? " (" + parts[1] + ")" : "");
        }
        if (e instanceof ConnectTimeoutException) {
            return "no connection: " + message + " (to wait longer: -Dinvokeai.connectTimeout=<seconds>)";
        }
        if (e instanceof HttpHostConnectException || e instanceof NoRouteToHostException) {
            return "no connection: " + message;
        }
        if (e instanceof SSLException) {
            return "no secure connection: " + message;
        }
        if (e instanceof SocketTimeoutException) {
            return host + " said nothing for "
                    + Math.max(1, Math.round(request.limits().silence().toMillis() / 1000.0)) + " s"
                    + longer("readTimeout", request.limits().silence());
        }
        if (e instanceof NoHttpResponseException) {
            return host + " closed the connection without an answer";
        }
        if (e instanceof ConnectionClosedException || e instanceof MalformedChunkCodingException) {
            return "the answer was cut off: " + message;
        }
        if (e instanceof MessageConstraintException) {
            return "the headers of the answer are too large";
        }
        if (e instanceof SocketException) {
            return "the connection broke: " + message;
        }
        if (e instanceof ClientProtocolException) {
            return "the answer is not valid HTTP: "
                    + Optional.ofNullable(e.getCause())
                            .map(Throwable::getMessage)
                            .orElse(message);
        }
        return message;
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
                if (context.getAttribute(LEFT) instanceof Attempt attempt) {
                    attempt.handshake.compareAndSet(null, e);
                }
                throw e;
            }
        };
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

    @Override
    public void close() throws IOException {
        deadlines.shutdownNow();
        try (once) {
            reading.close();
        }
    }

    /** What is known of an attempt when it fails. */
    private static final class Attempt {
        final AtomicBoolean left = new AtomicBoolean();
        final AtomicBoolean expired = new AtomicBoolean();
        final AtomicBoolean reused = new AtomicBoolean();
        final AtomicBoolean answered = new AtomicBoolean();
        final AtomicReference<@Nullable IOException> handshake = new AtomicReference<>();

        /** Whether an old connection ended before a single word of an answer. */
        boolean wasStale() {
            return reused.get() && !answered.get() && !expired.get();
        }
    }

    private static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;
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
            if (!request.getMethod().equals("CONNECT") && context.getAttribute(LEFT) instanceof Attempt attempt) {
                attempt.left.set(true);
                EndpointDetails before = connection.getEndpointDetails();
                attempt.reused.set(before != null && before.getRequestCount() > 0);
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
