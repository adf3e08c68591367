package ai.invoke.release.pypi.trust;

import ai.invoke.release.http.Http;
import ai.invoke.release.pypi.trust.identity.CiIdentity;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The identity with which a CI job signs attestations: the job's own, like the one for trusted publishing, but made out to Sigstore. A
 * token for an index cannot be used for it, nor the other way round.
 */
public final class SigningIdentity {

    private static final String AUDIENCE = "sigstore";

    private final Http http;
    private final CiIdentity identity;
    private final Consumer<String> mask;
    private Optional<String> unused = Optional.empty();

    private SigningIdentity(Http http, CiIdentity identity, Consumer<String> mask) {
        this.http = http;
        this.identity = identity;
        this.mask = mask;
    }

    /**
     * Looks for it.
     *
     * @param http asks the CI
     * @param environment the process's environment
     * @param mask given each token, so that the CI hides it in its log
     * @return empty where the job has no such identity
     */
    public static Optional<SigningIdentity> find(Http http, Map<String, String> environment, Consumer<String> mask) {
        return Optional.of(CiIdentity.of(environment))
                .filter(CiIdentity::signs)
                .map(identity -> new SigningIdentity(http, identity, mask));
    }

    /**
     * A token for the audience {@code sigstore}.
     *
     * @return a fresh one each time on GitHub, the same each time on GitLab; a secret
     */
    public String token() {
        String token = unused.orElseGet(this::fetch);
        unused = Optional.empty();
        return token;
    }

    /**
     * Whether the job is defined in another workflow file than the run. The certificate then names the run's file and the trusted publisher
     * the job's, so that PyPI refuses the file with its attestation, which it would take without.
     *
     * @return true for a reusable workflow
     */
    public boolean reusableWorkflow() {
        String token = token();
        unused = Optional.of(token);
        return IdentityClaims.of(token).reusableWorkflow();
    }

    private String fetch() {
        String token = identity.token(http, AUDIENCE);
        mask.accept(token);
        return token;
    }

    /**
     * What a job lacks that has none.
     *
     * @param environment the process's environment
     * @return what to add to its definition
     */
    public static String advice(Map<String, String> environment) {
        return CiIdentity.of(environment).signingAdvice();
    }
}
