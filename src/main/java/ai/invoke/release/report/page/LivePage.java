package ai.invoke.release.report.page;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.approval.Approvals;
import ai.invoke.release.approval.HowToApprove;
import ai.invoke.release.approval.ReviewComment;
import ai.invoke.release.approval.Signers;
import ai.invoke.release.approval.Tally;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.plan.ApprovalPolicy;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.plan.Journal;
import ai.invoke.release.plan.JournalEntry;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.Receipt;
import ai.invoke.release.plan.ReceiptFile;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.plan.evidence.Evidence;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.report.PlanSummary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The parts of the page that change after the plan: the verdict, the approvals, what was published. Every goal that decides or publishes
 * writes them anew, without the libraries that made the rest of the page.
 */
public final class LivePage {

    private static final List<String> TOLD =
            List.of("done", "left-out", "file-stored", "file-attested", "told", "finished");
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private final PlanFile plan;
    private final Optional<Approvals.Verdict> verdict;
    private final Optional<String> trouble;
    private final List<Tally.Judged> decisions;
    private final Optional<Receipt> receipt;
    private final List<JournalEntry> journal;
    private final List<String> installed;

    private LivePage(
            PlanFile plan,
            Optional<Approvals.Verdict> verdict,
            Optional<String> trouble,
            List<Tally.Judged> decisions,
            Optional<Receipt> receipt,
            List<JournalEntry> journal,
            List<String> installed) {
        this.plan = plan;
        this.verdict = verdict;
        this.trouble = trouble;
        this.decisions = decisions;
        this.receipt = receipt;
        this.journal = journal;
        this.installed = installed;
    }

    /**
     * Where the page is.
     *
     * @param directory the release directory
     * @return {@code report/index.html}
     */
    public static Path file(ReleaseDirectory directory) {
        return directory.root().resolve("report").resolve("index.html");
    }

    /** How a release stands now, as the files of its directory say. */
    static LivePage of(PlanFile plan, ReleaseDirectory directory, List<String> installed) {
        boolean rehearsal = Files.exists(directory.rehearsalMark());
        Optional<Approvals.Verdict> verdict;
        Optional<String> trouble = Optional.empty();
        List<Tally.Judged> decisions;
        try {
            List<Approvals.Kept> kept = new Approvals(directory.approvals()).kept();
            // Shown as GitHub has told it; the gate asks anew.
            List<Approval> reviews = kept.stream()
                    .map(Approvals.Kept::approval)
                    .filter(approval -> approval.fingerprint().equals(plan.fingerprint())
                            && approval.proof() instanceof Approval.Proof.Reviewed)
                    .toList();
            Tally tally = tally(plan, directory, rehearsal);
            decisions = tally.judged(kept, reviews);
            verdict = Optional.of(tally.overall(kept, reviews));
        } catch (ReleaseException e) {
            decisions = List.of();
            verdict = Optional.empty();
            trouble = e.problems().stream().map(Problem::what).findFirst();
        }
        return new LivePage(
                plan,
                verdict,
                trouble,
                decisions,
                receipt(directory, plan),
                Journal.read(directory.journal()).stream()
                        .filter(entry ->
                                entry.fingerprint().equals(plan.fingerprint().shortForm())
                                        && !entry.event().equals(Approvals.DECIDED))
                        .toList(),
                installed);
    }

    private static Tally tally(PlanFile plan, ReleaseDirectory directory, boolean rehearsal) {
        ApprovalPolicy policy = plan.plan().policy();
        return rehearsal
                ? Tally.ofRehearsal(plan, policy.required(), Instant.now())
                : Tally.of(
                        plan,
                        policy,
                        policy.signers()
                                .map(file -> Signers.of(
                                        file,
                                        path -> Signers.copy(
                                                path.equals(file.path())
                                                        ? directory.signers()
                                                        : directory.revokedSigners()))),
                        Instant.now());
    }

    private static Optional<Receipt> receipt(ReleaseDirectory directory, PlanFile plan) {
        try {
            return ReceiptFile.read(directory.receipt())
                    .filter(found -> found.fingerprint().equals(plan.fingerprint()));
        } catch (ReleaseException e) {
            // The goal that needs it says so; the page shows what is known without it.
            return Optional.empty();
        }
    }

