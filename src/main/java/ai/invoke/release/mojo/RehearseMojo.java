package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.console.Styles;
import ai.invoke.release.console.Styles.Style;
import ai.invoke.release.goal.plan.DecisionWords;
import ai.invoke.release.goal.rehearse.Rehearse;
import ai.invoke.release.http.Timing;
import ai.invoke.release.maven.PythonToolchain;
import ai.invoke.release.mojo.configuration.AnnouncementConfiguration;
import ai.invoke.release.plan.ReleaseDirectory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Does the whole deploy half with the very plan and files of the release, against a PyPI and a GitHub that run in this
 * process, and then lets the real pip install the package from there. Nothing leaves this machine, and no real credential
 * is used. Approvals, journal, receipt and what the two services hold are kept in {@code target/rehearsal}.
 *
 * @since 1.0.0
 */
@Mojo(name = "rehearse", threadSafe = true)
public final class RehearseMojo extends AbstractProcessMojo {

    /**
     * The Python that installs the package, a path or a name on the PATH. By default the first on the PATH that runs.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.python")
    private @Nullable String python;

    /**
     * The discussion categories that the rehearsed repository has, to see what a wrong {@code invokeai.discussionCategory} does.
     * By default those that GitHub makes when discussions are switched on.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.discussionCategories")
    private List<String> discussionCategories = List.of();

    /**
     * The channels of {@code announce}; here they are told nothing, and each message is shown.
     *
     * @since 1.0.0
     */
    @Parameter
    private List<AnnouncementConfiguration> announcements = List.of();

    /** For Maven. */
    public RehearseMojo() {}

    @Override
    protected void run(Console console) {
        Path release = releaseDirectory();
        Path folder = release.resolveSibling("rehearsal");
        Rehearse.Result result = new Rehearse()
                .run(new Rehearse.Request(
                        projectDirectory(),
                        new ReleaseDirectory(release),
                        folder,
                        Optional.ofNullable(python).or(() -> PythonToolchain.executable(session())),
                        discussionCategories,
                        AnnouncementConfiguration.channels(announcements, name -> Optional.empty()),
                        processes(console),
                        Timing.real(),
                        console));
        result.installed().forEach(line -> console.info("pip: " + line));
        Styles styles = console.styles();
        console.info(styles.in(Style.SUCCESS, "rehearsed") + " "
                + result.plan().plan().project() + " "
                + result.plan().plan().normalizedVersion() + ", fingerprint "
                + styles.strong(result.plan().fingerprint().shortForm()));
        console.info("report    " + result.report());
        console.info("next      "
                + DecisionWords.next(
                        result.plan(),
                        projectDirectory(),
                        new ReleaseDirectory(release),
                        Clock.systemUTC().instant()));
    }
}
