package ai.invoke.release.report.page;

import ai.invoke.release.dist.RuleCatalogue;
import ai.invoke.release.dist.compare.WheelComparison;
import ai.invoke.release.dist.compare.WheelOutline;
import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.plan.Artifact;
import ai.invoke.release.plan.GitHubTarget;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.plan.ReleaseHistory;
import ai.invoke.release.plan.ReleasePlan;
import ai.invoke.release.plan.evidence.Evidence;
import ai.invoke.release.report.PlanSummary;
import ai.invoke.release.text.Bytes;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.text.Printable;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes the approval page from its template. Used by {@code plan} only, so that no other goal loads the template's library. */
public final class PageWriter {

    private static final int MOST_GROUPS = 14;
    private static final int MOST_PATHS = 60;
    private static final int MOST_FINDINGS = 200;
    private static final int MOST_HISTORY = 12;
    private static final int LONGEST_VALUE = 400;
    private static final RuleCatalogue RULES = RuleCatalogue.standard();
    private static final Pattern PEP = Pattern.compile("PEP ([0-9]{1,4})(?![0-9])");
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final ReleasePage page;
    private final ReleasePlan plan;
    private final ReleaseDirectory directory;

    private PageWriter(ReleasePage page, ReleaseDirectory directory) {
        this.page = page;
        this.plan = page.plan().plan();
        this.directory = directory;
    }

    /**
     * Writes the page, all or nothing.
     *
     * @param page what it shows
     * @param directory the release directory, for the decisions and for where the page goes
     * @return {@code report/index.html}
     */
    public static Path write(ReleasePage page, ReleaseDirectory directory) {
        Path file = LivePage.file(directory);
        AtomicFile.write(file, new PageWriter(page, directory).html().getBytes(StandardCharsets.UTF_8));
        return file;
    }

    private String html() {
        Map<String, Object> values = new HashMap<>();
        values.put("style", resource("page.css"));
        head(values);
        change(values);
        evidence(values);
        findings(values);
        values.put("targets", targets());
        notes(values);
        files(values);
        LivePage.of(page.plan(), directory, List.of()).parts().forEach(values::put);
        return template().execute(values);
    }

    private static Template template() {
        // A name that nothing knows is a mistake of ours; a value that is not there hides its section.
        return Mustache.compiler()
                .withEscaper(PageText::escape)
                .emptyStringIsFalse(true)
                .compile(resource("page.html"));
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(PageWriter.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the plugin's own template cannot be read", e);
        }
    }

    private static String text(String foreign) {
        return Printable.prose(foreign, LONGEST_VALUE);
    }

