package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.git.remote.TagRequest.Signing;
import ai.invoke.release.goal.tag.TagRelease;
import ai.invoke.release.http.Timing;
import ai.invoke.release.maven.Terminal;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.index.PackageIndex;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.codehaus.plexus.components.interactivity.Prompter;
import org.jspecify.annotations.Nullable;

/**
 * Creates the release's tag at HEAD, or moves it there, and pushes it as one compare-and-swap of this one ref: at no moment is
 * the tag gone, and nobody's newer tag is lost. Shows what it will do and asks. Refuses what is known to end badly, with all
 * reasons at once. Works on any Python project, also without a POM.
 *
 * <p>The login for an https remote is the first of: the {@code <server>} of settings.xml with the remote's host as id, the
 * {@code <server>} {@code github}, {@code GITHUB_TOKEN}, {@code GH_TOKEN} (the last three only for GitHub), what the remote's
 * URL or {@code http.extraHeader} hold, git's credential helper. Over ssh the system's ssh and its agent count.
 *
 * @since 1.0.0
 */
@Mojo(name = "tag-release", threadSafe = true, requiresProject = false)
public final class TagReleaseMojo extends AbstractReleaseMojo {

    /**
     * The remote to push to: a name that {@code git remote} lists, or an address.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.remote", defaultValue = "origin")
    private String remote = "origin";

    /**
     * What the tag says; {tag}, {version}, {normalized}, {project} and {commit} are filled in.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.tagMessage", defaultValue = "{tag}")
    private String tagMessage = "{tag}";

    /**
     * Whether the tag is signed, as git signs: true, false, or auto, which is as git is configured (tag.gpgSign).
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.sign", defaultValue = "auto")
    private String sign = "auto";

    /**
     * Does not ask. Batch mode refuses without it.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.yes", defaultValue = "false")
    private boolean yes;

    /**
     * Does everything but the push, also the login and the signature, and says what it would do.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.dryRun", defaultValue = "false")
    private boolean dryRun;

    /**
     * Tags HEAD although tracked files differ from it; the differences are not part of the tag.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.allowDirty", defaultValue = "false")
    private boolean allowDirty;

    /**
     * Tags a commit that is on no branch of the remote; its objects are pushed with the tag.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.allowUnpushed", defaultValue = "false")
    private boolean allowUnpushed;

    /**
     * Tags a version that is on PyPI already, or when PyPI does not answer.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.allowPublished", defaultValue = "false")
    private boolean allowPublished;

    /**
     * Moves the tag of a published GitHub release, or when GitHub does not answer. An immutable release cannot be moved.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.allowReleased", defaultValue = "false")
    private boolean allowReleased;

    /**
     * Tags a version that is older than the newest one of its line (major.minor).
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.allowOlder", defaultValue = "false")
    private boolean allowOlder;

    /**
     * Tags a version that no index takes: a local one (1.0+mine), or one that is not PEP 440.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.allowUnpublishable", defaultValue = "false")
    private boolean allowUnpublishable;

    /**
     * The index on which the version must not be yet.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.pypi.simpleUrl", defaultValue = "https://pypi.org/simple/")
    private URI simpleUrl = PackageIndex.PYPI.simple();

    /**
     * The GitHub repository as owner/name, to look for a release of the tag. By default what the remote's address says.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.githubRepository")
    private @Nullable String githubRepository;

    /**
     * The base of GitHub's REST API, for a server of your own. By default what the repository's address says.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.githubApi")
    private @Nullable URI githubApi;

    /**
     * How many seconds the remote may say nothing before it is given up.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.remoteTimeout", defaultValue = "30")
    private int remoteTimeout = 30;

    private final SettingsDecrypter decrypter;
    private final Prompter prompter;

    /**
     * For Maven.
     *
     * @param decrypter Maven's own
     * @param prompter Maven's own
     */
    @Inject
    public TagReleaseMojo(SettingsDecrypter decrypter, Prompter prompter) {
        this.decrypter = decrypter;
        this.prompter = prompter;
    }

    @Override
    protected void run(Console console) {
        DeployAccess access = new DeployAccess(session(), decrypter);
        Terminal terminal = new Terminal(session(), prompter, System.getenv());
        new TagRelease(console)
                .run(new TagRelease.Request(
                        versionRequest(true),
                        remote,
                        tagMessage,
                        signing(),
                        new TagRelease.Overrides(
                                allowDirty,
                                allowUnpushed,
                                allowPublished,
                                allowReleased,
                                allowOlder,
                                allowUnpublishable),
                        new TagRelease.Confirmation(
                                yes, terminal.interactive() ? Optional.of(terminal::ask) : Optional.empty()),
                        dryRun,
                        new TagRelease.Services(
                                PackageIndex.custom("pypi", PackageIndex.PYPI.upload(), simpleUrl),
                                Optional.ofNullable(githubRepository).filter(text -> !text.isBlank()),
                                Optional.ofNullable(githubApi),
                                access.github(),
                                access::gitLogin,
                                access.http(),
                                Timing.real(),
                                session().isOffline()),
                        Duration.ofSeconds(Math.max(1, remoteTimeout))));
    }

    private Signing signing() {
        return switch (sign.strip()) {
            case "auto", "" -> Signing.AS_CONFIGURED;
            case "true" -> Signing.ALWAYS;
            case "false" -> Signing.NEVER;
            default ->
                throw new ProjectException(Problem.of("invokeai.sign is " + sign + ", which is not a valid value")
                        .next("-Dinvokeai.sign=true, false or auto"));
        };
    }
}
