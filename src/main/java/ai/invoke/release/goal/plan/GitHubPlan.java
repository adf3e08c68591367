package ai.invoke.release.goal.plan;

import ai.invoke.release.console.Console;
import ai.invoke.release.git.Repo;
import ai.invoke.release.git.Tag;
import ai.invoke.release.github.AssetName;
import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.github.api.AssetFile;
import ai.invoke.release.goal.tag.CheckVersion;
import ai.invoke.release.plan.Artifact;
import ai.invoke.release.plan.GitHubTarget;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.plan.ReleaseFiles;
import ai.invoke.release.plan.ReleaseInputs;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.version.TagName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The GitHub part of a plan: notes, files and where they go.
 *
 * @param target the planned release; empty when none is wanted
 * @param artifacts all files of the release, those that only GitHub gets included
 * @param comparison a line for each file, compared with the release before as far as GitHub told
 */
record GitHubPlan(Optional<GitHubTarget> target, List<Artifact> artifacts, List<String> comparison) {

    /**
     * Plans it.
     *
     * @throws ProjectException when GitHub would not take a file as it is, or the notes cannot be rendered
     */
    static GitHubPlan of(
            Plan.Request request, CheckVersion.Result version, String project, List<Artifact> made, Console console) {
        Path directory = request.version().projectDirectory();
        Optional<GitHubRepository> repository =
                request.targets().repository(request.version().environment(), directory, console);
        if (repository.isEmpty()) {
            return new GitHubPlan(Optional.empty(), made, List.of());
        }
        GitHubFiles more = GitHubFiles.make(
                directory,
                request.directory(),
                request.files().further().entrySet().stream()
                        .map(file -> new GitHubFiles.ReleaseFile(file.getKey(), file.getValue()))
                        .toList(),
                made);
        List<Artifact> artifacts = new ArrayList<>(made);
        artifacts.addAll(more.artifacts());
        ReleaseFiles files = new ReleaseFiles(
                request.files().installerOnly(), request.files().evidence(), more.labels());
        List<Artifact> sent = artifacts.stream().filter(files::holds).toList();
        keptNames(request.directory(), sent);
        NotesRenderer.Result notes = notes(request, repository.get(), version, project, sent, console);
        notes.full()
                .ifPresent(text -> artifacts.add(GitHubFiles.add(
                        request.directory(), NotesRenderer.FULL_TEXT, text.getBytes(StandardCharsets.UTF_8))));
        GitHubTarget target = new GitHubTarget(
                repository.get().api(),
                repository.get().web(),
                repository.get().slug(),
                notes.title(),
                notes.sha256(),
                request.discussionCategory(),
                notes.previousTag(),
                version.tag().flatMap(known -> tagObject(directory, known.name())),
                files,
                ReleaseInputs.digests(request.directory().inputs()));
        return new GitHubPlan(
                Optional.of(target),
                List.copyOf(artifacts),
                ReleaseComparison.lines(
                        ReleaseInputs.read(request.directory().inputs()).lastRelease(),
                        sent,
                        version.version().normalized(),
                        version.displayVersion(),
                        request.version().tagPrefix()));
    }

    private static NotesRenderer.Result notes(
            Plan.Request request,
            GitHubRepository repository,
            CheckVersion.Result version,
            String project,
            List<Artifact> sent,
            Console console) {
        NotesOptions options = request.notes();
        CollectedInputs collected = CollectedInputs.in(request.directory());
        return new NotesRenderer(console)
                .run(new NotesRenderer.Request(
                        request.version().projectDirectory(),
                        project,
                        version.tag()
                                .map(TagName::name)
                                .orElse(request.version().tagPrefix() + version.displayVersion()),
                        version.displayVersion(),
                        options.withMembers(collected.members()),
                        Optional.of(repository),
                        sent.stream().map(ReleaseNotes::file).toList(),
                        collected.notes(options.introduction(), options.carryIntroduction()),
                        Optional.of(request.directory().notes())));
    }

    /** The tag as an object: another one of the same commit is another promise, with another message and signature. */
    private static Optional<String> tagObject(Path directory, String tag) {
        Optional<Repo> found = Repo.find(directory);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (Repo repo = found.get()) {
            return repo.tag(tag).map(Tag::objectId);
        }
    }

    /** GitHub renames files without a word; what it would rename must not get as far as an approval. */
    private static void keptNames(ReleaseDirectory directory, List<Artifact> artifacts) {
        List<Problem> problems = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        for (Artifact artifact : artifacts) {
            Location where =
                    Location.of(directory.root().resolve(artifact.path()).toString());
            AssetName.problem(artifact.fileName())
                    .ifPresent(why -> problems.add(
                            Problem.of("GitHub would change the name '" + artifact.fileName() + "': " + why)
                                    .at(where)
                                    .next("use letters, digits and '.', '-', '_', '+', '@' in between, or"
                                            + " -Dinvokeai.github=false")));
            String other = names.putIfAbsent(LetterCase.lower(artifact.fileName()), artifact.path());
            if (other != null) {
                problems.add(Problem.of("has the same name as " + other + " but for upper and lower case")
                        .at(where)
                        .next("rename one of them"));
            }
            if (artifact.size() >= AssetFile.SIZE_LIMIT) {
                problems.add(Problem.of(
                                "has " + artifact.size() + " bytes; GitHub takes files below " + AssetFile.SIZE_LIMIT)
                        .at(where)
                        .next("split it, or -Dinvokeai.github=false"));
            }
        }
        if (artifacts.size() > AssetFile.COUNT_LIMIT) {
            problems.add(
                    Problem.of("the release has " + artifacts.size() + " files; GitHub takes " + AssetFile.COUNT_LIMIT)
                            .at(Location.of(directory.root().toString()))
                            .next("leave some out"));
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
    }
}
