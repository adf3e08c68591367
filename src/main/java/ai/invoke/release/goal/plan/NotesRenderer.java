package ai.invoke.release.goal.plan;

import ai.invoke.release.console.Console;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.git.Log;
import ai.invoke.release.git.LogEntry;
import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.github.api.ReleaseDraft;
import ai.invoke.release.notes.Contributor;
import ai.invoke.release.notes.ContributorRules;
import ai.invoke.release.notes.DefaultTemplate;
import ai.invoke.release.notes.NotesCheck;
import ai.invoke.release.notes.NotesContext;
import ai.invoke.release.notes.NotesFile;
import ai.invoke.release.notes.NotesInputs;
import ai.invoke.release.notes.NotesVariable;
import ai.invoke.release.notes.PreviousTag;
import ai.invoke.release.notes.Template;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.version.PyVersion;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Fills the template of the release notes. Asks no server, so the notes can be a part of what is approved. */
public final class NotesRenderer {

    /** The greatest template that is read. */
    private static final long TEMPLATE_BYTES = 2L * 1024 * 1024;

    /** Left free for the mark that {@code draft-github-release} adds at the end. */
    private static final int MARK_LENGTH = 128;

    private static final int LIMIT = ReleaseDraft.BODY_LIMIT - MARK_LENGTH;

    /** The file of a release that holds notes that were too long for the page. */
    public static final String FULL_TEXT = "RELEASE_NOTES.md";

    private static final String CUT =
            "\n\n_These notes were too long for this page: the full text is the file `" + FULL_TEXT + "` below._\n";

    /** Variables whose text comes from commits and from GitHub. */
    private static final List<NotesVariable> HISTORY = List.of(
            NotesVariable.CHANGES,
            NotesVariable.CONTRIBUTORS,
            NotesVariable.NEW_CONTRIBUTORS,
            NotesVariable.GENERATED_NOTES);

    private static final List<NotesVariable> FROM_THE_LOG = List.of(
            NotesVariable.CHANGES,
            NotesVariable.CONTRIBUTORS,
            NotesVariable.NEW_CONTRIBUTORS,
            NotesVariable.PREVIOUS_TAG,
            NotesVariable.COMPARE_URL);

    private final Console console;

    /**
     * Creates a renderer.
     *
     * @param console where to tell the user
     */
    public NotesRenderer(Console console) {
        this.console = console;
    }

    /**
     * What is asked.
     *
     * @param directory the clone, or a folder in it
     * @param project name of the project
     * @param tag the release's tag, which need not exist yet
     * @param version the version as the tag spells it
     * @param options how the notes are written
     * @param repository where the release will be; empty when not known, then there are no links
     * @param files the files of the release
     * @param inputs what the local history does not tell
     * @param output where the notes are written; empty to write nothing
     */
    public record Request(
            Path directory,
            String project,
            String tag,
            String version,
            NotesOptions options,
            Optional<GitHubRepository> repository,
            List<NotesFile> files,
            NotesInputs inputs,
            Optional<Path> output) {
        /** Takes an unmodifiable copy. */
        public Request {
            files = List.copyOf(files);
        }

        /**
         * The same with other inputs.
         *
         * @param others what the local history does not tell
         * @return a copy
         */
        public Request with(NotesInputs others) {
            return new Request(directory, project, tag, version, options, repository, files, others, output);
        }
    }

    /**
     * The rendered notes.
     *
     * @param title the release's title, one line
     * @param body Markdown, LF line ends
     * @param sha256 lower-case hex digest of the body in UTF-8, which is also the content of the written file
     * @param previousTag what was compared with; empty for a first release, or when the template does not ask
     * @param contributors everybody since then; empty when the template does not ask
     * @param full the whole text when the body had to be cut
     */
    public record Result(
            String title,
            String body,
            String sha256,
            Optional<String> previousTag,
            List<Contributor> contributors,
            Optional<String> full) {
        /** Takes an unmodifiable copy. */
        public Result {
            contributors = List.copyOf(contributors);
        }
    }

