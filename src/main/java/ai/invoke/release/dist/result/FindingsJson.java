package ai.invoke.release.dist.result;

import ai.invoke.release.digest.FileDigests;
import ai.invoke.release.dist.rule.Finding;
import ai.invoke.release.dist.rule.Severity;
import ai.invoke.release.json.CanonicalJson;
import ai.invoke.release.json.JsonFields;
import ai.invoke.release.json.MalformedJsonException;
import ai.invoke.release.text.LetterCase;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
        node.put("severity", LetterCase.lower(finding.severity().name()));
        node.put("ignored", judged.ignored());
        node.put("file", finding.file());
        finding.place().ifPresent(place -> node.put("place", place));
        node.put("message", finding.message());
        node.put("hint", finding.hint());
        node.put("source", finding.source());
        finding.pypi().ifPresent(words -> node.put("pypi", words));
        judged.remark().ifPresent(remark -> node.put("remark", remark));
    }

    /**
     * A finding as it is told in one line.
     *
     * @param severity {@code error}, {@code warning} or {@code note}
     * @param rule the rule's id
     * @param file the file that it is about
     * @param message what is wrong
     * @param hint what to do
     * @param source where the rule is from
     * @param ignored whether it does not count
     */
    public record Line(
            String severity, String rule, String file, String message, String hint, String source, boolean ignored) {

        @Override
        public String toString() {
            return severity + " " + rule + " in " + file + ": " + message;
        }
    }

    /**
     * The numbers of a document, and what they are about.
     *
     * @param counts how many findings of each severity count
     * @param ignored how many do not
     * @param files the files that were looked at
     */
    public record Summary(Map<Severity, Integer> counts, int ignored, List<VerifiedFile> files) {

        /** Takes unmodifiable copies. */
        public Summary {
            counts = Map.copyOf(counts);
            files = List.copyOf(files);
        }
    }

    /**
     * Reads the numbers.
     *
     * @param document canonical JSON
     * @return the numbers
     * @throws MalformedJsonException when it is no such document, or one of a newer plugin
     */
    public static Summary summary(byte[] document) {
        JsonFields root = CanonicalJson.read(document);
        if (root.integer("schema", 1) > SCHEMA) {
            throw root.wrong("schema", "written by a newer plugin");
        }
        JsonFields counts = root.object("counts");
        return new Summary(
                Map.of(
                        Severity.ERROR, counts.count("errors", 0),
                        Severity.WARNING, counts.count("warnings", 0),
                        Severity.NOTE, counts.count("notes", 0)),
                counts.count("ignored", 0),
                root.objects(
                        "files",
                        file -> new VerifiedFile(
                                file.text("name"),
                                file.integer("size", 0),
                                new FileDigests(file.text("sha256"), Optional.empty()))));
    }

    /**
     * Reads what {@link #write(Verification)} wrote.
     *
     * @param document canonical JSON
     * @return the findings in their order
     * @throws MalformedJsonException when it is no such document, or one of a newer plugin
     */
    public static List<Line> lines(byte[] document) {
        JsonFields root = CanonicalJson.read(document);
        if (root.integer("schema", 1) > SCHEMA) {
            throw root.wrong("schema", "written by a newer plugin");
        }
        return root.objects("findings", FindingsJson::line);
    }

    private static Line line(JsonFields finding) {
        // The rest is for other programs; asked for, so that what is not known is noticed.
        List.of("place", "pypi", "remark").forEach(finding::optionalText);
        return new Line(
                finding.text("severity"),
                finding.text("rule"),
                finding.text("file"),
                finding.text("message"),
                finding.text("hint"),
                finding.text("source"),
                finding.bool("ignored"));
    }
}
