package ai.invoke.release.goal.plan;

import ai.invoke.release.json.CanonicalJson;
import ai.invoke.release.notes.Change;
import ai.invoke.release.notes.Contributor;
import ai.invoke.release.notes.Markdown;
import ai.invoke.release.text.Printable;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Who from outside did what, in the form that is asked for. */
public final class ContributorReport {

    /** The forms. */
    public enum Format {
        /** For a terminal. */
        TEXT,
        /** For a page. */
        MARKDOWN,
        /** For programs. */
        JSON
    }

    private final Contributors.Result result;
    private final Optional<String> repositoryUrl;

    /**
     * A report.
     *
     * @param result what was found
     * @param repositoryUrl web address of the repository without a slash at the end; empty when not known, then there are no links
     */
    public ContributorReport(Contributors.Result result, Optional<String> repositoryUrl) {
        this.result = result;
        this.repositoryUrl = repositoryUrl;
    }

    /**
     * The report.
     *
     * @param format the form
     * @return its lines; of JSON those of one object
     */
    public List<String> lines(Format format) {
        return switch (format) {
            case TEXT -> text();
            case MARKDOWN -> markdown();
            case JSON -> json();
        };
    }

    private List<String> text() {
        List<String> lines = new ArrayList<>();
        int width = result.external().stream()
                .mapToInt(person -> shown(person).length())
                .max()
                .orElse(0);
        for (Contributor person : result.external()) {
            String shown = shown(person);
            lines.add(shown
                    + " ".repeat(width - shown.length())
                    + String.format(Locale.ROOT, "  %4d commit%s", person.commits(), person.commits() == 1 ? " " : "s")
                    + (person.firstTime().orElse(false) ? "  first contribution" : ""));
            for (Change change : person.changes()) {
                lines.add("    " + change.shortId() + ": " + Printable.of(change.line())
                        + repositoryUrl.map(url -> " (" + change.url(url) + ")").orElse(""));
            }
        }
        String range = result.from().map(ref -> ref + "..").orElse("everything up to ") + result.to();
        lines.add(String.format(
                Locale.ROOT,
                "%s: %d commits by %d people, %s from outside%s",
                range,
                result.commits().size(),
                result.contributors().size(),
                result.external().isEmpty()
                        ? "none"
                        : Integer.toString(result.external().size()),
                result.wholeHistory() ? "" : " (shallow clone: nobody can be called new; git fetch --unshallow)"));
        result.aside().ifPresent(lines::add);
        return List.copyOf(lines);
    }

    private static String shown(Contributor person) {
        // A name is foreign text: no control characters into a terminal.
        return person.login()
                .map(login -> person.name() + " (@" + login + ")")
                .orElseGet(person::name)
                .replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ");
    }

    private List<String> markdown() {
        List<String> lines = new ArrayList<>();
        for (Contributor person : result.external()) {
            lines.add("- " + person.markdown() + (person.firstTime().orElse(false) ? " (first contribution)" : ""));
            for (Change change : person.changes()) {
                String reference =
                        change.pullRequest().map(number -> "#" + number).orElseGet(change::shortId);
                lines.add("  - " + Markdown.inline(change.subject()) + " ("
                        + repositoryUrl
                                .map(url -> "[" + reference + "](" + change.url(url) + ")")
                                .orElse(reference)
                        + ")");
            }
        }
        return List.copyOf(lines);
    }

    private List<String> json() {
        ObjectNode root = CanonicalJson.object()
                .put("to", result.to())
                .put("commits", result.commits().size())
                .put("wholeHistory", result.wholeHistory());
        result.from().ifPresent(from -> root.put("from", from));
        ArrayNode people = root.putArray("contributors");
        for (Contributor person : result.external()) {
            ObjectNode node = people.addObject().put("name", person.name()).put("commits", person.commits());
            person.login().ifPresent(login -> node.put("login", login));
            person.firstTime().ifPresent(first -> node.put("firstTime", first));
            ArrayNode changes = node.putArray("changes");
            for (Change change : person.changes()) {
                ObjectNode entry = changes.addObject().put("sha", change.id()).put("subject", change.subject());
                change.pullRequest().ifPresent(number -> entry.put("pullRequest", number));
                repositoryUrl.ifPresent(url -> entry.put("url", change.url(url)));
            }
        }
        return new String(CanonicalJson.pretty(root), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }
}