    private void head(Map<String, Object> values) {
        PlanFile file = page.plan();
        values.put("project", plan.project());
        values.put("version", plan.version());
        values.put("kind", plan.prerelease() ? "Pre-release" : "Release");
        values.put("sha256", file.fingerprint().sha256());
        values.put("fingerprint", file.fingerprint().shortForm());
        values.put("tag", plan.tag().orElse(""));
        values.put("shortCommit", plan.commit().substring(0, 12));
        Optional<String> repository = plan.github().map(github -> github.web() + "/" + github.repository());
        values.put(
                "commitUrl",
                repository.map(web -> web + "/commit/" + plan.commit()).orElse(""));
        values.put(
                "tagUrl",
                repository
                        .flatMap(web -> plan.tag().map(tag -> web + "/tree/" + segment(tag)))
                        .orElse(""));
        values.put(
                "subject", page.commit().map(commit -> text(commit.subject())).orElse(""));
        values.put("author", page.commit().map(commit -> text(commit.author())).orElse(""));
        values.put("time", page.commit().map(commit -> commit.time().toString()).orElse(""));
        values.put(
                "date", page.commit().map(commit -> DATE.format(commit.time())).orElse(""));
        Optional<String> previousTag = plan.github().flatMap(GitHubTarget::previousTag);
        values.put(
                "previous",
                page.change() instanceof ReleasePage.Compared compared
                        ? compared.version()
                        : page.change() instanceof ReleasePage.First
                                ? "none: this is the first release"
                                : previousTag.orElse("not known"));
        values.put(
                "compareUrl",
                repository
                        .filter(web -> plan.tag().isPresent() && previousTag.isPresent())
                        .map(web -> web + "/compare/" + segment(previousTag.orElseThrow()) + "..."
                                + segment(plan.tag().orElseThrow()))
                        .orElse(""));
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private void change(Map<String, Object> values) {
        values.put("wheels", List.of());
        values.put("notCompared", "");
        values.put("hasHistory", false);
        values.put("history", List.of());
        values.put("hasReleaseFiles", false);
        values.put("releaseFiles", List.of());
        if (page.change() instanceof ReleasePage.First) {
            values.put("notCompared", "This is the first release.");
        } else if (page.change() instanceof ReleasePage.NotCompared not) {
            values.put("notCompared", "No comparison: " + not.why());
        } else if (page.change() instanceof ReleasePage.Compared compared) {
            values.put(
                    "wheels",
                    compared.wheels().stream()
                            .map(wheel -> wheel(wheel, compared.acknowledged()))
                            .toList());
            if (compared.wheels().isEmpty()) {
                values.put(
                        "notCompared",
                        "No wheel of " + compared.version() + " was fetched that has a counterpart here.");
            }
            List<Map<String, Object>> history = history(compared);
            values.put("hasHistory", history.size() > 1);
            values.put("history", history);
            values.put("hasReleaseFiles", !compared.releaseFiles().isEmpty());
            values.put("releaseFiles", compared.releaseFiles());
        }
    }

    private static Map<String, Object> wheel(WheelComparison comparison, List<String> acknowledged) {
        Map<String, Object> values = new HashMap<>();
        WheelOutline now = comparison.now();
        List<WheelComparison.FileChange> changes = comparison.files();
        values.put("file", now.fileName());
        values.put("before", comparison.before().fileName());
        values.put("summary", summary(comparison));
        values.put(
                "acknowledged",
                acknowledged.contains(now.fileName())
                        ? "It lost " + comparison.loss().files() + " % of its files and "
                                + comparison.loss().bytes() + " % of its size, and that was acknowledged by its name."
                        : "");
        List<Map<String, Object>> fields = comparison.fields().stream()
                .map(field -> Map.<String, Object>of(
                        "field", field.field(),
                        "gone", field.gone().stream().map(PageWriter::text).toList(),
                        "come", field.come().stream().map(PageWriter::text).toList()))
                .toList();
        values.put("fields", fields);
        values.put("hasFields", !fields.isEmpty());
        groups(comparison, values);
        values.put(
                "lists",
                List.of(
                                paths("Gone", WheelComparison.Kind.REMOVED, changes),
                                paths("New", WheelComparison.Kind.ADDED, changes),
                                paths("Changed", WheelComparison.Kind.CHANGED, changes))
                        .stream()
                        .flatMap(Optional::stream)
                        .toList());
        return values;
    }

    /**
     * A comparison in one line.
     *
     * @param comparison two wheels
     * @return files and sizes
     */
    public static String summary(WheelComparison comparison) {
        List<WheelComparison.FileChange> changes = comparison.files();
        return count(changes, WheelComparison.Kind.ADDED) + " new, " + count(changes, WheelComparison.Kind.REMOVED)
                + " gone, " + count(changes, WheelComparison.Kind.CHANGED) + " changed of "
                + comparison.now().members().size() + " files; wheel "
                + Bytes.text(comparison.before().size()) + " to "
                + Bytes.text(comparison.now().size());
    }

    private static long count(List<WheelComparison.FileChange> changes, WheelComparison.Kind kind) {
        return changes.stream().filter(change -> change.kind() == kind).count();
    }

    private static void groups(WheelComparison comparison, Map<String, Object> values) {
        List<WheelComparison.Group> groups = comparison.groups();
        long most = groups.stream()
                .mapToLong(group -> Math.max(group.before(), group.now()))
                .max()
                .orElse(1);
        values.put(
                "groups",
                groups.stream()
                        .limit(MOST_GROUPS)
                        .map(group -> Map.<String, Object>of(
                                "name", text(group.name()),
                                "now", Bytes.text(group.now()),
                                "growth", growth(group.growth()),
                                "shrunk", group.growth() < 0,
                                "files", counted(group),
                                "bar", bar(group.before(), group.now(), most)))
                        .toList());
        int more = groups.size() - MOST_GROUPS;
        values.put("otherGroups", more > 0 ? "and " + more + " smaller" : "");
    }

    private static String counted(WheelComparison.Group group) {
        List<String> parts = new ArrayList<>();
        if (group.added() > 0) {
            parts.add(group.added() + " new");
        }
        if (group.removed() > 0) {
            parts.add(group.removed() + " gone");
        }
        if (group.changed() > 0) {
            parts.add(group.changed() + " changed");
        }
        return parts.isEmpty() ? "same" : String.join(", ", parts);
    }

    private static String growth(long bytes) {
        return bytes == 0 ? "same" : (bytes > 0 ? "+" : "\u2212") + Bytes.text(Math.abs(bytes));
    }

    /** Decoration: the numbers stand beside it. */
    private static String bar(long before, long now, long most) {
        return "<svg class=\"bar\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">"
                + "<rect class=\"was\" width=\"" + share(before, most) + "\" height=\"10\"/>"
                + "<rect class=\"is\" y=\"3\" width=\"" + share(now, most) + "\" height=\"4\"/></svg>";
    }

    private static long share(long part, long most) {
        return most <= 0 ? 0 : Math.max(part > 0 ? 2 : 0, Math.round(part * 1000.0 / most));
    }

    private static Optional<Map<String, Object>> paths(
            String title, WheelComparison.Kind kind, List<WheelComparison.FileChange> changes) {
        List<WheelComparison.FileChange> these =
                changes.stream().filter(change -> change.kind() == kind).toList();
        if (these.isEmpty()) {
            return Optional.empty();
        }
        int more = these.size() - MOST_PATHS;
        return Optional.of(Map.of(
                "title",
                title + ": " + these.size() + (these.size() == 1 ? " file" : " files"),
                "open",
                kind == WheelComparison.Kind.REMOVED && these.size() <= 12,
                "paths",
                these.stream()
                        .limit(MOST_PATHS)
                        .map(change -> Map.of("path", Printable.of(change.path(), 200), "size", size(change)))
                        .toList(),
                "more",
                more > 0 ? "and " + more + " more" : ""));
    }

    private static String size(WheelComparison.FileChange change) {
        return switch (change.kind()) {
            case ADDED -> Bytes.text(change.now());
            case REMOVED -> Bytes.text(change.before());
            case CHANGED -> growth(change.growth());
        };
    }

    private List<Map<String, Object>> history(ReleasePage.Compared compared) {
        List<ReleaseHistory.Earlier> earlier = new ArrayList<>();
        Optional<Artifact> wheel = plan.artifacts().stream()
                .filter(artifact -> artifact.role() == Artifact.Role.WHEEL)
                .findFirst();
        // One wheel a release: the one for the same platform, as far as the name tells.
        String ending = wheel.map(artifact -> tags(artifact.fileName())).orElse("");
        compared.history().stream()
                .filter(old -> tags(old.file()).equals(ending))
                .forEach(earlier::add);
        wheel.ifPresent(artifact -> earlier.add(
                new ReleaseHistory.Earlier(plan.normalizedVersion(), artifact.fileName(), artifact.size())));
        List<ReleaseHistory.Earlier> shown =
                earlier.subList(Math.max(0, earlier.size() - MOST_HISTORY), earlier.size());
        long most = shown.stream().mapToLong(ReleaseHistory.Earlier::size).max().orElse(1);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < shown.size(); i++) {
            ReleaseHistory.Earlier release = shown.get(i);
            rows.add(Map.of(
                    "version", text(release.version()),
                    "size", Bytes.text(release.size()),
                    "current", i == shown.size() - 1,
                    "bar", bar(0, release.size(), most)));
        }
        return rows;
    }

