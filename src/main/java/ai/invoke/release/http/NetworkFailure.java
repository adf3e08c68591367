package ai.invoke.release.http;

import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;

/** What a failure of the network means for a request, in words for people. */
final class NetworkFailure {

    private NetworkFailure() {}

    /**
     * Describes why there is no answer.
     *
     * @param e what the client has thrown
     * @param request the request
     * @param expired whether the time for the whole request was over
     */
    static String reason(IOException e, Request request, boolean expired) {
        return expired
                ? "not finished within " + request.limits().timeout().toSeconds() + " s"
                        + longer("overallTimeout", request.limits().timeout())
                : reason(e, request);
    }

    /** Whether another attempt would fail in the same way. */
    static boolean isPermanent(IOException e) {
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

    private static String longer(String parameter, Duration limit) {
        return " (to wait longer: -Dinvokeai." + parameter + "=" + Math.max(1, 3 * limit.toSeconds()) + ")";
    }
}
