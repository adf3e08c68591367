package ai.invoke.release.http;

import ai.invoke.release.console.Console;
import ai.invoke.release.console.Progress;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.Redactor;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** One attempt at one request: turns everything that httpclient5 can do or throw into an {@link Exchange}. */
final class Transport implements AutoCloseable {

    private static final int CHUNK = 64 * 1024;

    /** No server needs more to say what is wrong; the longest pages for people are far below. */
    private static final long MOST_WORDS = 1024 * 1024;

    /** How long the words after a status that is known already may take. */
    private static final Duration WORDS_TIME = Duration.ofSeconds(5);

    private final HttpSettings settings;
    private final Console console;
    private final Connections connections;
    /** All that proves who asks: an answer may repeat it long after, and to a request without it. */
    private final Set<String> secrets = ConcurrentHashMap.newKeySet();

    private final ScheduledThreadPoolExecutor deadlines;

    Transport(HttpSettings settings, Console console) {
        this.settings = settings;
        this.console = console;
        this.connections = new Connections(settings);
        settings.proxy().flatMap(ProxySettings::login).ifPresent(login -> secrets.add(login.password()));
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
        Exchange exchange = exchange(request, reads ? connections.reading() : connections.once(), attempt);
        // A server may close a connection at the moment it is used again. A request that only reads is not worth a word
        // then.
        return reads && exchange instanceof NoAnswer none && none.transitory() && attempt.wasStale()
                ? exchange(request, connections.once(), new Attempt())
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
            } catch (AnswerBody.TooLargeException e) {
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
            connections.prepareTls();
        }
    }

    private ScheduledFuture<?> cancelAfter(Duration time, HttpUriRequestBase message, Attempt attempt) {
        return deadlines.schedule(
                () -> {
                    attempt.markExpired();
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
        attempt.attachTo(context);
        ClassicHttpResponse response = client.executeOpen(null, message, context);
        attempt.markAnswered();
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
                        : AnswerBody.whole(in, encoding, request.limits().maxAnswer());
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
                    throw new AnswerBody.TooLargeException();
                }
                download.write(chunk, n);
                progress.advance(n);
            }
            return download.finish();
        }
    }

    private byte[] words(
            InputStream in, @Nullable String encoding, long limit, HttpUriRequestBase message, Attempt attempt) {
        ScheduledFuture<?> alarm = cancelAfter(WORDS_TIME, message, attempt);
        try {
            return AnswerBody.words(
                    in,
                    encoding,
                    Math.min(limit, MOST_WORDS),
                    message::cancel,
                    what -> console.detail(redactor().redact(message.getRequestUri() + ": " + what)));
        } finally {
            alarm.cancel(false);
        }
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
        NoAnswer.Delivery delivery;
        if (!attempt.hasLeft()) {
            delivery = NoAnswer.Delivery.NOT_SENT;
        } else if (body.isPresent() && !body.get().whole()) {
            delivery = NoAnswer.Delivery.INCOMPLETE;
        } else {
            delivery = NoAnswer.Delivery.MAYBE_PROCESSED;
        }
        IOException e = attempt.tellingFailure(last);
        return new NoAnswer(
                request.method(),
                shown(request.uri(), redactor),
                delivery,
                !NetworkFailure.isPermanent(e),
                redactor.redact(NetworkFailure.reason(e, request, attempt.isExpired())));
    }

    @Override
    public void close() throws IOException {
        deadlines.shutdownNow();
        connections.close();
    }
}
