package ai.invoke.release.mojo;

import ai.invoke.release.build.frontend.FrontendPlace;
import ai.invoke.release.build.python.PinnedBuild;
import ai.invoke.release.build.python.PipSources;
import ai.invoke.release.build.python.PythonOptions;
import ai.invoke.release.console.Console;
import ai.invoke.release.goal.inspect.AttestationAudit;
import ai.invoke.release.goal.inspect.Audit;
import ai.invoke.release.goal.inspect.Inspection;
import ai.invoke.release.goal.inspect.RebuildAudit;
import ai.invoke.release.goal.inspect.RebuildDist;
import ai.invoke.release.maven.PythonToolchain;
import ai.invoke.release.maven.SettingsVariables;
import ai.invoke.release.mojo.configuration.EmptyElements;
import ai.invoke.release.process.ChildEnvironment;
import ai.invoke.release.process.ProcessRunner;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/**
 * Proves a published release again, months later, from its tag alone: the same bytes in plan, GitHub, indexes and installer, the tag not
 * moved, attestations verified, approvals valid, nothing yanked. Says what it cannot prove. Fails when something is wrong.
 *
 * @since 1.0.0
 */
@Mojo(name = "audit", threadSafe = true, requiresProject = false)
public final class AuditMojo extends AbstractInspectMojo {

    /**
     * The workflow that must have published, a file below {@code .github/workflows}. Without it any of the repository will do.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.workflow")
    private @Nullable String workflow;

    /**
     * The deployment environment that the workflow must have run in, as its certificate names it.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.environment")
    private @Nullable String deploymentEnvironment;

    /**
     * Whether a file without an attestation at PyPI is wrong: {@code required}; otherwise {@code auto}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.attestations", defaultValue = "auto")
    private String attestations = "auto";

    /**
     * Whom to trust, for private instances of Sigstore and newer trust roots than the shipped one.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.trustRoot")
    private @Nullable File trustRoot;

    /**
     * The largest file to download, in MiB; of larger ones the digests that the services name are compared.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.maxDownload", defaultValue = "512")
    private int maxDownload;

    /**
     * Whether what cannot be proven fails, too.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.warningsAsErrors", defaultValue = "false")
    private boolean warningsAsErrors;

    /**
     * Builds the tag again in a temporary clone and compares the files byte by byte.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.rebuild", defaultValue = "false")
    private boolean rebuild;

    /**
     * The Python interpreter for that, as for {@code build-dist}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.python")
    private @Nullable String python;

    /**
     * A requirements file with digests, as for {@code build-dist}: what is installed when the interpreter has no build.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.buildTool")
    private @Nullable File buildTool;

    /**
     * Whether the backend gets an environment of its own, as for {@code build-dist}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.isolation", defaultValue = "true")
    private boolean isolation;

    /**
     * A folder of wheels where pip looks and nowhere else, as for {@code build-dist}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.wheelhouse")
    private @Nullable File wheelhouse;

    /**
     * Whether the published sdist was written again by {@code build-dist}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.normalizeSdist", defaultValue = "true")
    private boolean normalizeSdist;

    /**
     * The folder with the frontend's {@code package.json}, as for {@code build-frontend}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.frontendDirectory")
    private @Nullable File frontendDirectory;

    /**
     * Says that nothing in the project is its frontend, as for {@code build-frontend}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.skipFrontend", defaultValue = "false")
    private boolean skipFrontend;

    /**
     * Files that the frontend's build must make, as for {@code build-frontend}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.requiredOutputs")
    private List<@Nullable String> requiredOutputs = List.of();

    /**
     * How many seconds the build may take.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.buildTimeout", defaultValue = "1800")
    private int buildTimeout;

    /**
     * For Maven.
     *
     * @param decrypter decrypts logins of settings.xml
     */
    @Inject
    public AuditMojo(SettingsDecrypter decrypter) {
        super(decrypter);
    }

    @Override
    protected void run(Console console) {
        Inspection inspection = new Audit()
                .run(new Audit.Request(
                        question(),
                        request(console),
                        AttestationAudit.Expected.of(
                                attestations,
                                Optional.ofNullable(workflow),
                                Optional.ofNullable(deploymentEnvironment),
                                Optional.ofNullable(trustRoot).map(File::toPath)),
                        new Audit.Limits(maxDownload * 1024L * 1024),
                        rebuild ? Optional.of(builder(console)) : Optional.empty()));
        show(inspection, console);
        inspection.requireSound();
        if (warningsAsErrors) {
            inspection.requireProof();
        }
    }

    private RebuildAudit.Builder builder(Console console) {
        return new RebuildDist(
                new ProcessRunner(
                        ChildEnvironment.of(System.getenv(), SettingsVariables.names(session()), List.of()),
                        patience()),
                console,
                new RebuildDist.Options(
                        new PythonOptions(
                                Optional.ofNullable(python).or(() -> PythonToolchain.executable(session())),
                                Duration.ofSeconds(10),
                                Optional.ofNullable(buildTool)
                                        .map(File::toPath)
                                        .map(PinnedBuild::read)
                                        .orElseGet(PinnedBuild::shipped),
                                Optional.empty()),
                        isolation,
                        new PipSources(false, Optional.ofNullable(wheelhouse).map(File::toPath)),
                        normalizeSdist,
                        Duration.ofSeconds(buildTimeout),
                        new FrontendPlace(
                                !skipFrontend,
                                // The build is of a clone.
                                Optional.ofNullable(frontendDirectory)
                                        .map(folder -> projectDirectory()
                                                .relativize(folder.toPath()
                                                        .toAbsolutePath()
                                                        .normalize())),
                                EmptyElements.refused("requiredOutputs", requiredOutputs)),
                        versionRequest(false)));
    }
}
