package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.goal.plan.CollectedInputs;
import ai.invoke.release.goal.plan.NotesOptions;
import ai.invoke.release.goal.plan.ReleaseNotes;
import ai.invoke.release.goal.plan.RepositoryChoice;
import ai.invoke.release.plan.ReleaseDirectory;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Renders the release notes from the template and the local git history, shows them and writes them to a file. Publishes
 * nothing and asks no server.
 *
 * @since 1.0.0
 */
@Mojo(name = "release-notes", threadSafe = true)
public final class ReleaseNotesMojo extends AbstractReleaseMojo {

    /**
     * The name in the title and the install command when there is no plan yet.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.projectName", defaultValue = "${project.artifactId}")
    private String projectName = "";

    /**
     * The tag to compare with. By default the release before this one by PEP 440; a final release skips pre-releases.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.previousTag")
    private @Nullable String previousTag;

    /**
     * A Markdown file with {@code {{variables}}}. By default the plugin's own template.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.notesTemplate")
    private @Nullable File notesTemplate;

    /**
     * The title of the release, with the same variables as the template. By default project and tag.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.releaseTitle")
    private @Nullable String releaseTitle;

    /**
     * The GitHub repository as {@code owner/name}. By default the one of the CI job, else of the remote {@code origin}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.githubRepository")
    private @Nullable String githubRepository;

    /**
     * The project's own people, who are not thanked: logins, names, mail addresses, or {@code @domain.org}.
     *
     * @since 1.0.0
     */
    @Parameter
    private List<String> internalContributors = List.of();

    /**
     * Further programs that are not thanked: names, logins or mail addresses, {@code *} standing for anything.
     *
     * @since 1.0.0
     */
    @Parameter
    private List<String> botContributors = List.of();

    /**
     * The file to write. By default {@code release-notes-preview.md} in the release directory.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.notesFile")
    private @Nullable File notesFile;

    /**
     * A file with Markdown for the beginning of the notes.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.introductionFile")
    private @Nullable File introductionFile;

    /**
     * Whether the introduction of the release before begins these notes, too, where there is no file; needs {@code collect}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.carryIntroduction", defaultValue = "false")
    private boolean carryIntroduction;

    /** For Maven. */
    public ReleaseNotesMojo() {}

    @Override
    protected void run(Console console) {
        ReleaseDirectory release = new ReleaseDirectory(releaseDirectory());
        Path output = notesFile == null ? release.root().resolve("release-notes-preview.md") : notesFile.toPath();
        Optional<Path> introduction = Optional.ofNullable(introductionFile).map(File::toPath);
        CollectedInputs inputs = CollectedInputs.in(release);
        new ReleaseNotes(console)
                .run(new ReleaseNotes.Request(
                        projectDirectory(),
                        release,
                        versionRequest(false).ref(),
                        versionRequest(false).tagPrefix(),
                        projectName,
                        new NotesOptions(
                                        Optional.ofNullable(previousTag),
                                        Optional.ofNullable(notesTemplate).map(File::toPath),
                                        Optional.ofNullable(releaseTitle),
                                        internalContributors,
                                        botContributors,
                                        introduction,
                                        carryIntroduction)
                                .withMembers(inputs.members()),
                        RepositoryChoice.of(
                                Optional.ofNullable(githubRepository),
                                Optional.empty(),
                                System.getenv(),
                                projectDirectory()),
                        inputs.notes(introduction, carryIntroduction),
                        output));
    }
}
