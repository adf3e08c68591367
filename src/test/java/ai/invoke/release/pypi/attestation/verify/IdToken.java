package ai.invoke.release.pypi.attestation.verify;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Identity tokens as a CI makes them; their signature is no signature. */
public final class IdToken {

    /** Part of each token: whoever sees it in an output has seen a secret. */
    public static final String SECRET = "c2VjcmV0LXNpZ25hdHVyZQ";

    private IdToken() {}

    /** A job of GitHub Actions. */
    public static String github() {
        return of("""
                {"iss":"https://token.actions.githubusercontent.com","aud":"sigstore",
                 "sub":"repo:example/project:environment:pypi","repository":"example/project",
                 "repository_owner":"example","ref":"refs/tags/v1.0","sha":"0123456789abcdef0123456789abcdef01234567",
                 "event_name":"push","workflow":"Release","workflow_ref":"example/project/.github/workflows/release.yml@refs/tags/v1.0",
                 "job_workflow_ref":"example/project/.github/workflows/release.yml@refs/tags/v1.0",
                 "runner_environment":"github-hosted","run_id":"7","run_attempt":"1"}""");
    }

    public static String of(String claims) {
        return encode("{\"alg\":\"RS256\"}") + "." + encode(claims) + "." + SECRET;
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
