package ai.invoke.release.dist.result;

import ai.invoke.release.dist.rule.Finding;
import ai.invoke.release.dist.rule.Severity;
import ai.invoke.release.json.CanonicalJson;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** Findings for other programs: {@code findings.json}. Equal findings are equal bytes; there is no clock and no path in it. */
public final class FindingsJson {

    /** Raised when a reader of older files would misunderstand a new one. */
    public static final int SCHEMA = 1;

    private FindingsJson() {}

    /**
     * The document. Its form is described on the page {@code verify-dist} of the site.
     *
     * @param verification what was found
     * @return canonical JSON
     */
    public static byte[] write(Verification verification) {
        ObjectNode root = CanonicalJson.object();
        root.put("schema", SCHEMA);
        ObjectNode counts = root.putObject("counts");
        counts.put("errors", verification.count(Severity.ERROR));
        counts.put("warnings", verification.count(Severity.WARNING));
        counts.put("notes", verification.count(Severity.NOTE));
        counts.put("ignored", verification.ignored());
        ArrayNode files = root.putArray("files");
        verification.files().forEach(file -> {
            ObjectNode node = files.addObject();
            node.put("name", file.name());
            node.put("size", file.size());
            node.put("sha256", file.sha256());
        });
        ArrayNode findings = root.putArray("findings");
        for (List<Judged> group : verification.byFile().values()) {
            group.forEach(each -> write(each, findings.addObject()));
        }
        return CanonicalJson.pretty(root);
    }

    private static void write(Judged judged, ObjectNode node) {
        Finding finding = judged.finding();
        node.put("rule", finding.rule());
        node.put("severity", finding.severity().name().toLowerCase(Locale.ROOT));
        node.put("ignored", judged.ignored());
        node.put("file", finding.file());
        finding.place().ifPresent(place -> node.put("place", place));
        node.put("message", finding.message());
        node.put("hint", finding.hint());
        node.put("source", finding.source());
        finding.pypi().ifPresent(words -> node.put("pypi", words));
        judged.remark().ifPresent(remark -> node.put("remark", remark));
    }
}
