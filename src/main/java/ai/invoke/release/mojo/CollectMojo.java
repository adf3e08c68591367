package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.goal.inspect.Collect;
import ai.invoke.release.goal.inspect.PreviousWheels;
import ai.invoke.release.goal.plan.RepositoryChoice;
import ai.invoke.release.goal.publish.Targets;
import ai.invoke.release.goal.tag.CheckVersion;
import ai.invoke.release.http.Timing;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.plan.ReleaseInputs;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.version.TagName;
import java.net.URI;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/**
 * Fetches from GitHub, read-only, what notes and comparison may use beyond the local history, and stores it in {@code inputs/} of the
 * release directory: accounts of authors, labels of pull requests, the release before, members, GitHub's generated notes. {@code plan}
 * covers these files and never needs the network.
 *
 * @since 1.0.0
 */
@Mojo(name = "collect", threadSafe = true)
public final class CollectMojo extends AbstractReleaseMojo {

    private final SettingsDecrypter decrypter;

    /**
     * The GitHub repository as {@code owner/name}. By default the one of the CI job, else of the remote {@code origin}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.githubRepository")
    private @Nullable String githubRepository;

    /**
     * The tag to compare with. By default the release before this one by PEP 440; a final release skips pre-releases.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.previousTag")
    private @Nullable String previousTag;

    /**
     * The organisation whose members are the project's own people. By default nobody's.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.organisation")
    private @Nullable String organisation;

    /**
     * Whether to fetch the notes that GitHub generates, for {@code {{generatedNotes}}}; needs a token that may write.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.generatedNotes", defaultValue = "false")
    private boolean generatedNotes;

    /**
     * Whether to fetch the wheels of the last published release, for the comparison on the approval page.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.previousWheels", defaultValue = "true")
    private boolean previousWheels;

    /**
     * The most MiB that those wheels may have together; what does not fit is left out.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.maxPreviousSize", defaultValue = "200")
    private int maxPreviousSize;

    /**
     * The upload API of the index called {@code pypi}; as for {@code plan}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.pypi.uploadUrl", defaultValue = "https://upload.pypi.org/legacy/")
    private @Nullable URI pypiUploadUrl;

    /**
     * The simple index that belongs to it, which is asked for the last published release.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.pypi.simpleUrl", defaultValue = "https://pypi.org/simple/")
    private @Nullable URI pypiSimpleUrl;

    /**
     * For Maven.
     *
     * @param decrypter decrypts logins of settings.xml
     */
    @Inject
    public CollectMojo(SettingsDecrypter decrypter) {
        this.decrypter = decrypter;
    }

    @Override
    protected void run(Console console) {
        DeployAccess access = new DeployAccess(session(), decrypter);
        access.requireOnline();
        CheckVersion.Request asked = versionRequest(false);
        CheckVersion.Result version = new CheckVersion(console).run(asked);
        GitHubRepository repository = RepositoryChoice.of(
                        Optional.ofNullable(githubRepository), Optional.empty(), System.getenv(), projectDirectory())
                .orElseThrow(() -> new ProjectException(Problem.of("nothing says which GitHub repository this is")
                        .next("set invokeai.githubRepository to owner/name")));
        ReleaseDirectory release = new ReleaseDirectory(releaseDirectory());
        ReleaseInputs inputs = new Collect(access.http(), Timing.real(), console)
                .run(new Collect.Request(
                        projectDirectory(),
                        release,
                        version.tag().map(TagName::name).orElse(asked.tagPrefix() + version.displayVersion()),
                        asked.tagPrefix(),
                        version.version(),
                        Optional.ofNullable(previousTag),
                        repository,
                        access.github(),
                        Optional.ofNullable(organisation).filter(name -> !name.isBlank()),
                        generatedNotes,
                        previousWheels ? version.projectName().map(this::previous) : Optional.empty()));
        console.info("accounts of " + inputs.accounts().size() + " commits, "
                + inputs.pullRequests().size()
                + " pull requests, " + inputs.members().size() + " members, release before: "
                + inputs.lastRelease().map(ReleaseInputs.LastRelease::tag).orElse("none"));
        console.info("stored in " + release.inputs());
    }

    private PreviousWheels.Source previous(String project) {
        IndexTarget index = IndexTarget.of(
                IndexTarget.PYPI.name(),
                Optional.ofNullable(pypiUploadUrl).orElse(IndexTarget.PYPI.uploadUrl()),
                Optional.ofNullable(pypiSimpleUrl).orElse(IndexTarget.PYPI.simpleUrl()));
        index.requirePair();
        return new PreviousWheels.Source(project, Targets.asPlanned().index(index), maxPreviousSize * 1024L * 1024);
    }
}
