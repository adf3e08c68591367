package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.goal.publish.PublishPypi;
import ai.invoke.release.maven.SettingsVariables;
import ai.invoke.release.mojo.configuration.SigningConfiguration;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ChildEnvironment;
import ai.invoke.release.process.ProcessRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/** What {@code publish-pypi} and {@code publish-testpypi} share; only the index differs. */
abstract class AbstractPublishMojo extends AbstractDeployMojo {

    /**
     * Wheels and an sdist to upload without a plan: a folder, a file, or several of them with commas between. By default
     * the planned and approved files of the release directory are uploaded.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.dist")
    private @Nullable String dist;

    /**
     * The project to upload when {@code dist} holds files of several.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.project")
    private @Nullable String distProject;

    /**
     * The version to upload when {@code dist} holds files of several.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.version")
    private @Nullable String distVersion;

    /**
     * Whether to look only: everything is checked and shown, nothing is sent.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.dryRun", defaultValue = "false")
    private boolean dryRun;

    /**
     * Whether PyPI is sent the form of each upload without the file first: its answer proves that it knows the credentials
     * and takes the metadata, not the right to this project.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.rehearseUpload", defaultValue = "false")
    private boolean rehearseUpload;

    /**
     * Ids of rules that do not count for the files of {@code dist}; what they find is still listed. What PyPI refuses cannot
     * be ignored where the files go to PyPI.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.ignoreRules")
    private List<String> ignoreRules = List.of();

    /**
     * The Python interpreter that renders reStructuredText, as for {@code verify-dist}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.python")
    private @Nullable String python;

    /**
     * Whether attestations (PEP 740) go with the files. {@code auto}: with trusted publishing, those that lie beside the files, and where
     * the CI can vouch for the job, new ones for the others. {@code required}: no file is uploaded without one. {@code none}: nothing is
     * looked for.
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
        Optional<PublishPypi.Unplanned> unplanned = Optional.ofNullable(dist)
                .map(named -> new PublishPypi.Unplanned(
                        paths(named),
                        Optional.ofNullable(distProject),
                        Optional.ofNullable(distVersion),
                        ignoreRules,
                        Optional.ofNullable(python),
                        new ProcessRunner(
                                ChildEnvironment.of(System.getenv(), SettingsVariables.names(session()), List.of()),
                                patience())));
        new PublishPypi()
                .run(
                        request(console).withAttestations(signing.toSettings(attestations)),
                        target(),
                        unplanned,
                        new PublishPypi.Mode(dryRun, rehearseUpload))
                .forEach(console::info);
    }

    /** A name may hold a comma itself. */
    private static List<Path> paths(String named) {
        Path whole = Path.of(named);
        return Files.exists(whole)
                ? List.of(whole)
                : Stream.of(named.split(",", -1))
                        .map(String::strip)
                        .filter(part -> !part.isEmpty())
                        .map(Path::of)
                        .toList();
    }
}
