package ai.invoke.release.ci;

import ai.invoke.release.problem.Problem;

/** Problems where the CI service shows them: beside the line of the file, on the page of the job. */
public interface Annotations {

    /**
     * A problem that fails the job.
     *
     * @param problem what, where, what to do
     */
    void error(Problem problem);

    /**
     * A problem that does not.
     *
     * @param problem what, where, what to do
     */
    void warning(Problem problem);

    /**
     * Has the service mask a value in everything that the job prints from now on.
     *
     * @param secret the value; an empty one is ignored
     */
    void mask(String secret);

    /**
     * For places where nobody shows annotations.
     *
     * @return writes nothing
     */
    static Annotations none() {
        return NoAnnotations.INSTANCE;
    }
}
