package ai.invoke.release.pypi.trust.identity;

import ai.invoke.release.http.Http;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.ProjectException;
import java.util.List;
import java.util.Map;

/** The identity that a CI gives a job, as a JSON web token (OpenID Connect). */
public interface CiIdentity {

    /** The variable that says whether trusted publishing is used: {@code auto}, {@code always} or {@code never}. */
    String MODE = "INVOKEAI_TRUSTED_PUBLISHING";

    /**
     * The CI that this process runs in.
     *
     * @param environment the process's environment, where the CI left its hints
     * @return its identity; one that is never available where no CI is known
     */
    static CiIdentity of(Map<String, String> environment) {
        if (environment.getOrDefault("GITHUB_ACTIONS", "").equals("true")) {
            return new GitHubIdentity(environment);
        }
        if (set(environment, "GITLAB_CI")) {
            return new GitLabIdentity(environment);
        }
        if (set(environment, "CIRCLECI")) {
            return new ToolIdentity(
                    "CircleCI",
                    environment,
                    audience ->
                            List.of("circleci", "run", "oidc", "get", "--claims", "{\"aud\":\"" + audience + "\"}"));
        }
        if (set(environment, "BUILDKITE")) {
            return new ToolIdentity(
                    "Buildkite",
                    environment,
                    audience -> List.of("buildkite-agent", "oidc", "request-token", "--audience", audience));
        }
        return set(environment, GoogleIdentity.HOST) ? new GoogleIdentity(environment) : new NoIdentity();
    }

    /**
     * Whether a variable says something.
     *
     * @param environment names and values
     * @param name of the variable
     * @return false also for a blank one
     */
    static boolean set(Map<String, String> environment, String name) {
        return !environment.getOrDefault(name, "").isBlank();
    }

    /**
     * Whether the job has an identity to give to an index.
     *
     * @return true when {@link #token} can be tried
     */
    boolean available();

    /**
     * Whether the job has an identity for signing, and PyPI takes attestations of such jobs.
     *
     * @return true when {@link #token} can be tried for the audience {@code sigstore}
     */
    boolean signs();

    /**
     * Where the identity comes from, or why there is none.
     *
     * @return for people, without secrets
     */
    String describe();

    /**
     * Whether {@link #token} gives a new one each time; an index takes each once only.
     *
     * @return false where the CI makes one at the job's start
     */
    boolean renewable();

    /**
     * What a job has to add that has no identity for signing.
     *
     * @return for people
     */
    default String signingAdvice() {
        return "publish from a GitHub Actions job with 'permissions: id-token: write'";
    }

    /**
     * A token for an audience.
     *
     * @param http sends the request, where the CI wants one
     * @param audience who shall believe it
     * @return the token; a secret
     * @throws ProjectException when the job has no identity
     * @throws EnvironmentException when the CI did not give it
     */
    String token(Http http, String audience);
}
