package ai.invoke.release.ci;

import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/** The CI service that runs this build, as its environment variables describe it. */
public sealed interface CiEnvironment permits GitHubActions, GitLabCi, NoCi {

    /**
     * Recognises the service.
     *
     * @param environment the environment variables
     * @return GitHub Actions when {@code GITHUB_ACTIONS} is {@code true}, GitLab when {@code GITLAB_CI} is, else {@link
     *     NoCi}, which takes no part in anything
     */
    static CiEnvironment detect(Map<String, String> environment) {
        if ("true".equals(environment.get("GITHUB_ACTIONS"))) {
            return new GitHubActions(environment);
        }
        return "true".equals(environment.get("GITLAB_CI")) ? new GitLabCi(environment) : new NoCi();
    }

    /**
     * Whether some CI service runs this build, also one that is not known further.
     *
     * @param environment the environment variables
     * @return whether {@code CI} is {@code true}, as all services set it, or the service is known
     */
    static boolean runsIn(Map<String, String> environment) {
        return "true".equals(environment.get("CI")) || !(detect(environment) instanceof NoCi);
    }

    /**
     * The service's name for messages.
     *
     * @return for instance {@code GitHub Actions}
     */
    String name();

    /**
     * What the job was started for.
     *
     * @return never null
     */
    CiRef ref();

    /**
     * The commit that the job was started for.
     *
     * @return 40 hex digits; empty when the service does not say
     */
    Optional<String> commit();

    /**
     * Who started the job; not who approved anything.
     *
     * @return a login; empty when the service does not say
     */
    default Optional<String> actor() {
        return Optional.empty();
    }

    /**
     * Hands values to later steps of the job. Does nothing where the service has no such thing.
     *
     * @param values by name; a value may have several lines
     * @throws ai.invoke.release.problem.EnvironmentException when the service names a file that cannot be written
     */
    void outputs(Map<String, String> values);

    /**
     * Adds to the page that the service shows for this step. Does nothing where the service has no such thing.
     *
     * @param markdown GitHub flavoured Markdown
     * @throws ai.invoke.release.problem.EnvironmentException when the service names a file that cannot be written
     */
    void summary(String markdown);

    /**
     * Marks of this service in a log.
     *
     * @param out the job's standard output; commands must start a line there
     * @return writes nothing where the service knows no such marks
     */
    Annotations annotations(PrintStream out);
}
