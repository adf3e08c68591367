package ai.invoke.sandbox.pypi;

/**
 * A GitHub Actions workflow that the sandbox's index trusts to upload to a project, as one would register it at PyPI.
 *
 * @param project the project's name
 * @param repository {@code owner/name}, compared without regard to case
 * @param workflow the file name in {@code .github/workflows}
 * @param environment the environment the job must run in; empty for any
 * @param pending whether the project does not exist yet: the first token that is minted creates it
 */
public record RegisteredPublisher(
        String project, String repository, String workflow, String environment, boolean pending) {}
