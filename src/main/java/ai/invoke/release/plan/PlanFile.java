package ai.invoke.release.plan;

import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.json.CanonicalJson;
import ai.invoke.release.json.JsonFields;
import ai.invoke.release.json.MalformedJsonException;
import ai.invoke.release.plan.evidence.EvidenceJson;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * {@code release-plan.json}: a plan with the bytes that its fingerprint is taken of.
 *
 * @param plan what the file says
 * @param fingerprint of the file's bytes
 */
public record PlanFile(ReleasePlan plan, Fingerprint fingerprint) {

    static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final String AGAIN = "mvn verify   (writes a new plan)";
    private static final long MAX_BYTES = 4L * 1024 * 1024;

    /**
     * Gives a plan its canonical bytes.
     *
     * @param plan the plan
     * @return the plan with its fingerprint
     */
    public static PlanFile of(ReleasePlan plan) {
        return new PlanFile(plan, Fingerprint.of(bytes(plan)));
    }

    /**
     * Writes the plan, all or nothing.
     *
     * @param file {@code release-plan.json}
     */
    public void write(Path file) {
        AtomicFile.write(file, bytes(plan));
    }

    /**
     * Reads a plan and refuses everything that {@code plan} did not write exactly so: a plan that was edited by hand is
     * not what somebody will approve.
     *
     * @param file {@code release-plan.json}
     * @return the plan with its fingerprint
     * @throws ProjectException when there is none, when it is newer than this plugin understands, or not canonical
     */
    public static PlanFile read(Path file) {
        byte[] bytes;
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw refuse(file, "is too large for a release plan");
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new ProjectException(
                    Problem.of("there is no release plan")
                            .at(Location.of(file.toString()))
                            .next(AGAIN),
                    e);
        } catch (IOException e) {
            throw refuse(file, "cannot be read: " + e);
        }
        ReleasePlan plan;
        try {
            plan = plan(CanonicalJson.read(bytes));
        } catch (MalformedJsonException | IllegalArgumentException e) {
            throw refuse(file, "is not a release plan: " + e.getMessage());
        }
        if (!Arrays.equals(bytes, bytes(plan))) {
            throw refuse(file, "was changed after the plan goal wrote it");
        }
        return new PlanFile(plan, Fingerprint.of(bytes));
    }

    private static ProjectException refuse(Path file, String why) {
        return new ProjectException(Problem.of("the release plan " + why)
                .at(Location.of(file.toString()))
                .next(AGAIN));
    }

    private static byte[] bytes(ReleasePlan plan) {
        ObjectNode root = CanonicalJson.object()
                .put("schemaVersion", plan.schema())
                .put("project", plan.project())
                .put("prerelease", plan.prerelease())
                .put("commit", plan.commit());
        plan.tag().ifPresent(tag -> root.put("tag", tag));
        root.putObject("version").put("raw", plan.version()).put("normalized", plan.normalizedVersion());
        ArrayNode artifacts = root.putArray("artifacts");
        plan.artifacts()
                .forEach(artifact -> artifacts
                        .addObject()
                        .put("path", artifact.path())
                        .put("role", artifact.role().text())
                        .put("size", artifact.size())
                        .put("sha256", artifact.sha256()));
        ArrayNode proofs = root.putArray("wheelInInstaller");
        plan.wheelProofs()
                .forEach(proof -> proofs.addObject()
                        .put("installer", proof.installer())
                        .put("entry", proof.entry())
                        .put("wheel", proof.wheel())
                        .put("sha256", proof.sha256()));
        ArrayNode indexes = root.putArray("indexes");
        plan.indexes().forEach(index -> {
            ObjectNode target = indexes.addObject()
                    .put("name", index.name())
                    .put("uploadUrl", index.uploadUrl().toString())
                    .put("simpleUrl", index.simpleUrl().toString());
            if (index.required() != IndexTarget.requiredByDefault(index.name())) {
                target.put("required", index.required());
            }
        });
        plan.github().ifPresent(github -> {
            ObjectNode target = root.putObject("github")
                    .put("api", github.api().toString())
                    .put("web", github.web().toString())
                    .put("repository", github.repository())
                    .put("title", github.title())
                    .put("notesSha256", github.notesSha256());
            github.discussionCategory().ifPresent(category -> target.put("discussionCategory", category));
            github.previousTag().ifPresent(tag -> target.put("previousTag", tag));
            github.tagObject().ifPresent(object -> target.put("tagObject", object));
            ObjectNode files = target.putObject("files")
                    .put("installerOnly", github.files().installerOnly())
                    .put("evidence", github.files().evidence());
            ObjectNode inputs = target.putObject("inputs");
            new TreeMap<>(github.inputs()).forEach(inputs::put);
            ArrayNode labels = files.putArray("labels");
            github.files()
                    .sortedLabels()
                    .forEach((name, label) ->
                            labels.addObject().put("name", name).put("label", label));
        });
        plan.evidence().ifPresent(evidence -> {
            EvidenceJson.write(evidence, root.putObject("evidence"));
            PolicyJson.write(plan.policy(), root.putObject("approval"));
        });
        return CanonicalJson.pretty(root);
    }

    private static ReleasePlan plan(JsonFields fields) {
        long schema = fields.integer("schemaVersion", 1);
        if (schema > ReleasePlan.SCHEMA_VERSION) {
            throw fields.wrong(
                    "schemaVersion",
                    schema + " is newer than the " + ReleasePlan.SCHEMA_VERSION
                            + " that this plugin understands; use the plugin version that wrote the plan");
        }
        JsonFields version = fields.object("version");
        ReleasePlan plan = new ReleasePlan(
                fields.text("project"),
                version.text("raw"),
                version.text("normalized"),
                fields.bool("prerelease"),
                fields.optionalText("tag"),
                fields.text("commit", COMMIT, "a full commit id"),
                fields.objects("artifacts", PlanFile::artifact),
                fields.objects(
                        "wheelInInstaller",
                        proof -> new WheelProof(
                                proof.text("installer"),
                                proof.text("entry"),
                                proof.text("wheel"),
                                proof.text("sha256", SHA256, "a SHA-256"))),
                fields.objects(
                        "indexes",
                        index -> new IndexTarget(
                                index.text("name"),
                                URI.create(index.text("uploadUrl")),
                                URI.create(index.text("simpleUrl")),
                                index.optionalBool("required")
                                        .orElseGet(() -> IndexTarget.requiredByDefault(index.text("name"))))),
                fields.optionalObject("github").map(PlanFile::github),
                schema == 1 ? Optional.empty() : Optional.of(EvidenceJson.read(fields.object("evidence"))),
                schema == 1 ? ApprovalPolicy.DEFAULT : PolicyJson.read(fields.object("approval")));
        version.complete();
        fields.complete();
        return plan;
    }

    private static Artifact artifact(JsonFields fields) {
        String role = fields.text("role");
        return new Artifact(
                fields.text("path"),
                List.of(Artifact.Role.values()).stream()
                        .filter(value -> value.text().equals(role))
                        .findFirst()
                        .orElseThrow(() -> fields.wrong("role", "unknown role " + role)),
                fields.integer("size", 1),
                fields.text("sha256", SHA256, "a SHA-256"));
    }

    private static GitHubTarget github(JsonFields fields) {
        GitHubTarget target = new GitHubTarget(
                URI.create(fields.text("api")),
                URI.create(fields.text("web")),
                fields.text("repository"),
                fields.text("title"),
                fields.text("notesSha256", SHA256, "a SHA-256"),
                fields.optionalText("discussionCategory"),
                fields.optionalText("previousTag"),
                fields.optionalText("tagObject"),
                files(fields.object("files")),
                fields.texts("inputs"));
        fields.complete();
        return target;
    }

    private static ReleaseFiles files(JsonFields fields) {
        Map<String, String> labels = new HashMap<>();
        fields.objects("labels", label -> Map.entry(label.text("name"), label.text("label")))
                .forEach(label -> labels.put(label.getKey(), label.getValue()));
        ReleaseFiles files = new ReleaseFiles(fields.bool("installerOnly"), fields.bool("evidence"), labels);
        fields.complete();
        return files;
    }
}
