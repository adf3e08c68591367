package ai.invoke.release.goal.inspect;

import ai.invoke.release.console.Styles;
import ai.invoke.release.console.Styles.Style;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.json.CanonicalJson;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.text.Printable;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What {@code status} and {@code audit} found, as a table or as JSON. */
public final class InspectionReport {

    private static final int SCHEMA_VERSION = 1;

    /** The forms. */
    public enum Format {
        /** A table for a terminal. */
        TEXT,
        /** One object for programs. */
        JSON;

        /**
         * Reads a format that a user asks for.
         *
         * @param text {@code text} or {@code json}
         * @return the format
         * @throws ProjectException when it is another word
         */
        public static Format of(String text) {
            return switch (LetterCase.lower(text.strip())) {
                case "text" -> TEXT;
                case "json" -> JSON;
                default ->
                    throw new ProjectException(
                            Problem.of("'" + text + "' is no format").next("use -Dinvokeai.format=text or json"));
            };
        }
    }

    private final Inspection inspection;

    /**
     * A report.
     *
     * @param inspection what was found
     */
    public InspectionReport(Inspection inspection) {
        this.inspection = inspection;
    }

    /**
     * The report.
     *
     * @param format the form
     * @param styles how parts of the text are shown; JSON has none
     * @return its lines; of JSON those of one object
     */
    public List<String> lines(Format format, Styles styles) {
        return format == Format.JSON
                ? new String(json(), StandardCharsets.UTF_8).lines().toList()
                : text(styles);
    }

    /**
     * Writes the report, all or nothing.
     *
     * @param file where
     * @param format the form
     */
    public void write(Path file, Format format) {
        AtomicFile.write(file, (String.join("\n", lines(format, Styles.NONE)) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private List<String> text(Styles styles) {
        List<String> lines = new ArrayList<>();
        lines.add(inspection.subject().title()
                + inspection.subject().tag().map(tag -> ", tag " + tag).orElse("")
                + inspection
                        .stage()
                        .map(stage -> ": " + styles.strong(stage.word()))
                        .orElse(""));
        int about = width(inspection.facts().stream().map(Fact::about).toList());
        for (Fact fact : inspection.facts()) {
            lines.add(mark(fact.state(), styles)
                    + pad(fact.about(), about + 2)
                    + Printable.prose(fact.text(), 2000)
                    + fact.link().map(link -> "  " + link).orElse(""));
        }
        inspection.next().forEach(line -> lines.add(pad("next", 8) + line));
        if (!inspection.undo().isEmpty()) {
            lines.add("if the release is bad:");
            inspection.undo().forEach(line -> lines.add("        " + line));
        }
        return List.copyOf(lines);
    }

    private static String mark(Fact.State state, Styles styles) {
        return switch (state) {
            case OK -> styles.in(Style.SUCCESS, pad("ok", 8));
            case OPEN -> pad("open", 8);
            case UNKNOWN -> styles.in(Style.WARNING, pad("unknown", 8));
            case WRONG -> styles.in(Style.FAILURE, pad("WRONG", 8));
        };
    }

    private static int width(List<String> texts) {
        return texts.stream().mapToInt(String::length).max().orElse(0);
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private byte[] json() {
        ObjectNode root = CanonicalJson.object()
                .put("schemaVersion", SCHEMA_VERSION)
                .put("project", inspection.subject().project())
                .put("version", inspection.subject().version().normalized());
        inspection.subject().tag().ifPresent(tag -> root.put("tag", tag));
        inspection
                .subject()
                .plan()
                .map(PlanFile::fingerprint)
                .ifPresent(fingerprint -> root.put("planSha256", fingerprint.sha256()));
        inspection.stage().ifPresent(stage -> root.put("stage", stage.word()));
        ArrayNode facts = root.putArray("facts");
        for (Fact fact : inspection.facts()) {
            ObjectNode node = facts.addObject()
                    .put("about", fact.about())
                    .put("state", fact.state().word())
                    .put("text", fact.text());
            fact.link().ifPresent(link -> node.put("link", link.toString()));
        }
        ArrayNode next = root.putArray("next");
        inspection.next().forEach(next::add);
        ArrayNode undo = root.putArray("undo");
        inspection.undo().forEach(undo::add);
        return CanonicalJson.pretty(root);
    }
}
