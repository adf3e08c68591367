package ai.invoke.release.goal.plan;

import ai.invoke.release.console.Console;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.git.Repo;
import ai.invoke.release.git.Tag;
import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.notes.NotesFile;
import ai.invoke.release.notes.NotesInputs;
import ai.invoke.release.notes.PreviousTag;
import ai.invoke.release.plan.Artifact;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.plan.ReleasePlan;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.version.PyVersion;
import ai.invoke.release.version.source.VersionSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Renders the release notes for a person to read; never touches the planned ones. */
public final class ReleaseNotes {

    private final Console console;

    /**
     * Creates a worker.
     *
     * @param console where to tell the user
     */
    public ReleaseNotes(Console console) {
        this.console = console;
    }

    /**
     * What is asked.
     *
     * @param directory the clone, or a folder in it
     * @param release the release directory; a plan in it for the same tag gives the files
     * @param ref the tag; empty for the plan's, else the newest version among the tags at HEAD
     * @param tagPrefix what stands before the version in tags
     * @param project name of the project when there is no plan
     * @param options how the notes are written
     * @param repository where the release will be
     * @param inputs what was fetched
     * @param output the file to write
     */
    public record Request(
            Path directory,
            ReleaseDirectory release,
            Optional<String> ref,
            String tagPrefix,
            String project,
            NotesOptions options,
            Optional<GitHubRepository> repository,
            NotesInputs inputs,
            Path output) {}

    /**
     * Renders the notes, shows them and writes the file.
     *
     * @param request what is asked
     * @return the notes, which were also written
     * @throws ProjectException when there is no version to write about, or the template is wrong
     */
    public NotesRenderer.Result run(Request request) {
        Optional<ReleasePlan> plan = Files.exists(request.release().plan())
                ? Optional.of(PlanFile.read(request.release().plan()).plan())
                : Optional.empty();
        String tag = request.ref()
                .map(ref -> ref.startsWith("refs/tags/") ? ref.substring("refs/tags/".length()) : ref)
                .or(() -> plan.flatMap(ReleasePlan::tag))
                .or(() -> atHead(request))
                .orElseThrow(() -> new ProjectException(Problem.of("no tag at HEAD says which version this is")
                        .next("mvn invokeai-release:release-notes -Dinvokeai.ref=" + request.tagPrefix()
                                + "1.2.3   (the tag need not exist yet)")));
        Optional<ReleasePlan> same = plan.filter(known -> known.tag().equals(Optional.of(tag)));
        String version = tag.startsWith(request.tagPrefix())
                ? tag.substring(request.tagPrefix().length())
                : tag;
        NotesRenderer.Result notes = new NotesRenderer(console)
                .run(new NotesRenderer.Request(
                        request.directory(),
                        // The plan has the name of the metadata; that is what pyproject.toml says, not the POM.
                        same.map(ReleasePlan::project)
                                .or(() -> new VersionSource(request.directory()).projectName())
                                .orElse(request.project()),
                        tag,
                        version,
                        request.options(),
                        request.repository(),
                        same.map(known -> files(known)).orElseGet(List::of),
                        request.inputs(),
                        Optional.of(request.output())));
        notes.full().ifPresent(text -> {
            Path file = request.output().resolveSibling(NotesRenderer.FULL_TEXT);
            AtomicFile.write(file.toAbsolutePath(), text.getBytes(StandardCharsets.UTF_8));
            console.warn(Problem.of("the notes are too long for GitHub and were cut at a section")
                    .next("the full text, which becomes a file of the release, is " + file));
        });
        console.info(notes.title());
        console.info("");
        notes.body().lines().forEach(console::info);
        console.info("");
        console.info("compared with " + notes.previousTag().orElse("nothing") + "; written to " + request.output());
        return notes;
    }

    private static Optional<String> atHead(Request request) {
        PreviousTag tags = new PreviousTag(request.tagPrefix());
        try (Repo repo = Repo.open(request.directory())) {
            return repo.tagsAtHead().stream()
                    .map(Tag::name)
                    .filter(tag -> tags.version(tag).isPresent())
                    .max(Comparator.<String, PyVersion>comparing(
                                    tag -> tags.version(tag).orElseThrow())
                            .thenComparing(Comparator.naturalOrder()));
        }
    }

    /**
     * The files of a plan as notes show them.
     *
     * @param plan the plan
     * @return in the plan's order
     */
    public static List<NotesFile> files(ReleasePlan plan) {
        return plan.artifacts().stream()
                .filter(artifact -> plan.github()
                        .map(github -> github.files().holds(artifact))
                        .orElse(true))
                .map(ReleaseNotes::file)
                .toList();
    }

    static NotesFile file(Artifact artifact) {
        NotesFile.Role role = switch (artifact.role()) {
            case WHEEL -> NotesFile.Role.WHEEL;
            case SDIST -> NotesFile.Role.SDIST;
            case INSTALLER -> NotesFile.Role.INSTALLER;
            case CHECKSUMS, FURTHER -> NotesFile.Role.OTHER;
        };
        return new NotesFile(artifact.fileName(), role, artifact.size(), artifact.sha256());
    }
}
