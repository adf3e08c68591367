package ai.invoke.release.http;

import ai.invoke.release.text.LetterCase;
import java.net.URI;
import java.util.Set;

/**
 * Google Cloud's metadata server, the one address beside this machine that is asked over plain http: it has no certificate, its name and
 * its link-local address lead to the host of the virtual machine and never over a network (RFC 3927, section 2.7), and no proxy is asked.
 */
final class MetadataServer {

    private static final Set<String> HOSTS = Set.of("metadata.google.internal", "169.254.169.254");
    private static final String IDENTITY = "/computeMetadata/v1/instance/service-accounts/default/identity";

    private MetadataServer() {}

    /** Whether a host is one, whatever is asked there. */
    static boolean is(String host) {
        return HOSTS.contains(LetterCase.lower(host));
    }

    /** Whether an identity is asked for, and nothing else. */
    static boolean givesIdentity(URI uri) {
        return is(String.valueOf(uri.getHost())) && uri.getPort() == -1 && IDENTITY.equals(uri.getRawPath());
    }
}
