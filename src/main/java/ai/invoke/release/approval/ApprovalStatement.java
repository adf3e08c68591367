package ai.invoke.release.approval;

import ai.invoke.release.json.CanonicalJson;
import ai.invoke.release.plan.Artifact;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.text.LetterCase;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.temporal.ChronoUnit;

/**
 * What a person signs: an in-toto statement (version 1) with a predicate of our own. It is made anew from the plan and the decision
 * whenever a signature is verified, so nothing that is signed is ever interpreted, and a signature of anything else fails.
 */
public final class ApprovalStatement {

    /** The namespace of the signatures, so that no signature of a commit or a file passes for an approval. */
    public static final String NAMESPACE = "approval@release.invoke.ai";

    /** The predicate's type. */
    public static final String PREDICATE = "https://release.invoke.ai/approval/v1";

    private ApprovalStatement() {}

    /**
     * The statement.
     *
     * @param plan the plan with its artifacts
     * @param approval the decision; its proof does not matter
     * @return canonical JSON on one line, with a line feed
     */
    public static String of(PlanFile plan, Approval approval) {
        ObjectNode root = CanonicalJson.object()
                .put("_type", "https://in-toto.io/Statement/v1")
                .put("predicateType", PREDICATE);
        ArrayNode subjects = root.putArray("subject");
        subject(subjects, "release-plan.json", approval.fingerprint().sha256());
        for (Artifact artifact : plan.plan().artifacts()) {
            subject(subjects, artifact.path(), artifact.sha256());
        }
        ObjectNode predicate = root.putObject("predicate")
                .put("decision", LetterCase.lower(approval.decision().name()))
                .put("role", "approver")
                .put("approver", approval.approver())
                .put("at", approval.at().truncatedTo(ChronoUnit.SECONDS).toString());
        approval.comment().ifPresent(comment -> predicate.put("comment", comment));
        ArrayNode scope = predicate.putArray("scope");
        approval.scope().targets().forEach(scope::add);
        ArrayNode confirmed = predicate.putArray("manualChecks");
        approval.confirmed().forEach(confirmed::add);
        return CanonicalJson.line(root) + "\n";
    }

    private static void subject(ArrayNode subjects, String name, String sha256) {
        subjects.addObject().put("name", name).putObject("digest").put("sha256", sha256);
    }
}
