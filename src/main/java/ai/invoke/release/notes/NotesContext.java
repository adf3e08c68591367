package ai.invoke.release.notes;

import ai.invoke.release.git.LogEntry;
import ai.invoke.release.text.Bytes;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.version.PyVersion;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that notes can speak of. Turned into the text of each variable here, and only here.
 *
 * @param project name of the project
 * @param version the version that is released
 * @param previousTag tag of the release before; empty for the first
 * @param commit the commit that is released
 * @param repository where it is developed; empty when not known, then there are no links
 * @param files the files of the release; may be empty
 * @param commits the commits since the previous tag, newest first
 * @param contributors everybody in these commits
 * @param inputs what the local history does not tell
 */
public record NotesContext(
        String project,
        Version version,
        Optional<String> previousTag,
        Commit commit,
        Optional<Repository> repository,
        List<NotesFile> files,
        List<LogEntry> commits,
        List<Contributor> contributors,
        NotesInputs inputs) {

    /**
     * The version that is released.
     *
     * @param tag the tag
     * @param spelled the version as the tag spells it
     * @param parsed the same as PEP 440 understands it
     */
    public record Version(String tag, String spelled, PyVersion parsed) {}

    /**
     * The commit that is released.
     *
     * @param id full commit id
     * @param time time of the commit
     */
    public record Commit(String id, Instant time) {}

    /**
     * Where the project is developed.
     *
     * @param name owner/name
     * @param url web address without a slash at the end
     */
    public record Repository(String name, String url) {}

    /** Takes unmodifiable copies. */
    public NotesContext {
        files = List.copyOf(files);
        commits = List.copyOf(commits);
        contributors = List.copyOf(contributors);
    }

    /**
     * The text of each variable.
     *
     * @return no entry for a variable without a value
     */
    public Map<NotesVariable, String> values() {
        Map<NotesVariable, String> values = new EnumMap<>(NotesVariable.class);
        values.put(NotesVariable.PROJECT, project);
        values.put(NotesVariable.VERSION, version.spelled());
        values.put(NotesVariable.NORMALIZED_VERSION, version.parsed().normalized());
        values.put(NotesVariable.PRERELEASE, version.parsed().isPrerelease() ? "true" : "");
        values.put(NotesVariable.TAG, version.tag());
        values.put(NotesVariable.COMMIT, commit.id());
        values.put(
                NotesVariable.SHORT_COMMIT,
                commit.id().substring(0, Math.min(10, commit.id().length())));
        values.put(
                NotesVariable.DATE,
                DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC).format(commit.time()));
        previousTag.ifPresent(previous -> values.put(NotesVariable.PREVIOUS_TAG, previous));
        repository.ifPresent(home -> {
            values.put(NotesVariable.REPOSITORY, home.name());
            values.put(NotesVariable.REPOSITORY_URL, home.url());
            compareUrl().ifPresent(compare -> values.put(NotesVariable.COMPARE_URL, compare));
        });
        inputs.introduction().ifPresent(text -> values.put(NotesVariable.INTRODUCTION, text.strip()));
        inputs.generatedNotes().ifPresent(text -> values.put(NotesVariable.GENERATED_NOTES, text.strip()));
        values.put(
                NotesVariable.CHECKSUMS,
                files.stream()
                        .map(NotesFile::name)
                        .filter(name -> name.equals("SHA256SUMS"))
                        .findFirst()
                        .orElse(""));
        values.put(NotesVariable.WHEEL, only(NotesFile.Role.WHEEL));
        values.put(NotesVariable.SDIST, only(NotesFile.Role.SDIST));
        values.put(NotesVariable.INSTALLER, only(NotesFile.Role.INSTALLER));
        values.put(NotesVariable.ASSETS, table());
        values.put(NotesVariable.CHANGES, new ChangeText(this, compareUrl()).markdown());
        values.put(NotesVariable.CONTRIBUTORS, people(external()));
        values.put(NotesVariable.NEW_CONTRIBUTORS, newcomers());
        return values;
    }

    /**
     * The entries of each list.
     *
     * @return with a value for each field, which may be empty
     */
    public Map<NotesList, List<Map<String, String>>> lists() {
        Map<NotesList, List<Map<String, String>>> lists = new EnumMap<>(NotesList.class);
        lists.put(NotesList.CHANGES, new ChangeText(this, compareUrl()).entries());
        lists.put(
                NotesList.CONTRIBUTORS,
                external().stream()
                        .map(person -> Map.of(
                                "name", Markdown.inline(person.name()),
                                "login", person.login().orElse(""),
                                "mention", person.markdown(),
                                "commits", Integer.toString(person.commits()),
                                "firstTime", person.firstTime().orElse(false) ? "true" : "",
                                "firstChange",
                                        first(person)
                                                .map(change -> Markdown.inline(change.line()))
                                                .orElse(""),
                                "firstUrl",
                                        first(person)
                                                .flatMap(change ->
                                                        repositoryUrl().map(change::url))
                                                .orElse("")))
                        .toList());
        lists.put(
                NotesList.ASSETS,
                files.stream()
                        .map(file -> Map.of(
                                "name", file.name(),
                                "size", Long.toString(file.size()),
                                "sha256", file.sha256(),
                                "role", LetterCase.lower(file.role().name())))
                        .toList());
        return lists;
    }

    private List<Contributor> external() {
        return contributors.stream()
                .filter(c -> c.kind() == Contributor.Kind.EXTERNAL)
                .toList();
    }

    /** Web address of the repository; empty when not known. */
    Optional<String> repositoryUrl() {
        return repository.map(Repository::url);
    }

    private Optional<String> compareUrl() {
        return repositoryUrl()
                .flatMap(url -> previousTag.map(
                        previous -> url + "/compare/" + urlPath(previous) + "..." + urlPath(version.tag())));
    }

    private static Optional<Change> first(Contributor person) {
        return person.changes().stream().reduce((newer, older) -> older);
    }

    private String newcomers() {
        StringBuilder list = new StringBuilder();
        for (Contributor person : external()) {
            if (person.firstTime().orElse(false)) {
                list.append(list.length() == 0 ? "" : "\n")
                        .append("- ")
                        .append(person.markdown())
                        .append(" made their first contribution");
                first(person).ifPresent(change -> list.append(" in ").append(reference(change)));
            }
        }
        return list.toString();
    }

    private String reference(Change change) {
        String text = change.pullRequest().map(number -> "#" + number).orElseGet(change::shortId);
        return repositoryUrl()
                .map(url -> "[" + text + "](" + change.url(url) + ")")
                .orElse(text);
    }

    private String only(NotesFile.Role role) {
        List<String> names = files.stream()
                .filter(file -> file.role() == role)
                .map(NotesFile::name)
                .toList();
        return names.size() == 1 ? names.get(0) : "";
    }

    private String table() {
        if (files.isEmpty()) {
            return "";
        }
        StringBuilder table = new StringBuilder("| File | Size | sha256 |\n| --- | ---: | --- |");
        for (NotesFile file : files) {
            table.append("\n| `")
                    .append(file.name().replace("|", "\\|").replace('`', '\''))
                    .append("` | ")
                    .append(Bytes.text(file.size()))
                    .append(" | `")
                    .append(file.sha256())
                    .append("` |");
        }
        return table.toString();
    }

    private static String people(List<Contributor> people) {
        StringBuilder list = new StringBuilder();
        for (Contributor person : people) {
            list.append(list.length() == 0 ? "" : "\n").append("- ").append(person.markdown());
            if (person.firstTime().orElse(false)) {
                list.append(" (first contribution)");
            }
        }
        return list.toString();
    }

    private static String urlPath(String ref) {
        return URLEncoder.encode(ref, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }
}
