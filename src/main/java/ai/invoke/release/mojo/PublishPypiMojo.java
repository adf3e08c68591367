package ai.invoke.release.mojo;

import ai.invoke.release.plan.IndexTarget;
import java.net.URI;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/**
 * Uploads the planned and approved files to PyPI: wheels first, the sdist last, one at a time, each proven before and
 * after. What is there already with the same bytes is left alone; other bytes under the same name stop everything
 * before anything is sent.
 *
 * <p>Without a plan, {@code -Dinvokeai.dist=folder} uploads the wheels and sdists of any folder with the same care, also
 * without a POM; who starts it is who approves it.
 *
 * @since 1.0.0
 */
@Mojo(name = "publish-pypi", defaultPhase = LifecyclePhase.DEPLOY, threadSafe = true, requiresProject = false)
public final class PublishPypiMojo extends AbstractPublishMojo {

    /**
     * Where {@code -Dinvokeai.dist} uploads to. With a plan, the plan says it.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.pypi.uploadUrl", defaultValue = "https://upload.pypi.org/legacy/")
    private URI uploadUrl = IndexTarget.PYPI.uploadUrl();

    /**
     * The simple index that belongs to {@code uploadUrl}; it is asked before and after.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.pypi.simpleUrl", defaultValue = "https://pypi.org/simple/")
    private URI simpleUrl = IndexTarget.PYPI.simpleUrl();

    /**
     * For Maven.
     *
     * @param decrypter Maven's own
     */
    @Inject
    public PublishPypiMojo(SettingsDecrypter decrypter) {
        super(decrypter);
    }

    @Override
    IndexTarget target() {
        return IndexTarget.of("pypi", uploadUrl, simpleUrl);
    }
}
