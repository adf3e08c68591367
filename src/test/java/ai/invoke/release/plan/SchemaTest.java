package ai.invoke.release.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.approval.Approvals;
import ai.invoke.release.approval.Scope;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is what the published schemas say, of every version. */
class SchemaTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    @TempDir
    Path folder;

    private static JsonSchema schema(String name) throws Exception {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("src/site/resources/schema", name + ".schema.json")));
    }

    private static void fits(JsonSchema schema, Path file) throws Exception {
        assertThat(schema.validate(JSON.readTree(file.toFile())))
                .as(file.toString())
                .isEmpty();
    }

    @Test
    void plansOfBothSchemasFit() throws Exception {
        for (ReleasePlan plan : List.of(Plans.full(), Plans.recorded())) {
            Path file = folder.resolve(plan.schema() + ".json");
            PlanFile.of(plan).write(file);
            fits(schema("release-plan"), file);
        }
    }

    @Test
    void aPlanThatSaysMoreOrLessDoesNotFit() throws Exception {
        Path file = folder.resolve("plan.json");
        PlanFile.of(Plans.recorded()).write(file);
        ObjectNode plan = (ObjectNode) JSON.readTree(file.toFile());
        JsonSchema schema = schema("release-plan");
        assertThat(schema.validate(plan.deepCopy().put("extra", 1))).isNotEmpty();
        assertThat(schema.validate(plan.deepCopy().put("schemaVersion", 1))).isNotEmpty();
        assertThat(schema.validate(plan.deepCopy().put("schemaVersion", 3))).isNotEmpty();
        assertThat(schema.validate(without(plan, "evidence"))).isNotEmpty();
        ObjectNode signed = plan.deepCopy();
        ((ObjectNode) signed.path("approval")).remove("allowedSigners");
        assertThat(schema.validate(signed)).isNotEmpty();
    }

    private static JsonNode without(ObjectNode plan, String field) {
        ObjectNode copy = plan.deepCopy();
        copy.remove(field);
        return copy;
    }

    @Test
    void decisionsOfEveryKindFit() throws Exception {
        Fingerprint plan = PlanFile.of(Plans.recorded()).fingerprint();
        Approvals approvals = new Approvals(folder.resolve("approvals"));
        for (Approval.Proof proof : List.of(
                new Approval.Proof.Typed(true),
                new Approval.Proof.Signed("-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n"),
                new Approval.Proof.Reviewed(7, "pypi"))) {
            Path file = approvals.add(new Approval(
                    plan,
                    Approval.Decision.APPROVED,
                    "Ada",
                    NOW,
                    Optional.of("why"),
                    new Scope(new TreeSet<>(List.of("pypi"))),
                    List.of("generate"),
                    proof));
            fits(schema("approval"), file);
            ObjectNode json = (ObjectNode) JSON.readTree(file.toFile());
            assertThat(schema("approval").validate(json.deepCopy().put("kind", "spoken")))
                    .isNotEmpty();
            assertThat(schema("approval").validate(json.deepCopy().put("schemaVersion", 1)))
                    .isNotEmpty();
        }
    }

    @Test
    void aReceiptFits() throws Exception {
        Receipt receipt = Receipt.begin(
                        PlanFile.of(Plans.recorded()), List.of(new Receipt.Signature("ada (signed)", NOW)))
                .with(new Receipt.IndexReceipt(
                        "pypi", List.of(new Receipt.IndexFile("x.whl", "a".repeat(64), true, List.of("b".repeat(64))))))
                .with(new Receipt.GitHubReceipt(
                        1,
                        "https://github.com/x/y/releases/1",
                        List.of(new Receipt.GitHubAsset("x.whl", 3, "a".repeat(64)))))
                .announced("discord")
                .finished(NOW);
        Path file = folder.resolve("receipt.json");
        ReceiptFile.write(file, receipt);
        fits(schema("receipt"), file);
        assertThat(schema("receipt").validate(((ObjectNode) JSON.readTree(file.toFile())).put("x", 1)))
                .isNotEmpty();
    }
}
