package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.goal.publish.PublishPypi;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.File;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/** What {@code publish-pypi} and {@code publish-testpypi} share; only the index differs. */
abstract class AbstractPublishMojo extends AbstractDeployMojo {

    /**
     * A folder with wheels and sdists to upload without a plan. By default the planned and approved files of the release
     * directory are uploaded.
     */
    @Parameter(property = "invokeai.dist")
    private @Nullable File dist;

    /**
     * Whether attestations (PEP 740) go with the files. {@code auto}: with trusted publishing, those that lie beside the files, and where
     * the CI can vouch for the job, new ones for the others. {@code required}: no file is uploaded without one. {@code none}: nothing is
     * looked for.
     */
    @Parameter(property = "invokeai.attestations", defaultValue = "auto")
    private String attestations = "auto";

    /** Where attestations are signed and who is trusted, for tests and private instances of Sigstore. */
    @Parameter
    private SigningConfiguration signing = new SigningConfiguration();

    AbstractPublishMojo(SettingsDecrypter decrypter) {
        super(decrypter);
    }

    /** The index; when there is a plan, only its name counts. */
    abstract IndexTarget target();

    @Override
    protected final void run(Console console) {
        if (dist != null && project().getFile() != null) {
            throw new ProjectException(
                    Problem.of("invokeai.dist uploads files without a plan, which a project with a POM has")
                            .at(Location.of(project().getFile().toString()))
                            .next("leave out -Dinvokeai.dist to upload the planned files, or run the goal in a folder"
                                    + " without a POM"));
        }
        new PublishPypi()
                .run(
                        request(console).withAttestations(signing.toSettings(attestations)),
                        target(),
                        Optional.ofNullable(dist).map(File::toPath))
                .forEach(console::info);
    }
}
