package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.git.Commit;
import ai.invoke.release.goal.make.AssembleInstaller;
import ai.invoke.release.goal.make.Workspace;
import ai.invoke.release.goal.tag.CheckVersion;
import ai.invoke.release.installer.AssembledInstaller;
import ai.invoke.release.maven.AttachedFiles;
import ai.invoke.release.mojo.configuration.InstallerConfiguration;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.version.TagName;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProjectHelper;
import org.jspecify.annotations.Nullable;

/**
 * Makes the installer zip: the install scripts of {@code installer/} and the very wheel that {@code build-dist} made, which
 * is proven by reading it back. The same sources give the same bytes anywhere. Without an {@code installer/} folder and
 * without configuration it does nothing.
 *
 * @since 1.0.0
 */
@Mojo(name = "assemble-installer", defaultPhase = LifecyclePhase.PACKAGE, threadSafe = true)
public final class AssembleInstallerMojo extends AbstractReleaseMojo {

    /**
     * The folder with the install scripts; by default {@code installer} of the project.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.installerDirectory")
    private @Nullable File installerDirectory;

    /**
     * What the installer is made of; by default the layout of InvokeAI's own.
     *
     * @since 1.0.0
     */
    @Parameter
    private @Nullable InstallerConfiguration installer;

    /**
     * Several installers, for instance one for each platform.
     *
     * @since 1.0.0
     */
    @Parameter
    private List<InstallerConfiguration> installers = List.of();

    /**
     * The time of all entries: ISO 8601 or seconds since 1970. By default the time of the commit.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.outputTimestamp", defaultValue = "${project.build.outputTimestamp}")
    private @Nullable String outputTimestamp;

    /**
     * Assembles although nothing has changed.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.rebuild", defaultValue = "false")
    private boolean rebuild;

    /**
     * Attaches installers as type {@code zip} with the classifier {@code installer}, so that other modules can depend on them.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.attach", defaultValue = "false")
    private boolean attach;

    private final MavenProjectHelper helper;

    /**
     * For Maven.
     *
     * @param helper Maven's own
     */
    @Inject
    public AssembleInstallerMojo(MavenProjectHelper helper) {
        this.helper = helper;
    }

    @Override
    protected void run(Console console) {
        Path folder = installerDirectory == null
                ? projectDirectory().resolve("installer")
                : installerDirectory.toPath().toAbsolutePath().normalize();
        // check-version has said at the start of the build what it has to say.
        CheckVersion.Result version = new CheckVersion(Console.silent()).run(versionRequest(true));
        AssembleInstaller.Result result = new AssembleInstaller(console)
                .run(new AssembleInstaller.Request(
                        new Workspace(
                                projectDirectory(),
                                new ReleaseDirectory(releaseDirectory()),
                                List.of(Path.of(project().getBuild().getDirectory())),
                                List.of(),
                                rebuild),
                        folder,
                        Stream.concat(Stream.ofNullable(installer), installers.stream())
                                .map(configured -> configured.toSpec(folder))
                                .toList(),
                        new AssembleInstaller.Release(
                                version.projectName()
                                        .orElse(String.valueOf(
                                                projectDirectory().getFileName())),
                                version.displayVersion(),
                                version.tag().map(TagName::name),
                                version.commitId(),
                                version.head().map(Commit::time)),
                        Optional.ofNullable(outputTimestamp)));
        if (attach) {
            new AttachedFiles(helper, project())
                    .installers(result.installers().stream()
                            .map(AssembledInstaller::path)
                            .toList());
        }
    }
}