    private static String tags(String wheel) {
        String[] parts = wheel.split("-", -1);
        return parts.length < 5
                ? wheel
                : String.join("-", parts[parts.length - 3], parts[parts.length - 2], parts[parts.length - 1]);
    }

    private void evidence(Map<String, Object> values) {
        Evidence evidence = plan.evidence().orElse(Evidence.NONE);
        values.put(
                "noEvidence",
                plan.evidence().isEmpty()
                        ? "The plan was made by an older plugin and says nothing about checks and tests."
                        : "");
        values.put("hasChecks", !evidence.checks().isEmpty());
        values.put(
                "checks",
                evidence.checks().stream()
                        .map(check -> Map.<String, Object>of(
                                "id", text(check.id()),
                                "state", check.state().word(),
                                "word", check.state().word().replace('-', ' '),
                                "reason", check.reason().map(PageWriter::text).orElse(""),
                                "tests", check.tests().map(String::valueOf).orElse(""),
                                "tool",
                                        check.tool()
                                                .map(tool -> text(tool.toString()))
                                                .orElse("")))
                        .toList());
        values.put(
                "trials",
                evidence.trials().stream()
                        .map(trial -> Map.<String, Object>of(
                                "installer",
                                trial.installer(),
                                "steps",
                                trial.steps().stream()
                                        .map(step -> Map.of(
                                                "name", text(step.name()),
                                                "state", step.state().word(),
                                                "word", step.state().word().replace('-', ' '),
                                                "reason",
                                                        step.reason()
                                                                .map(PageWriter::text)
                                                                .orElse("")))
                                        .toList()))
                        .toList());
        values.put("build", evidence.build().map(PageWriter::build).orElse(Map.of()));
        if (evidence.build().isEmpty()) {
            values.put("build", false);
        }
        values.put(
                "proofs",
                plan.wheelProofs().stream()
                        .map(proof -> Map.of(
                                "installer", proof.installer(), "wheel", proof.wheel(), "entry", text(proof.entry())))
                        .toList());
        values.put("hasManual", !plan.policy().manualChecks().isEmpty());
        values.put(
                "manual",
                plan.policy().manualChecks().stream()
                        .map(check ->
                                Map.of("name", check.name(), "description", Printable.prose(check.description(), 2000)))
                        .toList());
        values.put("hasLogs", !page.logs().isEmpty());
        values.put(
                "logs",
                page.logs().stream()
                        .map(name -> Map.of("name", text(name), "url", "../logs/" + segment(name)))
                        .toList());
    }

