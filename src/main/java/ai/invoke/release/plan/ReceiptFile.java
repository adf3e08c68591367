package ai.invoke.release.plan;

import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.json.CanonicalJson;
import ai.invoke.release.json.JsonFields;
import ai.invoke.release.json.MalformedJsonException;
import ai.invoke.release.plan.Receipt.GitHubAsset;
import ai.invoke.release.plan.Receipt.GitHubReceipt;
import ai.invoke.release.plan.Receipt.IndexFile;
import ai.invoke.release.plan.Receipt.IndexReceipt;
import ai.invoke.release.plan.Receipt.Signature;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** {@code receipt.json}. */
public final class ReceiptFile {

    private static final int SCHEMA_VERSION = 1;
    private static final long MAX_BYTES = 4L * 1024 * 1024;

    private ReceiptFile() {}

    /**
     * Writes a receipt, all or nothing.
     *
     * @param file {@code receipt.json}
     * @param receipt the receipt
     */
    public static void write(Path file, Receipt receipt) {
        ObjectNode root = CanonicalJson.object()
                .put("schemaVersion", SCHEMA_VERSION)
                .put("fingerprint", receipt.fingerprint().shortForm())
                .put("planSha256", receipt.fingerprint().sha256())
                .put("project", receipt.project())
                .put("version", receipt.version())
                .put("tag", receipt.tag())
                .put("commit", receipt.commit());
        ArrayNode approvals = root.putArray("approvals");
        receipt.approvals()
                .forEach(signature -> approvals
                        .addObject()
                        .put("approver", signature.approver())
                        .put("at", text(signature.at())));
        ArrayNode indexes = root.putArray("indexes");
        receipt.indexes().forEach(index -> {
            ArrayNode files = indexes.addObject().put("name", index.name()).putArray("files");
            index.files().forEach(entry -> {
                ObjectNode row = files.addObject()
                        .put("name", entry.name())
                        .put("sha256", entry.sha256())
                        .put("confirmed", entry.confirmed());
                if (!entry.attestations().isEmpty()) {
                    ArrayNode attestations = row.putArray("attestations");
                    entry.attestations().forEach(attestations::add);
                }
            });
        });
        receipt.github().ifPresent(release -> {
            ArrayNode assets = root.putObject("github")
                    .put("id", release.id())
                    .put("url", release.url())
                    .putArray("assets");
            release.assets()
                    .forEach(asset -> assets.addObject()
                            .put("name", asset.name())
                            .put("size", asset.size())
                            .put("sha256", asset.sha256()));
        });
        ArrayNode announcements = root.putArray("announcements");
        receipt.announcements().forEach(channel -> announcements.addObject().put("channel", channel));
        receipt.finishedAt().ifPresent(at -> root.put("finishedAt", text(at)));
        AtomicFile.write(file, CanonicalJson.pretty(root));
    }

    private static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /**
     * Reads a receipt.
     *
     * @param file {@code receipt.json}
     * @return the receipt when there is one
     * @throws ProjectException when the file is no receipt
     */
    public static Optional<Receipt> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new MalformedJsonException("too large for a receipt");
            }
            return Optional.of(receipt(CanonicalJson.read(Files.readAllBytes(file))));
        } catch (IOException | MalformedJsonException | IllegalArgumentException | DateTimeException e) {
            throw new ProjectException(
                    Problem.of("not a readable receipt: " + e.getMessage())
                            .at(Location.of(file.toString()))
                            .next("move it away and run the deploy again; it asks the services what is there"),
                    e);
        }
    }

    private static Receipt receipt(JsonFields fields) {
        if (fields.integer("schemaVersion", 1) > SCHEMA_VERSION) {
            throw fields.wrong("schemaVersion", "written by a newer plugin");
        }
        Fingerprint fingerprint = new Fingerprint(fields.text("planSha256"));
        if (!fields.text("fingerprint").equals(fingerprint.shortForm())) {
            throw fields.wrong("fingerprint", "is not the beginning of planSha256");
        }
        Receipt receipt = new Receipt(
                fingerprint,
                fields.text("project"),
                fields.text("version"),
                fields.text("tag"),
                fields.text("commit", PlanFile.COMMIT, "a full commit id"),
                fields.objects(
                        "approvals", entry -> new Signature(entry.text("approver"), Instant.parse(entry.text("at")))),
                fields.objects(
                        "indexes",
                        index -> new IndexReceipt(
                                index.text("name"),
                                index.objects(
                                        "files",
                                        entry -> new IndexFile(
                                                entry.text("name"),
                                                entry.text("sha256", PlanFile.SHA256, "a SHA-256"),
                                                entry.bool("confirmed"),
                                                entry.has("attestations")
                                                        ? entry.textList("attestations")
                                                        : List.of())))),
                fields.optionalObject("github").map(ReceiptFile::github),
                fields.objects("announcements", entry -> entry.text("channel")),
                fields.optionalText("finishedAt").map(Instant::parse));
        fields.complete();
        return receipt;
    }

    private static GitHubReceipt github(JsonFields fields) {
        GitHubReceipt release = new GitHubReceipt(
                fields.integer("id", 0),
                fields.text("url"),
                fields.objects(
                        "assets",
                        asset -> new GitHubAsset(
                                asset.text("name"),
                                asset.integer("size", 0),
                                asset.text("sha256", PlanFile.SHA256, "a SHA-256"))));
        fields.complete();
        return release;
    }
}
