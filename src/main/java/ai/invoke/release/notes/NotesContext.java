package ai.invoke.release.notes;

import ai.invoke.release.git.LogEntry;
import ai.invoke.release.text.Bytes;
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
 */
public record NotesContext(
        String project,
        Version version,
        Optional<String> previousTag,
        Commit commit,
        Optional<Repository> repository,
        List<NotesFile> files,
        List<LogEntry> commits,
        List<Contributor> contributors) {

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

    /** A list longer than this helps no reader; the compare link has it all. */
    private static final int CHANGES_LIMIT = 200;

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
            previousTag.ifPresent(previous -> values.put(
                    NotesVariable.COMPARE_URL,
                    home.url() + "/compare/" + urlPath(previous) + "..." + urlPath(version.tag())));
        });
        values.put(NotesVariable.WHEEL, only(NotesFile.Role.WHEEL));
        values.put(NotesVariable.SDIST, only(NotesFile.Role.SDIST));
        values.put(NotesVariable.INSTALLER, only(NotesFile.Role.INSTALLER));
        values.put(NotesVariable.ASSETS, table());
        values.put(NotesVariable.CHANGES, changes());
        List<Contributor> external = contributors.stream()
                .filter(c -> c.kind() == Contributor.Kind.EXTERNAL)
                .toList();
        values.put(NotesVariable.CONTRIBUTORS, people(external));
        values.put(
                NotesVariable.NEW_CONTRIBUTORS,
                people(external.stream()
                        .filter(c -> c.firstTime().orElse(false))
                        .toList()));
        return values;
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

    private String changes() {
        List<LogEntry> shown = commits.stream().filter(c -> !c.isMerge()).toList();
        StringBuilder list = new StringBuilder();
        for (LogEntry entry : shown.subList(0, Math.min(CHANGES_LIMIT, shown.size()))) {
            list.append(list.length() == 0 ? "" : "\n")
                    .append("- ")
                    .append(Markdown.inline(entry.subject()))
                    .append(" (")
                    .append(entry.id(), 0, 10)
                    .append(')');
        }
        if (shown.size() > CHANGES_LIMIT) {
            list.append("\n- … and ").append(shown.size() - CHANGES_LIMIT).append(" more");
        }
        return list.toString();
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