    /**
     * Writes the changing parts of the page anew.
     *
     * @param directory the release directory
     * @param plan the plan that the page must be about
     * @param installed what pip said when it installed from a rehearsal
     * @return the page; empty when there is none, or one of another plan
     * @throws EnvironmentException when the disk fails
     */
    public static Optional<Path> refresh(ReleaseDirectory directory, PlanFile plan, List<String> installed) {
        Path file = file(directory);
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                return Optional.empty();
            }
            String page = Files.readString(file, StandardCharsets.UTF_8);
            if (!page.contains("<meta name=\"invokeai-plan\" content=\""
                    + plan.fingerprint().sha256() + "\">")) {
                return Optional.empty();
            }
            for (Map.Entry<String, String> part :
                    of(plan, directory, installed).parts().entrySet()) {
                page = replaced(page, part.getKey(), part.getValue());
            }
            AtomicFile.write(file, page.getBytes(StandardCharsets.UTF_8));
            return Optional.of(file);
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot write the approval page anew: " + e)
                            .at(Location.of(file.toString()))
                            .next("mvn verify   (makes the page again)"),
                    e);
        }
    }

    private static String replaced(String page, String part, String html) {
        String begin = "<!--part " + part + "-->";
        int from = page.indexOf(begin);
        int to = page.indexOf("<!--end " + part + "-->", from);
        return from < 0 || to < 0 ? page : page.substring(0, from + begin.length()) + html + page.substring(to);
    }

    /** The changing parts by their names in the template. */
    Map<String, String> parts() {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("verdict", verdict());
        parts.put("approvals", approvals());
        parts.put("published", published());
        return parts;
    }

    /**
     * The verdict in one line, as everywhere.
     *
     * @param plan the plan
     * @param directory the release directory
     * @return for instance {@code ready to approve: 2 warnings, 1 of 2 approvals}
     */
    public static String verdict(PlanFile plan, ReleaseDirectory directory) {
        return of(plan, directory, List.of()).line().text();
    }

    private record Line(String kind, String text) {}

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>(PlanSummary.warnings(plan.plan()));
        plan.plan()
                .evidence()
                .flatMap(Evidence::findings)
                .filter(found -> found.warnings() > 0)
                .ifPresent(found -> warnings.add(
                        "verify-dist has " + found.warnings() + (found.warnings() == 1 ? " warning" : " warnings")));
        return warnings;
    }

    private Line line() {
        int count = warnings().size();
        String warned = count == 0 ? "no warnings" : count + (count == 1 ? " warning" : " warnings");
        String counted = given() + " of " + plan.plan().policy().required()
                + (plan.plan().policy().required() == 1 ? " approval" : " approvals");
        if (receipt.flatMap(Receipt::finishedAt).isPresent()) {
            return new Line(
                    "ok", "released at " + receipt.flatMap(Receipt::finishedAt).get());
        }
        if (verdict.isEmpty()) {
            return new Line(
                    "bad",
                    "the decisions cannot be judged, so nothing can be published"
                            + trouble.map(why -> ": " + why).orElse(""));
        }
        if (verdict.get() instanceof Approvals.Verdict.Rejected rejected) {
            return new Line("bad", "rejected by " + names(rejected.by()));
        }
        if (!journal.isEmpty()) {
            return new Line("warn", "publishing has begun and is not finished");
        }
        if (plan.plan().tag().isEmpty()) {
            return new Line("warn", "not ready: the commit has no tag");
        }
        if (verdict.get() instanceof Approvals.Verdict.Approved) {
            return new Line("ok", "approved: " + warned + ", " + counted);
        }
        return new Line(count == 0 ? "ok" : "warn", "ready to approve: " + warned + ", " + counted);
    }

    private int given() {
        return verdict.map(now -> now instanceof Approvals.Verdict.Approved approved
                        ? approved.by().size()
                        : now instanceof Approvals.Verdict.Waiting waiting
                                ? waiting.by().size()
                                : 0)
                .orElse(0);
    }

    private static String names(List<Approval> decisions) {
        return decisions.stream().map(Approval::shown).collect(Collectors.joining(", "));
    }

    private String verdict() {
        Line line = line();
        StringBuilder html = new StringBuilder("<section id=\"verdict\" class=\"verdict ")
                .append(line.kind())
                .append("\" aria-labelledby=\"h-verdict\"><h2 id=\"h-verdict\">")
                .append(sentence(line.text()))
                .append("</h2>");
        if (!warnings().isEmpty()) {
            html.append("<ul>");
            warnings()
                    .forEach(warning ->
                            html.append("<li>").append(PageText.text(warning)).append("</li>"));
            html.append("</ul>");
        }
        return html.append("</section>").toString();
    }

    private static String sentence(String text) {
        String safe = PageText.text(text);
        return safe.isEmpty() ? safe : Character.toUpperCase(safe.charAt(0)) + safe.substring(1);
    }

    private String approvals() {
        ApprovalPolicy policy = plan.plan().policy();
        StringBuilder html = new StringBuilder("<p>Needed: ")
                .append(PageText.text(PlanSummary.policy(policy)))
                .append(".</p>");
        if (decisions.isEmpty()) {
            html.append("<p class=\"quiet\">Nobody has decided yet.</p>");
        } else {
            html.append(
                            "<table class=\"decisions\"><caption>Decisions about this plan</caption><thead><tr><th scope=\"col\">Who</th>")
                    .append("<th scope=\"col\">Decision</th><th scope=\"col\">How it is proven</th>")
                    .append("<th scope=\"col\">When</th><th scope=\"col\">Why</th></tr></thead><tbody>");
            decisions.forEach(decision -> row(html, decision));
            html.append("</tbody></table>");
        }
        int missing = Math.max(0, policy.required() - given());
        html.append("<p>")
                .append(missing == 0 ? "None is missing." : missing + " missing.")
                .append("</p>");
        html.append("<h3>Yes</h3>");
        if (policy.kind() == ApprovalPolicy.Kind.ENVIRONMENT) {
            html.append("<p>Review the environment <code>")
                    .append(PageText.text(policy.environment()
                            .map(ApprovalPolicy.Environment::name)
                            .orElse("")))
                    .append("</code> at GitHub. In the comment this line must stand:</p>");
        }
        if (!policy.manualChecks().isEmpty()) {
            html.append("<p>It says that everything under <q>To try by hand</q> was done; take out what was not.</p>");
        }
        html.append("<pre tabindex=\"0\"><code>")
                .append(PageText.escape(
                        policy.kind() == ApprovalPolicy.Kind.ENVIRONMENT
                                ? ReviewComment.line(plan.fingerprint(), plan.plan())
                                : HowToApprove.command(plan)))
                .append("</code></pre><h3>No</h3><pre tabindex=\"0\"><code>")
                .append(PageText.escape("mvn invokeai-release:reject -Dinvokeai.fingerprint="
                        + plan.fingerprint().shortForm() + " -Dinvokeai.comment=\"why\""))
                .append("</code></pre>");
        return html.toString();
    }

    private static void row(StringBuilder html, Tally.Judged judged) {
        Approval decision = judged.approval();
        boolean yes = decision.decision() == Approval.Decision.APPROVED;
        boolean counts = !yes || judged.refusal().isEmpty();
        html.append("<tr><th scope=\"row\">")
                .append(PageText.text(decision.approver()))
                .append("</th><td><span class=\"state ")
                .append(yes ? counts ? "ok\">approved" : "failed\">does not count" : "rejected\">rejected")
                .append("</span>")
                .append(decision.scope().targets().isEmpty() ? "" : " for " + PageText.text(decision.scope() + " only"))
                .append(counts ? "" : ": " + PageText.text(judged.refusal().orElse("")))
                .append("</td><td>")
                .append(PageText.text(decision.proven()))
                .append(
                        decision.confirmed().isEmpty()
                                ? ""
                                : "; confirmed " + PageText.text(String.join(", ", decision.confirmed())))
                .append("</td><td>")
                .append(PageText.text(String.valueOf(decision.at())))
                .append("</td><td>")
                .append(PageText.text(decision.comment().orElse("")))
                .append("</td></tr>");
    }

    private String published() {
        StringBuilder html = new StringBuilder();
        if (!installed.isEmpty()) {
            html.append("<p>This was a rehearsal on this machine; nothing left it. pip installed from there:</p><ul>");
            installed.forEach(
                    line -> html.append("<li>").append(PageText.text(line)).append("</li>"));
            html.append("</ul>");
        }
        receipt.ifPresent(done -> receipt(html, done));
        if (journal.isEmpty() && receipt.isEmpty()) {
            return html.append("<p class=\"quiet\">Nothing was sent yet.</p>").toString();
        }
        List<JournalEntry> told =
                journal.stream().filter(entry -> TOLD.contains(entry.event())).toList();
        if (!told.isEmpty()) {
            html.append("<details")
                    .append(receipt.isEmpty() ? " open" : "")
                    .append("><summary>Step by step</summary>")
                    .append("<table><thead><tr><th scope=\"col\">When</th><th scope=\"col\">Step</th>")
                    .append("<th scope=\"col\">What</th></tr></thead><tbody>");
            told.forEach(entry -> html.append("<tr><td>")
                    .append(PageText.text(entry.at()
                            .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                            .toString()))
                    .append("</td><th scope=\"row\">")
                    .append(PageText.text(entry.step()))
                    .append("</th><td>")
                    .append(PageText.text(entry.event() + name(entry)))
                    .append("</td></tr>"));
            html.append("</tbody></table></details>");
        }
        return html.toString();
    }

    private static String name(JournalEntry entry) {
        String name = entry.details().getOrDefault("name", entry.details().getOrDefault("channel", ""));
        return name.isEmpty() ? "" : " " + name;
    }

    private void receipt(StringBuilder html, Receipt done) {
        html.append("<ul>");
        done.github()
                .ifPresent(github -> html.append("<li><a href=\"")
                        .append(PageText.escape(github.url()))
                        .append("\">The release at GitHub</a></li>"));
        plan.plan()
                .indexes()
                .forEach(index -> page(index)
                        .ifPresent(address -> html.append("<li><a href=\"")
                                .append(PageText.escape(address))
                                .append("\">The release at ")
                                .append(PageText.text(index.name()))
                                .append("</a></li>")));
        done.announcements()
                .forEach(channel -> html.append("<li>Announced: ")
                        .append(PageText.text(channel))
                        .append("</li>"));
        html.append("</ul><table><caption>The receipt")
                .append(done.finishedAt().map(at -> ", finished at " + at).orElse(""))
                .append("</caption><thead><tr><th scope=\"col\">File and SHA-256</th><th scope=\"col\">Where</th>")
                .append("<th scope=\"col\">Confirmed</th></tr></thead><tbody>");
        done.indexes()
                .forEach(index -> index.files()
                        .forEach(file -> row(
                                html,
                                file.name(),
                                file.sha256(),
                                index.name(),
                                (file.confirmed() ? "yes" : "not yet")
                                        + (file.attestations().isEmpty() ? "" : ", attested"))));
        done.github()
                .ifPresent(github ->
                        github.assets().forEach(asset -> row(html, asset.name(), asset.sha256(), "GitHub", "yes")));
        html.append("</tbody></table>");
    }

    private static void row(StringBuilder html, String name, String sha256, String where, String confirmed) {
        html.append("<tr><th scope=\"row\">")
                .append(PageText.text(name))
                .append("<code class=\"digest\">")
                .append(PageText.text(sha256))
                .append("</code></th><td>")
                .append(PageText.text(where))
                .append("</td><td>")
                .append(PageText.text(confirmed))
                .append("</td></tr>");
    }

    /** The page for people, of the two indexes that have one at a known place. */
    private Optional<String> page(IndexTarget index) {
        String host = String.valueOf(index.simpleUrl().getHost());
        return host.equals("pypi.org") || host.equals("test.pypi.org")
                ? Optional.of("https://" + host + "/project/" + plan.plan().project() + "/"
                        + plan.plan().normalizedVersion() + "/")
                : Optional.empty();
    }
}
