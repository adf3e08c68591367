package ai.invoke.release.notes;

import ai.invoke.release.git.LogEntry;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that notes can speak of. Turned into the text of each variable here, and only here.
 *
 * @param project name of the project
 * @param version version as the tag spells it
 * @param normalizedVersion version in normal form
 * @param prerelease whether it is a pre-release
 * @param tag the tag
 * @param previousTag tag of the release before; empty for the first
 * @param commit full commit id
 * @param committed time of the commit
 * @param repository owner/name; empty when not known
 * @param repositoryUrl web address without a slash at the end; empty when not known
 * @param files the files of the release; may be empty
 * @param commits the commits since the previous tag, newest first
 * @param contributors everybody in these commits
 */
public record NotesContext(
        String project,
        String version,
        String normalizedVersion,
        boolean prerelease,
        String tag,
        Optional<String> previousTag,
        String commit,
        Instant committed,
        Optional<String> repository,
        Optional<String> repositoryUrl,
        List<NotesFile> files,
        List<LogEntry> commits,
        List<Contributor> contributors) {

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
        values.put(NotesVariable.VERSION, version);
        values.put(NotesVariable.NORMALIZED_VERSION, normalizedVersion);
        values.put(NotesVariable.PRERELEASE, prerelease ? "true" : "");
        values.put(NotesVariable.TAG, tag);
        values.put(NotesVariable.COMMIT, commit);
        values.put(NotesVariable.SHORT_COMMIT, commit.substring(0, Math.min(10, commit.length())));
        values.put(
                NotesVariable.DATE,
                DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC).format(committed));
        previousTag.ifPresent(previous -> values.put(NotesVariable.PREVIOUS_TAG, previous));
        repository.ifPresent(name -> values.put(NotesVariable.REPOSITORY, name));
        repositoryUrl.ifPresent(url -> {
            values.put(NotesVariable.REPOSITORY_URL, url);
            previousTag.ifPresent(previous -> values.put(
                    NotesVariable.COMPARE_URL, url + "/compare/" + urlPath(previous) + "..." + urlPath(tag)));
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
                    .append(String.format(Locale.ROOT, "%,d", file.size()))
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
