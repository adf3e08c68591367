package ai.invoke.release.http;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultContentLengthStrategy;
import org.apache.hc.core5.http.impl.io.DefaultHttpRequestWriterFactory;
import org.apache.hc.core5.http.impl.io.NoResponseOutOfOrderStrategy;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.HttpConnectionFactory;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Connections that hear an answer while they send, and that log neither heads nor bytes. httpclient5's own ones write every
 * head, and with it the {@code Authorization}, and every byte of an upload to SLF4J at the level that {@code mvn -X} turns
 * on; no configuration of ours reaches Maven's loggers.
 */
final class QuietConnections implements HttpConnectionFactory<ManagedHttpClientConnection> {

    private final Http1Config http1;
    private final AtomicLong count = new AtomicLong();

    /**
     * Creates a factory.
     *
     * @param http1 limits of what is read
     */
    QuietConnections(Http1Config http1) {
        this.http1 = http1;
    }

    @Override
    public ManagedHttpClientConnection createConnection(@Nullable Socket socket) throws IOException {
        Quiet connection = new Quiet("http-outgoing-" + count.getAndIncrement(), http1);
        if (socket != null) {
            connection.bind(socket);
        }
        return connection;
    }

    private static final class Quiet extends DefaultManagedHttpClientConnection {

        private volatile boolean answered;
        private boolean cutShort;

        Quiet(String id, Http1Config http1) {
            super(
                    id,
                    null,
                    null,
                    http1,
                    DefaultContentLengthStrategy.INSTANCE,
                    DefaultContentLengthStrategy.INSTANCE,
                    // Its own look waits a millisecond before each write, and not while a write is stuck.
                    NoResponseOutOfOrderStrategy.INSTANCE,
                    new DefaultHttpRequestWriterFactory(http1),
                    new DefaultHttpResponseParserFactory(http1));
        }

        @Override
        public void bind(Socket socket) throws IOException {
            bind(new SocketHolder(socket));
        }

        @Override
        public void bind(SSLSocket secure, Socket socket) throws IOException {
            bind(new SocketHolder(secure, socket));
        }

        /** What the server has said counts more than that it took no more bytes. */
        @Override
        public void sendRequestEntity(ClassicHttpRequest request) throws HttpException, IOException {
            Socket socket = ensureOpen().getBaseSocket();
            try (EarlyAnswer listening = new EarlyAnswer(this::hasBegunToAnswer, socket::shutdownOutput)) {
                listening.start();
                super.sendRequestEntity(request);
            } catch (SocketException e) {
                cutShort = hasBegunToAnswer(e);
                if (!cutShort) {
                    throw e;
                }
            }
        }

        private boolean hasBegunToAnswer() throws IOException {
            return isDataAvailable(Timeout.ONE_MILLISECOND);
        }

        private boolean hasBegunToAnswer(SocketException reason) {
            try {
                return hasBegunToAnswer();
            } catch (IOException e) {
                reason.addSuppressed(e);
                return false;
            }
        }

        @Override
        public void flush() throws IOException {
            if (!cutShort) {
                super.flush();
            }
        }

        /** Not logged: the head holds the credentials. */
        @Override
        protected void onRequestSubmitted(ClassicHttpRequest request) {}

        /** Not logged: the head may hold signed addresses and cookies. */
        @Override
        protected void onResponseReceived(ClassicHttpResponse response) {
            answered = true;
        }

        /**
         * httpclient5 resets every connection that it does not use again. A server that has answered has earned an
         * ordinary end, and some log a reset as an error.
         */
        @Override
        public void close(CloseMode mode) {
            super.close(answered ? CloseMode.GRACEFUL : mode);
        }
    }
}
