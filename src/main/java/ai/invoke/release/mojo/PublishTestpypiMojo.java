package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.goal.publish.PublishPypi;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.File;
import java.net.URI;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/**
 * Uploads the planned and approved files to TestPyPI. In the lifecycle it does nothing unless the plan goes there
 * ({@code invokeai.testpypi=true}).
 *
 * <p>Without a plan, {@code -Dinvokeai.dist=folder} uploads the wheels and sdists of any folder with the same care, also
 * without a POM; who starts it is who approves it.
 */
@Mojo(name = "publish-testpypi", defaultPhase = LifecyclePhase.DEPLOY, threadSafe = true, requiresProject = false)
public final class PublishTestpypiMojo extends AbstractReleaseMojo {

    /**
     * A folder with wheels and sdists to upload without a plan. By default the planned and approved files of the release
     * directory are uploaded.
     */
    @Parameter(property = "invokeai.dist")
    private @Nullable File dist;

    /** How many different people must have approved the plan. */
    @Parameter(property = "invokeai.requiredApprovals", defaultValue = "1")
    private int requiredApprovals;

    /** Where {@code -Dinvokeai.dist} uploads to. With a plan, the plan says it. */
    @Parameter(property = "invokeai.testpypi.uploadUrl", defaultValue = "https://test.pypi.org/legacy/")
    private URI uploadUrl = IndexTarget.TESTPYPI.uploadUrl();

    /** The simple index that belongs to {@code uploadUrl}; it is asked before and after. */
    @Parameter(property = "invokeai.testpypi.simpleUrl", defaultValue = "https://test.pypi.org/simple/")
    private URI simpleUrl = IndexTarget.TESTPYPI.simpleUrl();

    private final SettingsDecrypter decrypter;

    /**
     * For Maven.
     *
     * @param decrypter Maven's own
     */
    @Inject
    public PublishTestpypiMojo(SettingsDecrypter decrypter) {
        this.decrypter = decrypter;
    }

    @Override
    protected void run(Console console) {
        if (dist != null && project().getFile() != null) {
            throw new ProjectException(
                    Problem.of("invokeai.dist uploads without a plan, which a project with a POM has")
                            .at(Location.of(project().getFile().toString()))
                            .next(
                                    "leave it out to upload the planned files; for other files run this in a folder without a POM"));
        }
        DeployAccess access = new DeployAccess(session(), decrypter);
        new PublishPypi()
                .run(
                        access.request(projectDirectory(), releaseDirectory(), requiredApprovals, console),
                        new IndexTarget("testpypi", uploadUrl, simpleUrl),
                        Optional.ofNullable(dist).map(File::toPath))
                .forEach(console::info);
    }
}
