package ai.invoke.sandbox.pypi;

/**
 * A CI job's definition that the sandbox's index trusts to upload to a project, as one would register it at PyPI.
 *
 * @param project the project's name
 * @param kind whose CI it is
 * @param repository {@code owner/name}, at GitLab {@code group/subgroup/name}; compared without regard to case
 * @param workflow the file name in {@code .github/workflows}; at GitLab the file's path
 * @param environment the environment the job must run in; empty for any
 * @param pending whether the project does not exist yet: the first token that is minted creates it
 */
public record RegisteredPublisher(
        String project, Kind kind, String repository, String workflow, String environment, boolean pending) {

    /** Whose CI runs the job. */
    public enum Kind {
        /** GitHub Actions. */
        GITHUB,
        /** GitLab CI/CD on gitlab.com. */
        GITLAB
    }

    /**
     * A workflow of GitHub Actions.
     *
     * @param project the project's name
     * @param repository {@code owner/name}
     * @param workflow the file name in {@code .github/workflows}
     * @param environment the environment the job must run in; empty for any
     * @param pending whether the project does not exist yet
     */
    public RegisteredPublisher(
            String project, String repository, String workflow, String environment, boolean pending) {
        this(project, Kind.GITHUB, repository, workflow, environment, pending);
    }
}
