package ai.invoke.release.ci;

import ai.invoke.release.problem.Problem;

/** For a machine that is not a CI service: annotations are dropped. */
enum NoAnnotations implements Annotations {
    INSTANCE;

    @Override
    public void error(Problem problem) {}

    @Override
    public void warning(Problem problem) {}

    @Override
    public void mask(String secret) {}
}
