package ai.invoke.release.smoke;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks one server one URL, in bounded time and memory: an answer that never ends counts as far as it came. Redirects are
 * followed on the same server only, for what another one answers proves nothing.
 */
final class HttpProbe {

    private static final int REDIRECTS = 5;

    /** Enough for any page that a test looks for a word in. */
    private static final int MAX_ANSWER = 1024 * 1024;

    private final URI address;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();

    /**
     * Creates a probe.
     *
     * @param address an http or https URL with a host
     */
    HttpProbe(URI address) {
        this.address = address;
    }

    /**
     * What came back.
     *
     * @param status of the last answer
     * @param text for a 2xx status the beginning of the page, else what happened in a few words
     */
    record Reply(int status, String text) {}

    /**
     * Sends one request, follows redirects and returns the last answer.
     *
     * @param limit for each answer
     * @return what came back
     * @throws IOException when nothing did
     * @throws InterruptedException when this thread is to stop
     */
    Reply ask(Duration limit) throws IOException, InterruptedException {
        URI next = address;
        for (int hop = 0; hop <= REDIRECTS; hop++) {
            Page page = load(next, limit);
            Optional<URI> target = page.target(next);
            if (page.status() / 100 != 3 || target.isEmpty()) {
                return new Reply(page.status(), page.status() / 100 == 2 ? page.text() : "status " + page.status());
            }
            if (!server(target.get()).equals(server(address))) {
                return new Reply(page.status(), "status " + page.status() + ", a redirect to " + target.get());
            }
            next = target.get();
        }
        return new Reply(0, "more than " + REDIRECTS + " redirects, the last one to " + next);
    }

    private static String server(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    private record Page(int status, Optional<String> location, String text) {

        Optional<URI> target(URI from) {
            try {
                return location.map(from::resolve);
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
    }

    private Page load(URI uri, Duration limit) throws IOException, InterruptedException {
        BodyPrefix body = new BodyPrefix();
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(HttpRequest.newBuilder(uri).timeout(limit).build(), body);
        try {
            answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            if (body.info == null) {
                throw new IOException("no answer within " + limit.toMillis() / 1e3 + " s", e);
            }
        } catch (ExecutionException e) {
            if (body.info == null) {
                throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
            }
        } finally {
            answer.cancel(true);
        }
        HttpResponse.@Nullable ResponseInfo info = body.info;
        if (info == null) {
            throw new IOException("no answer");
        }
        return new Page(info.statusCode(), info.headers().firstValue("Location"), body.text());
    }

    /** Keeps the first part of an answer, and what has come so far when it is asked too early. */
    private static final class BodyPrefix
            implements HttpResponse.BodyHandler<String>, HttpResponse.BodySubscriber<String> {

        private final CompletableFuture<String> whole = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private volatile HttpResponse.@Nullable ResponseInfo info;
        private volatile Flow.@Nullable Subscription subscription;

        @Override
        public HttpResponse.BodySubscriber<String> apply(HttpResponse.ResponseInfo responseInfo) {
            info = responseInfo;
            return this;
        }

        @Override
        public CompletionStage<String> getBody() {
            return whole;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> items) {
            synchronized (bytes) {
                for (ByteBuffer item : items) {
                    byte[] part = new byte[Math.min(item.remaining(), MAX_ANSWER - bytes.size())];
                    item.get(part);
                    bytes.writeBytes(part);
                }
                if (bytes.size() < MAX_ANSWER) {
                    return;
                }
            }
            Flow.Subscription given = subscription;
            if (given != null) {
                given.cancel();
            }
            onComplete();
        }

        @Override
        public void onError(Throwable problem) {
            whole.completeExceptionally(problem);
        }

        @Override
        public void onComplete() {
            whole.complete(text());
        }

        String text() {
            synchronized (bytes) {
                return bytes.toString(StandardCharsets.UTF_8);
            }
        }
    }
}
