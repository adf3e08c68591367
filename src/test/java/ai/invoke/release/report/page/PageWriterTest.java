package ai.invoke.release.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.approval.Approvals;
import ai.invoke.release.approval.Scope;
import ai.invoke.release.dist.compare.WheelComparison;
import ai.invoke.release.dist.compare.WheelOutline;
import ai.invoke.release.dist.metadata.CoreMetadata;
import ai.invoke.release.plan.ApprovalPolicy;
import ai.invoke.release.plan.Journal;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.Plans;
import ai.invoke.release.plan.Receipt;
import ai.invoke.release.plan.ReceiptFile;
import ai.invoke.release.plan.ReleaseDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageWriterTest {

    private static final String EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><!--part verdict-->"
            + "<!--end approvals-->{{project}}{{{style}}}\u202e\033[2J";

    @TempDir
    Path temp;

    private ReleaseDirectory directory = new ReleaseDirectory(Path.of("nowhere"));

    @BeforeEach
    void folder() {
        directory = new ReleaseDirectory(temp.resolve("release"));
    }

    private String written(ReleasePage page) throws IOException {
        return Files.readString(PageWriter.write(page, directory));
    }

    private static List<String> all(String regex, String page) {
        List<String> found = new ArrayList<>();
        Matcher matcher = Pattern.compile(regex).matcher(page);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    @Test
    void showsEverythingInTheOrderOfTheQuestions() throws IOException {
        String page = written(SamplePage.full());
        assertThat(all("<section id=\"([a-z]+)\"", page))
                .containsExactly(
                        "verdict",
                        "changes",
                        "evidence",
                        "findings",
                        "targets",
                        "notes",
                        "files",
                        "approvals",
                        "published");
        PlanFile plan = SamplePage.full().plan();
        assertThat(page)
                .contains("Ready to approve: 3 warnings, 0 of 2 approvals")
                .contains("https://github.com/invoke-ai/InvokeAI/commit/0123456789abcdef0123456789abcdef01234567")
                .contains("compare/v5.5.0...v5.6.0.rc1")
                .contains("<del>torch==2.4.1</del>", "<ins>torch==2.5.0</ins>", "<ins>pillow</ins>")
                .contains("Gone: ", "New: ", "Changed: ", "ldm/util.py")
                .contains("120 tests, 3 skipped", "ruff is configured in the project but not installed here")
                .contains("https://peps.python.org/pep-0527/", "MD-31")
                .contains("https://upload.pypi.org/legacy/", "a file name can be used once and for ever")
                .contains(
                        "sha256sum -c",
                        "sha256sum release-plan.json\n" + plan.fingerprint().sha256())
                .contains("#sha256=" + "a".repeat(64))
                .contains("invokeai-release:approve -Dinvokeai.fingerprint=" + plan.fingerprint())
                .contains("invokeai-release:reject -Dinvokeai.fingerprint=" + plan.fingerprint())
                .contains("start the app and make a picture")
                .contains("Nothing was sent yet.")
                .contains("href=\"../logs/pytest.log\"");
    }

    /** The page goes to people without the documentation, so it carries that of the rules that it names. */
    @Test
    void aFindingLeadsToWhatItsRuleSays() throws IOException {
        String page = written(SamplePage.full());
        List<String> targets = all("href=\"#(rule-[^\"]*)\"", page);
        assertThat(targets).contains("rule-MD-31", "rule-SD-09");
        assertThat(all("<dt id=\"(rule-[^\"]*)\"", page)).containsExactlyInAnyOrderElementsOf(Set.copyOf(targets));
        String rule = page.substring(page.indexOf("<dt id=\"rule-SD-09\""));
        assertThat(rule.substring(0, rule.indexOf("</dd>"))).contains("To do: ", "From: ", "PyPI refuses the file: ");
    }

    @Test
    void notesAreAsGitHubShowsThemWithoutItsHtmlAndImages() throws IOException {
        String page = written(SamplePage.full());
        String notes = page.substring(page.indexOf("<article"), page.indexOf("</article>"));
        assertThat(notes)
                .contains("href=\"https://github.com/octocat\">@octocat</a>")
                .contains("href=\"https://github.com/invoke-ai/InvokeAI/issues/1234\">#1234</a>")
                .contains("href=\"https://github.com/invoke-ai/InvokeAI/pull/77\">")
                .contains("<del>moved</del>", "<table>", "<h3>What is new</h3>", "<h4>Installation</h4>")
                .contains("[image] A picture")
                .doesNotContain("written by hand", "<img");
    }

    /** Whatever a foreign text says, the page has the elements, attributes and addresses of the template and no others. */
    @Test
    void hostileTextStaysText() throws IOException {
        TreeMap<String, WheelOutline.Member> members = new TreeMap<>();
        members.put(EVIL + "/" + EVIL + ".py", new WheelOutline.Member(5, 1));
        CoreMetadata metadata = CoreMetadata.parse(
                ("Metadata-Version: 2.1\nName: x\nVersion: 1\nRequires-Dist: " + EVIL.replace("\033", "") + "\n")
                        .getBytes(StandardCharsets.UTF_8));
        WheelComparison comparison = new WheelComparison(
                new WheelOutline(
                        "old-1-py3-none-any.whl", 5, new TreeMap<>(), CoreMetadata.parse(new byte[0]), List.of()),
                new WheelOutline("x" + EVIL, 5, members, metadata, List.of(EVIL)));
        ReleasePage sample = SamplePage.page(
                comparison,
                EVIL + "\n\n# " + EVIL
                        + "\n\n[x](javascript:alert(1)) ![y](data:text/html,z) <a href='javascript:1'>b</a>"
                        + "\n\n<script>\nalert(1)\n</script>\n\n<!-- a --> <iframe src=//evil>\n\n```" + EVIL + "\n"
                        + EVIL
                        + "\n```\n| a |\n| - |\n| " + EVIL + " |\n");
        ReleasePage hostile = new ReleasePage(
                sample.plan(),
                Optional.of(new ReleasePage.CommitFacts(EVIL, EVIL, Instant.EPOCH)),
                sample.change(),
                Optional.of(List.of(new ReleasePage.Finding("error", EVIL, EVIL, EVIL, EVIL, EVIL, false))),
                sample.notes(),
                List.of(EVIL));
        written(SamplePage.full());
        new Approvals(directory.approvals())
                .add(new Approval(
                        hostile.plan().fingerprint(),
                        Approval.Decision.REJECTED,
                        // Control characters are refused when a decision is read.
                        "<script>alert(1)</script>\"><img src=x onerror=alert(1)>",
                        Instant.EPOCH,
                        Optional.of(EVIL)));
        String page = written(hostile);
        Set<String> elements = new TreeSet<>(all("<([a-zA-Z!/][a-zA-Z0-9-]*)", page));
        Set<String> usual = new TreeSet<>(all("<([a-zA-Z!/][a-zA-Z0-9-]*)", written(SamplePage.full())));
        elements.removeAll(usual);
        assertThat(elements).isSubsetOf("h1", "h2", "h3", "h4", "h5", "h6", "br", "em", "strong");
        assertThat(page).doesNotContain("<script", "<img", "<iframe", "\u202e", "\033", "<style>\n<style");
        assertThat(all("<[a-z][^<>]*?\\s(on[a-z]+|src|srcset|action|formaction|style)\\s*=", page))
                .isEmpty();
        assertThat(all("(?:href|xlink:href)=\"([^\"]*)\"", page))
                .allMatch(link -> link.isEmpty()
                        || link.startsWith("https://")
                        || link.startsWith("#")
                        || link.startsWith("../logs/"));
        // One of each part, so that a later goal writes where it should.
        assertThat(all("(<!--part verdict-->)", page)).hasSize(1);
        assertThat(all("(<!--end approvals-->)", page)).hasSize(1);
        assertThat(page).contains("Rejected by");
    }

    @Test
    void asksNoServerAndRunsNothing() throws IOException {
        String page = written(SamplePage.full());
        assertThat(page)
                .contains("default-src 'none'; style-src 'unsafe-inline'")
                .doesNotContain("@import", "url(", "<link", "<script", " src=", "<iframe", "<object", "<embed");
    }

    @Test
    void threeThousandFilesAreLessThan300Kilobytes() throws IOException {
        long start = System.nanoTime();
        String page = written(SamplePage.full());
        assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(300_000);
        assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
        assertThat(page).contains("and ", " more");
    }

    @Test
    void decisionsAndPublishingWriteTheirPartsAnew() throws IOException {
        PlanFile plan = SamplePage.full().plan();
        written(SamplePage.full());
        plan.write(directory.plan());
        Approvals approvals = new Approvals(directory.approvals());
        approvals.add(approval(plan, "Ada"));
        String one = refreshed(plan);
        assertThat(one).contains("Ready to approve: 3 warnings, 1 of 2 approvals", "1 missing.", "Ada");
        approvals.add(approval(plan, "Grace"));
        assertThat(refreshed(plan)).contains("Approved: 3 warnings, 2 of 2 approvals", "None is missing.");

        new Journal(directory.journal(), plan.fingerprint(), Clock.systemUTC(), entry -> {})
                .add("publish-pypi", "file-stored", Map.of("name", SamplePage.WHEEL, "sha256", "a".repeat(64)));
        assertThat(refreshed(plan))
                .contains("Publishing has begun and is not finished")
                .contains("file-stored " + SamplePage.WHEEL);

        Receipt receipt = Receipt.begin(plan, List.of())
                .with(new Receipt.IndexReceipt(
                        "pypi", List.of(new Receipt.IndexFile(SamplePage.WHEEL, "a".repeat(64), true, List.of("x")))))
                .with(new Receipt.GitHubReceipt(
                        7, "https://github.com/invoke-ai/InvokeAI/releases/tag/v5.6.0.rc1", List.of()))
                .announced("discord")
                .finished(Instant.parse("2026-11-30T11:00:00Z"));
        ReceiptFile.write(directory.receipt(), receipt);
        String done = refreshed(plan);
        assertThat(done)
                .contains("Released at 2026-11-30T11:00:00Z", "yes, attested", "Announced: discord")
                .contains("https://pypi.org/project/InvokeAI/5.6.0rc1/")
                .contains("id=\"notes\"");
        assertThat(all("(<!--part [a-z]+-->)", done)).hasSize(3);
    }

    /** Who, how proven, and why somebody's word does not count. */
    @Test
    void saysHowAnApprovalIsProvenAndWhichDoesNotCount() throws IOException {
        PlanFile plan = SamplePage.full().plan();
        written(SamplePage.full());
        Approvals approvals = new Approvals(directory.approvals());
        approvals.add(approval(plan, "Ada"));
        Approval grace = approval(plan, "Grace");
        approvals.add(new Approval(
                grace.fingerprint(),
                grace.decision(),
                grace.approver(),
                grace.at(),
                grace.comment(),
                new Scope(new TreeSet<>(List.of("testpypi"))),
                List.of(),
                new Approval.Proof.Typed(true)));
        String page = refreshed(plan);
        String table = page.substring(page.indexOf("Decisions about this plan"), page.indexOf("<h3>No</h3>"));
        assertThat(table)
                .contains("a typed name, which nothing proves; confirmed generate")
                .contains("does not count</span> for testpypi only: it does not confirm generate")
                .contains("who started the job; nobody decided")
                .contains("take out what was not")
                .contains("approve -Dinvokeai.fingerprint=" + plan.fingerprint() + " -Dinvokeai.confirmed=generate");
        assertThat(page).contains("Ready to approve: 3 warnings, 1 of 2 approvals");
    }

    /** A review at GitHub is no command: the page shows the comment to paste, with the manual checks. */
    @Test
    void showsTheCommentOfAReview() throws IOException {
        ReleasePage sample = SamplePage.full();
        PlanFile plan = PlanFile.of(sample.plan()
                .plan()
                .with(
                        sample.plan().plan().evidence().orElseThrow(),
                        new ApprovalPolicy(
                                ApprovalPolicy.Kind.ENVIRONMENT,
                                1,
                                Optional.empty(),
                                Optional.of(new ApprovalPolicy.Environment("pypi", false)),
                                List.of(new ApprovalPolicy.ManualCheck("generate a picture", "make one")))));
        String page = written(new ReleasePage(
                plan, sample.commit(), sample.change(), sample.findings(), sample.notes(), sample.logs()));
        assertThat(page)
                .contains("<code>" + plan.fingerprint().sha256() + " confirmed: generate a picture</code>")
                .doesNotContain("invokeai-release:approve");
    }

    private String refreshed(PlanFile plan) throws IOException {
        return Files.readString(LivePage.refresh(directory, plan, List.of()).orElseThrow(), StandardCharsets.UTF_8);
    }

    private static Approval approval(PlanFile plan, String who) {
        return new Approval(
                plan.fingerprint(),
                Approval.Decision.APPROVED,
                who,
                Instant.parse("2026-11-30T10:30:00Z"),
                Optional.of("ok"),
                Scope.ALL,
                List.of("generate"),
                new Approval.Proof.Typed(false));
    }

    @Test
    void aPageOfAnotherPlanIsLeftAlone() throws IOException {
        String page = written(SamplePage.full());
        assertThat(LivePage.refresh(directory, PlanFile.of(Plans.full()), List.of()))
                .isEmpty();
        assertThat(Files.readString(LivePage.file(directory))).isEqualTo(page);
        Files.delete(LivePage.file(directory));
        assertThat(LivePage.refresh(directory, SamplePage.full().plan(), List.of()))
                .isEmpty();
    }

    @Test
    void saysWhyThereIsNoComparison() throws IOException {
        ReleasePage page = SamplePage.full();
        assertThat(written(with(page, new ReleasePage.First()))).contains("This is the first release.");
        assertThat(written(with(page, new ReleasePage.NotCompared("run mvn invokeai-release:collect"))))
                .contains("No comparison: run mvn invokeai-release:collect");
    }

    private static ReleasePage with(ReleasePage page, ReleasePage.Change change) {
        return new ReleasePage(page.plan(), page.commit(), change, Optional.empty(), page.notes(), List.of());
    }

    /** Pages to look at: one that waits, a first release, one that is out. */
    static List<String> samples(Path folder) throws IOException {
        List<String> pages = new ArrayList<>();
        for (String name : List.of("waiting", "first", "released")) {
            PageWriterTest sample = new PageWriterTest();
            sample.directory = new ReleaseDirectory(folder.resolve(name));
            if (name.equals("released")) {
                sample.decisionsAndPublishingWriteTheirPartsAnew();
            } else {
                sample.written(
                        name.equals("first") ? with(SamplePage.full(), new ReleasePage.First()) : SamplePage.full());
            }
            pages.add(LivePage.file(sample.directory).toString());
        }
        return pages;
    }
}
