package ai.invoke.release.pypi.trust.identity;

import ai.invoke.release.http.Http;
import ai.invoke.release.http.Request;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Google Cloud: the metadata server of a virtual machine gives tokens of its service account. Asked only where the variable of Google's
 * libraries names it, since every virtual machine has one, and few are there to publish.
 */
record GoogleIdentity(Map<String, String> environment) implements CiIdentity {

    /** Holds {@code metadata.google.internal}. */
    static final String HOST = "GCE_METADATA_HOST";

    private static final String PATH = "/computeMetadata/v1/instance/service-accounts/default/identity";

    @Override
    public boolean available() {
        return true;
    }

    @Override
    public boolean signs() {
        return true;
    }

    @Override
    public String describe() {
        return "Google Cloud gives this machine's service account an identity";
    }

    @Override
    public boolean renewable() {
        return true;
    }

    @Override
    public String token(Http http, String audience) {
        try {
            URI uri = URI.create("http://" + environment.getOrDefault(HOST, "").strip() + PATH + "?audience="
                    + URLEncoder.encode(audience, StandardCharsets.UTF_8) + "&format=full");
            return new IdentityServer("Google Cloud")
                    .ask(http, Request.get(uri).withHeader("Metadata-Flavor", "Google"), IdentityServer::token);
        } catch (IllegalArgumentException e) {
            throw new EnvironmentException(Problem.of(HOST + " does not hold the name of a metadata server")
                    .next("set it to metadata.google.internal"));
        }
    }

    @Override
    public String toString() {
        return "GoogleIdentity";
    }
}
