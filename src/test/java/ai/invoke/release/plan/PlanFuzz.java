package ai.invoke.release.plan;

import ai.invoke.release.fuzz.FuzzTarget;
import ai.invoke.release.fuzz.JsonScript;
import ai.invoke.release.fuzz.Scratch;
import ai.invoke.release.json.CanonicalJson;
import ai.invoke.release.problem.ProjectException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The files of a release, which anybody may have edited. */
public final class PlanFuzz {

    private PlanFuzz() {}

    public static List<FuzzTarget> targets() {
        return Stream.of(
                        JsonScript.targets("plan", PlanFuzz::plan, list("artifacts"), PlanFuzz::canonical),
                        JsonScript.targets("receipt", PlanFuzz::receipt, list("indexes")),
                        JsonScript.targets(
                                "journal",
                                input -> Journal.read(Scratch.file("journal.jsonl", input)),
                                List.of(List.of("", "\n", ""), List.of("", "{}\n", ""))))
                .flatMap(List::stream)
                .toList();
    }

    private static List<List<String>> list(String name) {
        return List.of(
                List.of("{\"schemaVersion\": ", "1", "}"),
                List.of("{\"schemaVersion\": 1, \"" + name + "\": [", "{},", "{}]}"));
    }

    /** A plan has one form only; what has no such form stays as it is. */
    private static byte[] canonical(List<JsonNode> documents) {
        JsonNode first = documents.isEmpty() ? CanonicalJson.object() : documents.get(0);
        try {
            return CanonicalJson.pretty(first);
        } catch (IllegalArgumentException none) {
            return first.toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    /** A plan that is read is written with the same bytes. */
    private static void plan(byte[] input) {
        try {
            PlanFile plan = PlanFile.read(Scratch.file("release-plan.json", input));
            Path again = Scratch.file("again.json", new byte[0]);
            plan.write(again);
            if (!Arrays.equals(Files.readAllBytes(again), input)) {
                throw new AssertionError("written anew the plan is another one");
            }
        } catch (ProjectException documented) {
            said(documented);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A receipt that is read says the same once it was written anew. */
    private static void receipt(byte[] input) {
        try {
            ReceiptFile.read(Scratch.file("receipt.json", input)).ifPresent(receipt -> {
                Path again = Scratch.file("again.json", new byte[0]);
                ReceiptFile.write(again, receipt);
                ReceiptFile.read(again).orElseThrow();
            });
        } catch (ProjectException documented) {
            said(documented);
        }
    }

    private static void said(ProjectException documented) {
        if (documented.problems().isEmpty()) {
            throw new AssertionError("no problem", documented);
        }
    }
}
