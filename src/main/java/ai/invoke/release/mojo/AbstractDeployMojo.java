package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.goal.publish.DeployRequest;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/** What all goals of the deploy half share: how many approvals they need, and the logins of {@code settings.xml}. */
abstract class AbstractDeployMojo extends AbstractReleaseMojo {

    /** How many different people must have approved the plan. */
    @Parameter(property = "invokeai.requiredApprovals", defaultValue = "1")
    private int requiredApprovals;

    private final SettingsDecrypter decrypter;

    AbstractDeployMojo(SettingsDecrypter decrypter) {
        this.decrypter = decrypter;
    }

    /**
     * What the goal is given.
     *
     * @param console where to tell the user
     * @return the request
     * @throws ai.invoke.release.problem.ProjectException when Maven is offline
     */
    final DeployRequest request(Console console) {
        return new DeployAccess(session(), decrypter)
                .request(projectDirectory(), releaseDirectory(), requiredApprovals, console);
    }
}
