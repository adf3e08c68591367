package ai.invoke.release.approval;

import ai.invoke.release.json.CanonicalJson;
import ai.invoke.release.json.JsonFields;
import ai.invoke.release.plan.Fingerprint;
import ai.invoke.release.text.LetterCase;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** A decision as a file. */
final class ApprovalJson {

    private static final int SCHEMA_VERSION = 2;

    private ApprovalJson() {}

    /**
     * What a file says.
     *
     * @param approval the decision
     * @param chained whether it names the decision before it, as all do since schema 2
     * @param previous digest of the file before; empty for the first
     */
    record Content(Approval approval, boolean chained, Optional<String> previous) {

        boolean follows(Optional<String> before) {
            return !chained || previous.equals(before);
        }
    }

    static byte[] write(Approval approval, Optional<String> previous) {
        ObjectNode json = CanonicalJson.object()
                .put("schemaVersion", SCHEMA_VERSION)
                .put("fingerprint", approval.fingerprint().shortForm())
                .put("planSha256", approval.fingerprint().sha256())
                .put("decision", LetterCase.lower(approval.decision().name()))
                .put("approver", approval.approver())
                .put("at", approval.at().truncatedTo(ChronoUnit.SECONDS).toString());
        approval.comment().ifPresent(comment -> json.put("comment", comment));
        previous.ifPresent(sha256 -> json.put("previous", sha256));
        list(json.putArray("scope"), List.copyOf(approval.scope().targets()));
        list(json.putArray("manualChecks"), approval.confirmed());
        if (approval.proof() instanceof Approval.Proof.Typed typed) {
            json.put("kind", "typed").put("startedBy", typed.startedBy());
        } else if (approval.proof() instanceof Approval.Proof.Signed signed) {
            json.put("kind", "signed").put("signature", signed.signature());
        } else if (approval.proof() instanceof Approval.Proof.Reviewed reviewed) {
            json.put("kind", "environment").put("userId", reviewed.id()).put("environment", reviewed.environment());
        }
        return CanonicalJson.pretty(json);
    }

    private static void list(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }

    static Content read(byte[] bytes) {
        JsonFields fields = CanonicalJson.read(bytes);
        long schema = fields.integer("schemaVersion", 1);
        if (schema > SCHEMA_VERSION) {
            throw fields.wrong("schemaVersion", "written by a newer plugin");
        }
        Fingerprint fingerprint = new Fingerprint(fields.text("planSha256"));
        if (!fields.text("fingerprint").equals(fingerprint.shortForm())) {
            throw fields.wrong("fingerprint", "is not the beginning of planSha256");
        }
        String approver = fields.text("approver");
        if (approver.codePoints().anyMatch(Character::isISOControl)) {
            throw fields.wrong("approver", "holds control characters");
        }
        Approval approval = new Approval(
                fingerprint,
                decision(fields),
                approver,
                Instant.parse(fields.text("at")),
                fields.optionalText("comment"),
                schema == 1 ? Scope.ALL : new Scope(new TreeSet<>(fields.textList("scope"))),
                schema == 1 ? List.of() : fields.textList("manualChecks"),
                schema == 1 ? new Approval.Proof.Typed(false) : proof(fields));
        Optional<String> previous = schema == 1 ? Optional.empty() : fields.optionalText("previous");
        fields.complete();
        return new Content(approval, schema > 1, previous);
    }

    private static Approval.Decision decision(JsonFields fields) {
        return switch (fields.text("decision")) {
            case "approved" -> Approval.Decision.APPROVED;
            case "rejected" -> Approval.Decision.REJECTED;
            default -> throw fields.wrong("decision", "expected approved or rejected");
        };
    }

    private static Approval.Proof proof(JsonFields fields) {
        return switch (fields.text("kind")) {
            case "typed" -> new Approval.Proof.Typed(fields.bool("startedBy"));
            case "signed" -> new Approval.Proof.Signed(fields.text("signature"));
            case "environment" -> new Approval.Proof.Reviewed(fields.integer("userId", 1), fields.text("environment"));
            default -> throw fields.wrong("kind", "expected typed, signed or environment");
        };
    }
}
