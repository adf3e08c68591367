package ai.invoke.release.mojo;

import ai.invoke.release.plan.IndexTarget;
import java.net.URI;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/**
 * Uploads the planned and approved files to TestPyPI. In the lifecycle it does nothing unless the plan goes there
 * ({@code invokeai.testpypi=true}).
 *
 * <p>Without a plan, {@code -Dinvokeai.dist=folder} uploads the wheels and sdists of any folder with the same care, also
 * without a POM; who starts it is who approves it.
 *
 * @since 1.0.0
 */
@Mojo(name = "publish-testpypi", defaultPhase = LifecyclePhase.DEPLOY, threadSafe = true, requiresProject = false)
public final class PublishTestpypiMojo extends AbstractPublishMojo {

    /**
     * Where {@code -Dinvokeai.dist} uploads to. With a plan, the plan says it.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.testpypi.uploadUrl", defaultValue = "https://test.pypi.org/legacy/")
    private URI uploadUrl = IndexTarget.TESTPYPI.uploadUrl();

    /**
     * The simple index that belongs to {@code uploadUrl}; it is asked before and after.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.testpypi.simpleUrl", defaultValue = "https://test.pypi.org/simple/")
    private URI simpleUrl = IndexTarget.TESTPYPI.simpleUrl();

    /**
     * For Maven.
     *
     * @param decrypter Maven's own
     */
    @Inject
    public PublishTestpypiMojo(SettingsDecrypter decrypter) {
        super(decrypter);
    }

    @Override
    IndexTarget target() {
        return IndexTarget.of("testpypi", uploadUrl, simpleUrl);
    }
}
