package ai.invoke.release.http;

import ai.invoke.release.text.LetterCase;
import java.net.URI;
import java.util.Optional;

/**
 * What credentials are bound to (RFC 6454).
 *
 * @param scheme http or https
 * @param host lower case
 * @param port never implied
 */
public record Origin(String scheme, String host, int port) {

    /**
     * Where an address is.
     *
     * @param uri an address with a host
     * @return its origin, with the port that its scheme implies
     */
    public static Origin of(URI uri) {
        String scheme = LetterCase.lower(String.valueOf(uri.getScheme()));
        int implied = scheme.equals("https") ? 443 : 80;
        return new Origin(
                scheme, LetterCase.lower(String.valueOf(uri.getHost())), uri.getPort() == -1 ? implied : uri.getPort());
    }

    /** Whether a redirect from the other origin to this one would give up encryption, or lead into this machine. */
    boolean weakerThan(Origin other) {
        return other.scheme.equals("https") && !scheme.equals("https");
    }

    /** Why an address must not be used; empty when it may. */
    static Optional<String> problem(URI uri) {
        String scheme = LetterCase.lower(String.valueOf(uri.getScheme()));
        String host = uri.getHost();
        if (host == null || !(scheme.equals("https") || scheme.equals("http"))) {
            return Optional.of("is not an https address");
        }
        if (uri.getRawUserInfo() != null) {
            return Optional.of("holds a user name or password; credentials do not belong in a URL");
        }
        if (scheme.equals("http") && !Loopback.is(host) && !MetadataServer.givesIdentity(uri)) {
            return Optional.of("is plain http; only https is allowed, except for servers on this machine");
        }
        return Optional.empty();
    }
}
