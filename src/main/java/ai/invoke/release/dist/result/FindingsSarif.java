package ai.invoke.release.dist.result;

import ai.invoke.release.dist.rule.Finding;
import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.dist.rule.Severity;
import ai.invoke.release.json.CanonicalJson;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Findings in the form that code hosts import: SARIF 2.1.0.
 *
 * @see <a href="https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html">SARIF 2.1.0</a>
 */
public final class FindingsSarif {

    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    private FindingsSarif() {}

    /**
     * Writes the findings as a SARIF document.
     *
     * @param verification what was found
     * @param rules all rules, whether broken or not
     * @return canonical JSON
     */
    public static byte[] write(Verification verification, List<Rule> rules) {
        ObjectNode root = CanonicalJson.object();
        root.put("$schema", SCHEMA);
        root.put("version", "2.1.0");
        ObjectNode run = root.putArray("runs").addObject();
        run.put("columnKind", "utf16CodeUnits");
        ObjectNode driver = run.putObject("tool").putObject("driver");
        driver.put("name", "invokeai-release:verify-dist");
        ArrayNode descriptors = driver.putArray("rules");
        Map<String, Integer> indexes = new HashMap<>();
        for (Rule rule : rules) {
            indexes.putIfAbsent(rule.id(), indexes.size());
            if (indexes.get(rule.id()) == descriptors.size()) {
                describe(rule, descriptors.addObject());
            }
        }
        ArrayNode artifacts = run.putArray("artifacts");
        verification.files().forEach(file -> {
            ObjectNode artifact = artifacts.addObject();
            artifact.putObject("location").put("uri", uri(file.name()));
            artifact.put("length", file.size());
            artifact.putObject("hashes").put("sha-256", file.sha256());
        });
        ArrayNode results = run.putArray("results");
        for (List<Judged> group : verification.byFile().values()) {
            group.forEach(each -> result(each, indexes, results.addObject()));
        }
        return CanonicalJson.pretty(root);
    }

    private static void describe(Rule rule, ObjectNode node) {
        node.put("id", rule.id());
        node.putObject("shortDescription").put("text", rule.message());
        node.putObject("fullDescription").put("text", rule.message() + " (" + rule.source() + ")");
        node.putObject("help").put("text", rule.hint());
        node.putObject("defaultConfiguration").put("level", level(rule.severity()));
    }

    private static void result(Judged judged, Map<String, Integer> indexes, ObjectNode node) {
        Finding finding = judged.finding();
        node.put("ruleId", finding.rule());
        Integer index = indexes.get(finding.rule());
        if (index != null) {
            node.put("ruleIndex", index.intValue());
        }
        node.put("level", level(finding.severity()));
        node.putObject("message").put("text", finding.message() + ". " + finding.hint());
        ObjectNode location = node.putArray("locations").addObject();
        location.putObject("physicalLocation").putObject("artifactLocation").put("uri", uri(finding.file()));
        // A place inside an archive is no line of a file that a code host could show.
        finding.place()
                .ifPresent(place ->
                        location.putArray("logicalLocations").addObject().put("fullyQualifiedName", place));
        if (judged.ignored()) {
            node.putArray("suppressions")
                    .addObject()
                    .put("kind", "external")
                    .put("justification", "ignoreRules of verify-dist");
        }
        ObjectNode properties = node.putObject("properties");
        finding.pypi().ifPresent(words -> properties.put("pypi", words));
        judged.remark().ifPresent(remark -> properties.put("remark", remark));
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case NOTE -> "note";
        };
    }

    /** A file name as a relative URI reference. */
    private static String uri(String name) {
        StringBuilder uri = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "-._~!$&'()*+,;=@".indexOf(c) >= 0;
            if (plain) {
                uri.append(c);
            } else {
                uri.append(String.format("%%%02X", (int) c));
            }
        }
        return uri.toString();
    }
}
