package ai.invoke.release.pypi.trust.identity;

import ai.invoke.release.http.Http;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.LetterCase;
import java.util.Map;

/** GitLab: one token for each audience, in a variable that the job's definition names. */
record GitLabIdentity(Map<String, String> environment) implements CiIdentity {

    private static final String SIGNING = "sigstore";

    private static String variable(String audience) {
        return LetterCase.upper(audience).replaceAll("[^A-Z0-9]", "_") + "_ID_TOKEN";
    }

    private static String declare(String audience) {
        return "declare in .gitlab-ci.yml: id_tokens: " + variable(audience) + ": aud: " + audience;
    }

    @Override
    public boolean available() {
        return environment.keySet().stream().anyMatch(name -> name.endsWith("PYPI_ID_TOKEN"));
    }

    @Override
    public boolean signs() {
        return CiIdentity.set(environment, variable(SIGNING));
    }

    @Override
    public String describe() {
        return available()
                ? "GitLab gives this job an identity"
                : "this GitLab job has no identity: it lacks 'id_tokens: PYPI_ID_TOKEN: aud: pypi'";
    }

    @Override
    public boolean renewable() {
        return false;
    }

    @Override
    public String signingAdvice() {
        return declare(SIGNING);
    }

    @Override
    public String token(Http http, String audience) {
        String token = environment.getOrDefault(variable(audience), "").strip();
        if (token.isEmpty()) {
            throw new ProjectException(Problem.of("no identity for trusted publishing: " + describe())
                    .next(declare(audience)));
        }
        return token;
    }

    /** Without the tokens. */
    @Override
    public String toString() {
        return "GitLabIdentity[" + available() + "]";
    }
}
