package ai.invoke.release.notes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The changes of a release as Markdown, and as the entries of a template's list. */
final class ChangeText {

    /** A group longer than this helps no reader; the comparison has it all. */
    private static final int GROUP_LIMIT = 20;

    private final List<Change> changes;
    private final Map<String, List<Contributor>> people = new HashMap<>();
    private final NotesInputs inputs;
    private final Optional<String> repositoryUrl;
    private final Optional<String> compareUrl;

    ChangeText(NotesContext context, Optional<String> compareUrl) {
        this.changes = context.commits().stream()
                .filter(commit -> !commit.isMerge())
                .map(Change::of)
                .toList();
        context.contributors()
                .forEach(person -> person.changes()
                        .forEach(change -> people.computeIfAbsent(change.id(), id -> new ArrayList<>())
                                .add(person)));
        this.inputs = context.inputs();
        this.repositoryUrl = context.repositoryUrl();
        this.compareUrl = compareUrl;
    }

    String markdown() {
        StringBuilder text = new StringBuilder();
        Map<String, List<Change>> groups = ChangeGroups.of(byPeople(), inputs.labels());
        groups.forEach((title, group) -> {
            if (!title.equals(ChangeGroups.ALL)) {
                text.append(text.length() == 0 ? "" : "\n\n")
                        .append("### ")
                        .append(title)
                        .append("\n");
            }
            for (Change change : group.subList(0, Math.min(GROUP_LIMIT, group.size()))) {
                text.append(text.length() == 0 ? "" : "\n").append("- ").append(line(change));
            }
            if (group.size() > GROUP_LIMIT) {
                text.append("\n- … and ").append(group.size() - GROUP_LIMIT).append(" more");
                compareUrl.ifPresent(url ->
                        text.append(", see the [comparison](").append(url).append(')'));
            }
        });
        bots().ifPresent(line -> text.append(text.length() == 0 ? "" : "\n\n").append(line));
        return text.toString();
    }

    List<Map<String, String>> entries() {
        List<Map<String, String>> entries = new ArrayList<>();
        ChangeGroups.of(byPeople(), inputs.labels())
                .forEach((title, group) -> group.forEach(change -> entries.add(Map.of(
                        "subject", Markdown.inline(change.subject()),
                        "sha", change.id(),
                        "shortSha", change.shortId(),
                        "pullRequest",
                                change.pullRequest()
                                        .map(number -> Integer.toString(number))
                                        .orElse(""),
                        "url", repositoryUrl.map(change::url).orElse(""),
                        "author", authors(change),
                        "type", change.type().orElse(""),
                        "group", title))));
        return List.copyOf(entries);
    }

    private List<Change> byPeople() {
        return changes.stream().filter(change -> !byBot(change)).toList();
    }

    private boolean byBot(Change change) {
        List<Contributor> who = people.getOrDefault(change.id(), List.of());
        return !who.isEmpty() && who.stream().allMatch(person -> person.kind() == Contributor.Kind.BOT);
    }

    /** What programs did in one line: a hundred raised dependencies hide everything else. */
    private Optional<String> bots() {
        List<Change> theirs = changes.stream().filter(this::byBot).toList();
        if (theirs.isEmpty()) {
            return Optional.empty();
        }
        String names = theirs.stream()
                .flatMap(change -> people.getOrDefault(change.id(), List.of()).stream())
                .map(person -> Markdown.inline(person.name()))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return Optional.of(
                "And " + theirs.size() + (theirs.size() == 1 ? " change" : " changes") + " by " + names + ".");
    }

    private String line(Change change) {
        String reference = change.pullRequest().map(number -> "#" + number).orElseGet(change::shortId);
        String authors = authors(change);
        return Markdown.inline(change.subject()) + " ("
                + repositoryUrl
                        .map(url -> "[" + reference + "](" + change.url(url) + ")")
                        .orElse(reference)
                + ")" + (authors.isEmpty() ? "" : " by " + authors);
    }

    private String authors(Change change) {
        return people.getOrDefault(change.id(), List.of()).stream()
                .filter(person -> person.kind() != Contributor.Kind.BOT)
                .map(Contributor::markdown)
                .collect(Collectors.joining(", "));
    }
}