    private static Map<String, Object> build(Evidence.Build build) {
        return Map.of(
                "python", text(build.python()),
                "twice",
                        build.sameTwice()
                                ? "A second build elsewhere gave the same bytes."
                                : "No second build was compared.",
                "hasRequirements", !build.requirements().isEmpty(),
                "count", build.requirements().size(),
                "requirements",
                        build.requirements().stream()
                                .map(each -> text(each.toString()))
                                .toList());
    }

    private void findings(Map<String, Object> values) {
        values.put("severities", List.of());
        values.put("noFindings", "");
        values.put("hasRules", false);
        values.put("rules", List.of());
        if (page.findings().isEmpty()) {
            values.put("noFindings", "verify-dist did not run.");
            return;
        }
        List<ReleasePage.Finding> all = page.findings().get();
        if (all.isEmpty()) {
            values.put("noFindings", "verify-dist found nothing.");
            return;
        }
        List<Map<String, Object>> groups = new ArrayList<>();
        for (String severity : List.of("error", "warning", "note")) {
            group(
                            severity + "s",
                            severity,
                            all.stream()
                                    .filter(finding -> !finding.ignored()
                                            && finding.severity().equals(severity))
                                    .toList())
                    .ifPresent(groups::add);
        }
        group(
                        "ignored",
                        "ignored",
                        all.stream().filter(ReleasePage.Finding::ignored).toList())
                .ifPresent(groups::add);
        values.put("severities", groups);
        List<Map<String, Object>> rules = all.stream()
                .map(ReleasePage.Finding::rule)
                .distinct()
                .flatMap(id -> RULES.rule(id).stream())
                .map(PageWriter::rule)
                .toList();
        values.put("hasRules", !rules.isEmpty());
        values.put("rules", rules);
    }

    private static Map<String, Object> rule(Rule rule) {
        Matcher pep = PEP.matcher(rule.source());
        return Map.of(
                "id", rule.id(),
                "severity", LetterCase.lower(rule.severity().name()),
                "message", text(rule.message()),
                "hint", text(rule.hint()),
                "source", text(rule.source()),
                "url", pep.find() ? "https://peps.python.org/pep-%04d/".formatted(Integer.parseInt(pep.group(1))) : "",
                "pypi", rule.pypi().map(PageWriter::text).orElse(""));
    }

