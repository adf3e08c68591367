package ai.invoke.release.report;

import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.plan.Artifact;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.Receipt;
import ai.invoke.release.plan.ReleasePlan;
import ai.invoke.release.text.Bytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One page that shows a release to people: self-contained, without scripts, readable in a mail or an artifact store. */
public final class HtmlReport {

    private static final String STYLE = """
            body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}
            h1{margin-bottom:0}h2{margin-top:2rem;border-bottom:1px solid #d0d7de}
            table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem;vertical-align:top}
            tr:nth-child(even){background:#f6f8fa}code,td.digest{font:13px ui-monospace,monospace;word-break:break-all}
            .fingerprint{font:600 1.6rem ui-monospace,monospace;letter-spacing:.08em}
            @media(prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}tr:nth-child(even){background:#161b22}
            h2{border-color:#30363d}}
            """;

    private HtmlReport() {}

    /**
     * A part of the page that somebody else found out.
     *
     * @param title its heading
     * @param lines what to show, one line each
     */
    public record Section(String title, List<String> lines) {

        /** Takes an unmodifiable copy. */
        public Section {
            lines = List.copyOf(lines);
        }
    }

    /**
     * Writes the page.
     *
     * @param file where
     * @param plan the plan
     * @param receipt what the release became, when it has begun
     * @param sections what else to show
     * @return the file
     */
    public static Path write(Path file, PlanFile plan, Optional<Receipt> receipt, List<Section> sections) {
        AtomicFile.write(file, page(plan, receipt, sections).getBytes(StandardCharsets.UTF_8));
        return file;
    }

    static String page(PlanFile file, Optional<Receipt> receipt, List<Section> sections) {
        ReleasePlan plan = file.plan();
        String title = plan.project() + " " + plan.normalizedVersion();
        StringBuilder html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\"><title>" + escape(title)
                + "</title><style>\n" + STYLE + "</style></head><body>\n");
        html.append("<h1>").append(escape(title)).append("</h1>\n<p>");
        html.append(plan.prerelease() ? "Pre-release" : "Release");
        html.append(", tag <code>").append(escape(plan.tag().orElse("none"))).append("</code>, commit <code>");
        html.append(escape(plan.commit())).append("</code></p>\n");
        html.append("<h2>Fingerprint</h2><p class=\"fingerprint\">")
                .append(file.fingerprint().shortForm())
                .append("</p><p><code>mvn invokeai-release:approve -Dinvokeai.fingerprint=")
                .append(file.fingerprint().shortForm())
                .append("</code></p>\n<h2>Artifacts</h2><table><tr><th>File</th><th>For</th><th>Size</th>")
                .append("<th>sha256</th></tr>\n");
        for (Artifact artifact : plan.artifacts()) {
            row(html, artifact.path(), artifact.role().text(), Bytes.text(artifact.size()), artifact.sha256());
        }
        html.append("</table>\n<h2>Goes to</h2><ul>\n");
        plan.indexes()
                .forEach(index ->
                        item(html, index.name() + " — " + index.uploadUrl() + ", shown at " + index.simpleUrl()));
        plan.github().ifPresent(github -> {
            item(html, "GitHub " + github.web() + "/" + github.repository() + " — “" + github.title() + "”");
            PlanSummary.github(github, plan.prerelease()).forEach(line -> item(html, line));
        });
        html.append("</ul>\n<h2>Proof</h2><ul>\n");
        plan.wheelProofs()
                .forEach(proof -> item(
                        html,
                        proof.installer() + " carries " + proof.wheel() + " as " + proof.entry() + ", sha256 "
                                + proof.sha256()));
        html.append("</ul>\n");
        receipt.ifPresent(done -> receipt(html, done));
        for (Section section : sections) {
            html.append("<h2>").append(escape(section.title())).append("</h2><ul>\n");
            section.lines().forEach(line -> item(html, line));
            html.append("</ul>\n");
        }
        return html.append("</body></html>\n").toString();
    }

    private static void receipt(StringBuilder html, Receipt receipt) {
        html.append("<h2>Published</h2><table><tr><th>Where</th><th>File</th><th>Confirmed</th><th>sha256</th></tr>\n");
        receipt.indexes()
                .forEach(index -> index.files()
                        .forEach(file -> row(
                                html, index.name(), file.name(), file.confirmed() ? "yes" : "not yet", file.sha256())));
        receipt.github()
                .ifPresent(github ->
                        github.assets().forEach(asset -> row(html, "GitHub", asset.name(), "yes", asset.sha256())));
        html.append("</table>\n<p>Approved by ");
        html.append(escape(String.join(
                ", ",
                receipt.approvals().stream()
                        .map(signature -> signature.approver() + " at " + signature.at())
                        .toList())));
        html.append(".</p>\n");
    }

    private static void row(StringBuilder html, String first, String second, String third, String digest) {
        html.append("<tr><td>").append(escape(first)).append("</td><td>").append(escape(second));
        html.append("</td><td>").append(escape(third)).append("</td><td class=\"digest\">");
        html.append(escape(digest)).append("</td></tr>\n");
    }

    private static void item(StringBuilder html, String text) {
        html.append("<li>").append(escape(text)).append("</li>\n");
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
