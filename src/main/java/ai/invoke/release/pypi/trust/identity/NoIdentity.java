package ai.invoke.release.pypi.trust.identity;

import ai.invoke.release.http.Http;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;

/** A machine of a person's, or a CI that is not known. */
record NoIdentity() implements CiIdentity {

    @Override
    public boolean available() {
        return false;
    }

    @Override
    public boolean signs() {
        return false;
    }

    @Override
    public String describe() {
        return "this is no job of a CI that PyPI knows publishers for";
    }

    @Override
    public boolean renewable() {
        return false;
    }

    @Override
    public String token(Http http, String audience) {
        throw new ProjectException(Problem.of("no identity for trusted publishing: " + describe())
                .next("publish from a GitHub Actions or GitLab job"));
    }
}
