package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.console.Styles;
import ai.invoke.release.console.Styles.Style;
import ai.invoke.release.goal.publish.Preflight;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/**
 * Looks at every target of an approved release and changes none: the last moment at which stopping costs nothing. Proves
 * that the plan is approved, that HEAD and the files are still the planned ones, that the credentials fit, and that neither
 * an index nor GitHub holds anything that stands in the way. Shows all obstacles at once.
 *
 * @since 1.0.0
 */
@Mojo(name = "preflight", defaultPhase = LifecyclePhase.DEPLOY, threadSafe = true)
public final class PreflightMojo extends AbstractDeployMojo {

    /**
     * Whether PyPI and TestPyPI are sent the form of each upload without the file: their answer proves that they know the
     * credentials and take the metadata, not the right to this project.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.rehearseUpload", defaultValue = "false")
    private boolean rehearseUpload;

    /**
     * For Maven.
     *
     * @param decrypter Maven's own
     */
    @Inject
    public PreflightMojo(SettingsDecrypter decrypter) {
        super(decrypter);
    }

    @Override
    protected void run(Console console) {
        Preflight.Result result = new Preflight().run(request(console), rehearseUpload);
        Styles styles = console.styles();
        console.info(styles.in(Style.SUCCESS, "ready to publish") + " "
                + result.plan().plan().project() + " "
                + result.plan().plan().normalizedVersion() + ", fingerprint "
                + styles.strong(result.plan().fingerprint().shortForm()));
        result.lines().forEach(console::info);
    }
}
