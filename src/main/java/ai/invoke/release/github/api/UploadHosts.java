package ai.invoke.release.github.api;

import ai.invoke.release.text.LetterCase;
import java.net.URI;
import java.util.Set;

/** Which host may be given the token besides the API itself: the upload address comes from an answer. */
public final class UploadHosts {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private UploadHosts() {}

    /**
     * {@code api.X} and {@code uploads.X} belong together, as do two ports of this machine; a GitHub Enterprise Server uses one
     * host for both.
     *
     * @param api base of the REST API
     * @param upload where GitHub wants a file to be sent
     * @return false when the token must not go there
     */
    public static boolean belong(URI api, URI upload) {
        if (upload.getHost() == null || upload.getUserInfo() != null || api.getHost() == null) {
            return false;
        }
        if (!String.valueOf(api.getScheme()).equalsIgnoreCase(upload.getScheme())) {
            return false;
        }
        String apiHost = LetterCase.lower(api.getHost());
        String uploadHost = LetterCase.lower(upload.getHost());
        if (LOOPBACK.contains(apiHost)) {
            return LOOPBACK.contains(uploadHost) || uploadHost.endsWith(".localhost");
        }
        return api.getPort() == upload.getPort()
                && (apiHost.equals(uploadHost)
                        || (apiHost.startsWith("api.") && uploadHost.equals("uploads." + apiHost.substring(4))));
    }
}
