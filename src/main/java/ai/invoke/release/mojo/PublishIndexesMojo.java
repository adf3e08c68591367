package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.goal.publish.PublishIndexes;
import ai.invoke.release.goal.publish.PublishPypi;
import ai.invoke.release.mojo.configuration.SigningConfiguration;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/**
 * Uploads the planned and approved files to every planned index, in the plan's order: TestPyPI first, then a company's
 * indexes, PyPI last, unless {@code <indexes>} of the {@code plan} goal says otherwise. What an index has already with the
 * same bytes is left alone.
 *
 * @since 1.0.0
 */
@Mojo(name = "publish-indexes", defaultPhase = LifecyclePhase.DEPLOY, threadSafe = true)
public final class PublishIndexesMojo extends AbstractDeployMojo {

    /**
     * The id of the one planned index to publish to. By default all.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.index")
    private @Nullable String index;

    /**
     * Whether to look only: everything is checked and shown, nothing is sent.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.dryRun", defaultValue = "false")
    private boolean dryRun;

    /**
     * Whether PyPI and TestPyPI are sent the form of each upload without the file first: their answer proves that they know
     * the credentials and take the metadata, not the right to this project.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.rehearseUpload", defaultValue = "false")
    private boolean rehearseUpload;

    /**
     * Whether attestations (PEP 740) go with the files: {@code auto}, {@code required} or {@code none}, as for {@code
     * publish-pypi}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.attestations", defaultValue = "auto")
    private String attestations = "auto";

    /**
     * Where attestations are signed and who is trusted, for tests and private instances of Sigstore.
     *
     * @since 1.0.0
     */
    @Parameter
    private SigningConfiguration signing = new SigningConfiguration();

    /**
     * For Maven.
     *
     * @param decrypter Maven's own
     */
    @Inject
    public PublishIndexesMojo(SettingsDecrypter decrypter) {
        super(decrypter);
    }

    @Override
    protected void run(Console console) {
        new PublishIndexes()
                .run(
                        request(console).withAttestations(signing.toSettings(attestations)),
                        Optional.ofNullable(index).filter(id -> !id.isBlank()),
                        new PublishPypi.Mode(dryRun, rehearseUpload))
                .forEach(console::info);
    }
}
