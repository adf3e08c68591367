package ai.invoke.release.http;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.util.Timeout;

/**
 * Looks for an answer while a request is still being sent: a server that refuses an upload says so before the last byte.
 * httpclient5's own look waits a millisecond each time, which takes longer than sending the bytes between two looks.
 */
final class EarlyAnswer {

    /** How many bytes leave between two looks. */
    private static final long STEP = 256 * 1024;

    /** The same where looking means waiting. */
    private static final long SECURE_STEP = 4 * STEP;

    private EarlyAnswer() {}

    /**
     * Whether the server has begun to answer.
     *
     * @param request what is being sent
     * @param connection where
     * @param in what comes from there
     * @param sent how many bytes have left
     * @param next how many leave next
     */
    static boolean isThere(
            ClassicHttpRequest request, HttpClientConnection connection, InputStream in, long sent, long next)
            throws IOException {
        boolean secure = connection.getSSLSession() != null;
        long step = secure ? SECURE_STEP : STEP;
        if (sent / step == (sent + next) / step) {
            return false;
        }
        // A secure connection has to unwrap what came before it knows what it is.
        return secure ? connection.isDataAvailable(Timeout.ONE_MILLISECOND) : in.available() > 0;
    }
}