    /**
     * Fills the template.
     *
     * @param request what is asked
     * @return the notes
     * @throws ProjectException when the template is wrong, the notes are too long, or the clone is too shallow for them
     */
    public Result run(Request request) {
        PyVersion version = PyVersion.tryParse(request.version())
                .orElseThrow(
                        () -> new ProjectException(Problem.of("'" + request.version() + "' is not a PEP 440 version")
                                .next("mvn invokeai-release:check-version says which part is wrong")));
        Template template =
                request.options().template().map(NotesRenderer::read).orElseGet(DefaultTemplate::notes);
        Template title = request.options()
                .title()
                .map(text -> Template.parse(text, "invokeai.releaseTitle"))
                .orElseGet(DefaultTemplate::title);
        boolean needsLog =
                Stream.of(template, title).anyMatch(t -> FROM_THE_LOG.stream().anyMatch(t::uses));
        String ref = existing(request);
        Contributors.Result found = needsLog
                ? history(request, ref, version)
                : new Contributors.Result(Optional.empty(), ref, List.of(), List.of(), true, Optional.empty());
        if (!found.wholeHistory() && template.uses(NotesVariable.NEW_CONTRIBUTORS)) {
            console.warn(Problem.of("the clone is shallow, so nobody can be called a first-time contributor")
                    .next("git fetch --unshallow"));
        }
        found.aside().ifPresent(console::info);
        if (template.uses(NotesVariable.GENERATED_NOTES)
                && request.inputs().generatedNotes().isEmpty()) {
            console.warn(Problem.of("the template asks for the notes that GitHub generates, and they were not fetched")
                    .next("mvn invokeai-release:collect"));
        }
        NotesContext context = context(request, version, ref, found);
        Map<NotesVariable, String> values = context.values();
        String line = title.render(values).replaceAll("\\s+", " ").strip();
        String text = template.render(values, context.lists()).strip() + "\n";
        // What people wrote in commits may name any file; what the project wrote must name those of this release.
        Map<NotesVariable, String> own = new EnumMap<>(values);
        HISTORY.forEach(own::remove);
        NotesCheck.problems(template.render(own), request.project(), version, request.tag(), request.files())
                .ifPresent(problem -> {
                    throw new ProjectException(problem.at(where(request)));
                });
        String body = text.length() > LIMIT ? cut(text) : text;
        check(request, line, body);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        request.output().ifPresent(file -> AtomicFile.write(file.toAbsolutePath(), bytes));
        return new Result(
                line,
                body,
                Sha256.of(bytes),
                found.from(),
                found.contributors(),
                body.equals(text) ? Optional.empty() : Optional.of(text));
    }

    /** The whole sections that fit, and where the rest is; as it was when there is no section to cut at. */
    private static String cut(String text) {
        int room = LIMIT - CUT.length();
        int end = text.lastIndexOf("\n## ", room);
        end = end > 0 ? end : text.lastIndexOf("\n### ", room);
        return end > 0 ? text.substring(0, end).stripTrailing() + CUT : text;
    }

    private static String existing(Request request) {
        try (Log log = Log.open(request.directory())) {
            return log.tags().contains(request.tag()) ? request.tag() : "HEAD";
        }
    }

    private static Contributors.Result history(Request request, String ref, PyVersion version) {
        String prefix = request.tag().endsWith(request.version())
                ? request.tag()
                        .substring(0, request.tag().length() - request.version().length())
                : "";
        try (Log log = Log.open(request.directory())) {
            Optional<String> previous = request.options()
                    .previousTag()
                    .or(() -> Contributors.previous(log, new PreviousTag(prefix), Optional.of(version), ref));
            ContributorRules rules = new ContributorRules(
                    request.options().internal(),
                    request.options().bots(),
                    request.repository().map(GitHubRepository::noreplyDomain).orElse(ContributorRules.GITHUB_NOREPLY));
            return Contributors.people(log, rules, request.inputs().accounts(), previous, ref);
        }
    }

    private static NotesContext context(Request request, PyVersion version, String ref, Contributors.Result found) {
        try (Log log = Log.open(request.directory())) {
            LogEntry head = log.resolve(ref);
            return new NotesContext(
                    request.project(),
                    new NotesContext.Version(request.tag(), request.version(), version),
                    found.from(),
                    new NotesContext.Commit(
                            head.id(),
                            head.committer()
                                    .or(head::author)
                                    .map(LogEntry.Person::when)
                                    .orElse(Instant.EPOCH)),
                    request.repository()
                            .map(home -> new NotesContext.Repository(
                                    home.slug(), home.page().toString())),
                    request.files(),
                    found.commits(),
                    found.contributors(),
                    request.inputs());
        }
    }

    private static Location where(Request request) {
        return Location.of(request.options().template().map(Path::toString).orElse("the plugin's own template"));
    }

    private static void check(Request request, String title, String body) {
        Location where = where(request);
        if (title.isEmpty() || title.length() > 256) {
            throw new ProjectException(
                    Problem.of("the title of the release has " + title.length() + " characters; 1 to 256 are allowed")
                            .next("correct invokeai.releaseTitle"));
        }
        if (body.length() > LIMIT) {
            throw new ProjectException(
                    Problem.of("the release notes have " + body.length() + " characters; GitHub takes " + LIMIT)
                            .at(where)
                            .next("shorten the template; {{compareUrl}} takes less room than {{changes}}"));
        }
        if (body.isBlank()) {
            throw new ProjectException(
                    Problem.of("the release notes are empty").at(where).next("put something into the template"));
        }
    }

    private static Template read(Path file) {
        Location where = Location.of(file.toString());
        try {
            if (!Files.isRegularFile(file)) {
                throw new ProjectException(Problem.of("there is no template for the release notes")
                        .at(where)
                        .next("correct invokeai.notesTemplate, or leave it out to use the plugin's own"));
            }
            if (Files.size(file) > TEMPLATE_BYTES) {
                throw new ProjectException(
                        Problem.of("the template has " + Files.size(file) + " bytes, more than " + TEMPLATE_BYTES)
                                .at(where)
                                .next("check that this is the right file"));
            }
            return Template.parse(Files.readString(file, StandardCharsets.UTF_8), file.toString());
        } catch (CharacterCodingException e) {
            throw new ProjectException(
                    Problem.of("the template is not UTF-8 text").at(where).next("save it as UTF-8"), e);
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read: " + e).at(where), e);
        }
    }
}
