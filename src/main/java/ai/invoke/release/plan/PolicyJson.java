package ai.invoke.release.plan;

import ai.invoke.release.json.JsonFields;
import ai.invoke.release.plan.ApprovalPolicy.Environment;
import ai.invoke.release.plan.ApprovalPolicy.Kind;
import ai.invoke.release.plan.ApprovalPolicy.ManualCheck;
import ai.invoke.release.plan.ApprovalPolicy.RevokedFile;
import ai.invoke.release.plan.ApprovalPolicy.SignersFile;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The policy of approval as JSON. */
final class PolicyJson {

    private PolicyJson() {}

    static ObjectNode write(ApprovalPolicy policy, ObjectNode node) {
        node.put("kind", policy.kind().word()).put("required", policy.required());
        policy.signers().ifPresent(signers -> {
            ObjectNode file =
                    node.putObject("allowedSigners").put("path", signers.path()).put("sha256", signers.sha256());
            signers.revoked()
                    .ifPresent(revoked -> file.putObject("revoked")
                            .put("path", revoked.path())
                            .put("sha256", revoked.sha256()));
        });
        policy.environment()
                .ifPresent(environment -> node.putObject("environment")
                        .put("name", environment.name())
                        .put("selfReview", environment.selfReview()));
        ArrayNode checks = node.putArray("manualChecks");
        policy.manualChecks()
                .forEach(check -> checks.addObject().put("name", check.name()).put("description", check.description()));
        return node;
    }

    static ApprovalPolicy read(JsonFields fields) {
        long required = fields.integer("required", 1);
        if (required > Integer.MAX_VALUE) {
            throw fields.wrong("required", "too large");
        }
        ApprovalPolicy policy = new ApprovalPolicy(
                Kind.of(fields.text("kind"))
                        .orElseThrow(() -> fields.wrong("kind", "expected typed, signed or environment")),
                (int) required,
                fields.optionalObject("allowedSigners").map(PolicyJson::signers),
                fields.optionalObject("environment").map(PolicyJson::environment),
                fields.objects(
                        "manualChecks", check -> new ManualCheck(check.text("name"), check.text("description"))));
        fields.complete();
        return policy;
    }

    private static SignersFile signers(JsonFields fields) {
        SignersFile signers = new SignersFile(
                fields.text("path"),
                fields.text("sha256", PlanFile.SHA256, "a SHA-256"),
                fields.optionalObject("revoked").map(PolicyJson::revoked));
        fields.complete();
        return signers;
    }

    private static RevokedFile revoked(JsonFields fields) {
        RevokedFile revoked = new RevokedFile(fields.text("path"), fields.text("sha256", PlanFile.SHA256, "a SHA-256"));
        fields.complete();
        return revoked;
    }

    private static Environment environment(JsonFields fields) {
        Environment environment = new Environment(fields.text("name"), fields.bool("selfReview"));
        fields.complete();
        return environment;
    }
}