    private static Optional<Map<String, Object>> group(String name, String kind, List<ReleasePage.Finding> findings) {
        return findings.isEmpty()
                ? Optional.empty()
                : Optional.of(Map.of(
                        "name",
                        name,
                        "class",
                        kind,
                        "count",
                        String.valueOf(findings.size()),
                        "findings",
                        findings.stream()
                                .limit(MOST_FINDINGS)
                                .map(PageWriter::finding)
                                .toList()));
    }

    private static Map<String, Object> finding(ReleasePage.Finding finding) {
        return Map.of(
                "rule", text(finding.rule()),
                "known", RULES.rule(finding.rule()).isPresent(),
                "message", text(finding.message()),
                "file", text(finding.file()),
                "source", text(finding.source()),
                "hint", text(finding.hint()));
    }

    private List<Map<String, Object>> targets() {
        List<Map<String, Object>> targets = new ArrayList<>();
        plan.github()
                .ifPresent(github -> targets.add(Map.of(
                        "name", "GitHub, a draft",
                        "addresses", List.of(github.web() + "/" + github.repository(), "API " + github.api()),
                        "undo", "Yes: a draft can be deleted, and only people who may write see it.")));
        for (IndexTarget index : plan.indexes()) {
            boolean trial = index.name().equals(IndexTarget.TESTPYPI.name());
            targets.add(Map.of(
                    "name", index.name() + (index.required() ? "" : ", may fail"),
                    "addresses", List.of("upload " + index.uploadUrl(), "shown at " + index.simpleUrl()),
                    "undo",
                            "No: a file name can be used once and for ever. A release can be yanked, so that pip passes it over;"
                                    + " the files stay." + (trial ? " It is an index for trials." : "")));
        }
        plan.github()
                .ifPresent(github -> targets.add(Map.of(
                        "name",
                        "GitHub, public",
                        "addresses",
                        List.of(github.web() + "/" + github.repository() + "/releases/tag/"
                                + segment(plan.tag().orElse(""))),
                        "undo",
                        "Notes and marks can be edited. Files and tag cannot where releases are immutable; people are"
                                + " notified at once.")));
        return targets;
    }

    private void notes(Map<String, Object> values) {
        values.put("notes", false);
        if (page.notes().isEmpty() || plan.github().isEmpty()) {
            return;
        }
        GitHubTarget github = plan.github().get();
        values.put(
                "notes",
                Map.of(
                        "title",
                        Printable.prose(github.title(), 300),
                        "facts",
                        String.join("; ", PlanSummary.githubFacts(github, plan.prerelease())) + ".",
                        "html",
                        new NotesHtml(github.web().toString(), github.web() + "/" + github.repository())
                                .render(page.notes().get())));
    }

    private void files(Map<String, Object> values) {
        values.put(
                "files",
                plan.artifacts().stream()
                        .map(artifact -> Map.of(
                                "name", artifact.path(),
                                "sha256", artifact.sha256(),
                                "role", role(artifact),
                                "size", Bytes.text(artifact.size())))
                        .toList());
        StringBuilder check = new StringBuilder("sha256sum -c <<'END'\n");
        plan.artifacts()
                .forEach(artifact -> check.append(artifact.sha256())
                        .append("  ")
                        .append(artifact.path())
                        .append('\n'));
        values.put("checkCommand", check.append("END").toString());
        values.put(
                "installCommand",
                plan.artifacts().stream()
                        .filter(artifact -> artifact.role() == Artifact.Role.WHEEL)
                        .findFirst()
                        .map(wheel ->
                                "python3 -m venv /tmp/candidate\n/tmp/candidate/bin/pip install \\\n  \"file://$PWD/"
                                        + wheel.path().replace("+", "%2B") + "#sha256=" + wheel.sha256() + "\"")
                        .orElse(""));
    }

    private static String role(Artifact artifact) {
        return switch (artifact.role()) {
            case WHEEL, SDIST -> "indexes, GitHub";
            case INSTALLER -> "GitHub, for users";
            case CHECKSUMS -> "GitHub, digests of the others";
            case FURTHER -> "GitHub";
        };
    }
}
