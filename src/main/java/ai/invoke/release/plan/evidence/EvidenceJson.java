package ai.invoke.release.plan.evidence;

import ai.invoke.release.json.JsonFields;
import ai.invoke.release.plan.evidence.Evidence.Build;
import ai.invoke.release.plan.evidence.Evidence.Check;
import ai.invoke.release.plan.evidence.Evidence.Findings;
import ai.invoke.release.plan.evidence.Evidence.Requirement;
import ai.invoke.release.plan.evidence.Evidence.State;
import ai.invoke.release.plan.evidence.Evidence.Step;
import ai.invoke.release.plan.evidence.Evidence.Tests;
import ai.invoke.release.plan.evidence.Evidence.Tool;
import ai.invoke.release.plan.evidence.Evidence.Trial;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Evidence as JSON: the same form in the plan and in the files of the release directory. */
public final class EvidenceJson {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private EvidenceJson() {}

    /**
     * Writes evidence into an object.
     *
     * @param evidence what was tried
     * @param node gets a field for each section
     */
    public static void write(Evidence evidence, ObjectNode node) {
        checks(evidence.checks(), node.putArray(Evidence.CHECKS));
        ArrayNode trials = node.putArray(Evidence.SMOKE_TEST);
        evidence.trials().forEach(trial -> trial(trial, trials.addObject()));
        evidence.findings()
                .ifPresent(found -> node.putObject(Evidence.FINDINGS)
                        .put("errors", found.errors())
                        .put("warnings", found.warnings())
                        .put("notes", found.notes())
                        .put("ignored", found.ignored()));
        evidence.build().ifPresent(build -> build(build, node.putObject(Evidence.BUILD)));
        if (!evidence.missing().isEmpty()) {
            ObjectNode missing = node.putObject("missing");
            evidence.missing().forEach(missing::put);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param fields the object
     * @return the evidence
     * @throws ai.invoke.release.json.MalformedJsonException when it is something else
     */
    public static Evidence read(JsonFields fields) {
        Evidence evidence = new Evidence(
                checks(fields, Evidence.CHECKS),
                fields.objects(Evidence.SMOKE_TEST, EvidenceJson::trial),
                fields.optionalObject(Evidence.FINDINGS).map(EvidenceJson::findings),
                fields.optionalObject(Evidence.BUILD).map(EvidenceJson::build),
                new TreeMap<>(fields.has("missing") ? fields.texts("missing") : new TreeMap<>()));
        fields.complete();
        return evidence;
    }

    static void checks(List<Check> checks, ArrayNode array) {
        for (Check check : checks) {
            ObjectNode node = array.addObject()
                    .put("id", check.id())
                    .put("outcome", check.state().word())
                    .put("tolerated", check.tolerated());
            check.reason().ifPresent(why -> node.put("reason", why));
            check.tool().ifPresent(tool -> {
                ObjectNode program = node.putObject("tool").put("name", tool.name());
                tool.version().ifPresent(version -> program.put("version", version));
            });
            check.tests()
                    .ifPresent(tests -> node.putObject("tests")
                            .put("total", tests.total())
                            .put("failed", tests.failed())
                            .put("skipped", tests.skipped()));
        }
    }

    static List<Check> checks(JsonFields fields, String name) {
        return fields.objects(
                name,
                check -> new Check(
                        check.text("id"),
                        state(check),
                        check.optionalText("reason"),
                        check.optionalObject("tool").map(EvidenceJson::tool),
                        check.optionalObject("tests").map(EvidenceJson::tests),
                        check.bool("tolerated")));
    }

    private static Tool tool(JsonFields fields) {
        Tool tool = new Tool(fields.text("name"), fields.optionalText("version"));
        fields.complete();
        return tool;
    }

    private static Tests tests(JsonFields fields) {
        Tests tests = new Tests(count(fields, "total"), count(fields, "failed"), count(fields, "skipped"));
        fields.complete();
        return tests;
    }

    static void trial(Trial trial, ObjectNode node) {
        ArrayNode steps = node.put("installer", trial.installer()).putArray("steps");
        trial.steps().forEach(step -> {
            ObjectNode row = steps.addObject()
                    .put("name", step.name())
                    .put("outcome", step.state().word());
            step.reason().ifPresent(why -> row.put("reason", why));
        });
    }

    static Trial trial(JsonFields fields) {
        return new Trial(
                fields.text("installer"),
                fields.objects("steps", step -> new Step(step.text("name"), state(step), step.optionalText("reason"))));
    }

    private static Findings findings(JsonFields fields) {
        Findings findings = new Findings(
                count(fields, "errors"), count(fields, "warnings"), count(fields, "notes"), count(fields, "ignored"));
        fields.complete();
        return findings;
    }

    static void build(Build build, ObjectNode node) {
        ArrayNode requirements = node.put("python", build.python())
                .put("sameTwice", build.sameTwice())
                .putArray("requirements");
        build.requirements().forEach(requirement -> {
            ObjectNode row =
                    requirements.addObject().put("name", requirement.name()).put("version", requirement.version());
            requirement.sha256().ifPresent(sha256 -> row.put("sha256", sha256));
        });
    }

    static Build build(JsonFields fields) {
        Build build = new Build(
                fields.text("python"),
                fields.bool("sameTwice"),
                fields.objects(
                        "requirements",
                        requirement -> new Requirement(
                                requirement.text("name"),
                                requirement.text("version"),
                                requirement.has("sha256")
                                        ? Optional.of(requirement.text("sha256", SHA256, "a SHA-256"))
                                        : Optional.empty())));
        fields.complete();
        return build;
    }

    private static State state(JsonFields fields) {
        return State.of(fields.text("outcome"))
                .orElseThrow(() -> fields.wrong("outcome", "expected passed, failed, skipped or not-run"));
    }

    private static int count(JsonFields fields, String name) {
        long count = fields.integer(name, 0);
        if (count > Integer.MAX_VALUE) {
            throw fields.wrong(name, "too large");
        }
        return (int) count;
    }
}
