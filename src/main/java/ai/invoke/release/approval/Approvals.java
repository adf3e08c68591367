package ai.invoke.release.approval;

import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.json.CanonicalJson;
import ai.invoke.release.json.JsonFields;
import ai.invoke.release.json.MalformedJsonException;
import ai.invoke.release.plan.Fingerprint;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The decisions in {@code approvals/}, one file each. Files are numbered in the order of the decisions and never
 * overwritten, so the folder tells the whole story of a release.
 */
public final class Approvals {

    private static final int SCHEMA_VERSION = 1;
    private static final int MAX_DECISIONS = 10_000;
    private static final long MAX_BYTES = 64L * 1024;
    private static final Pattern NUMBER = Pattern.compile("(\\d{4})-");

    private final Path folder;

    /**
     * The decisions in a folder.
     *
     * @param folder {@code approvals/}; need not exist
     */
    public Approvals(Path folder) {
        this.folder = folder;
    }

    /**
     * Adds a decision.
     *
     * @param approval the decision
     * @return the new file
     */
    public Path add(Approval approval) {
        ObjectNode json = CanonicalJson.object()
                .put("schemaVersion", SCHEMA_VERSION)
                .put("fingerprint", approval.fingerprint().shortForm())
                .put("planSha256", approval.fingerprint().sha256())
                .put("decision", word(approval.decision()))
                .put("approver", approval.approver())
                .put("at", approval.at().truncatedTo(ChronoUnit.SECONDS).toString());
        approval.comment().ifPresent(comment -> json.put("comment", comment));
        byte[] bytes = CanonicalJson.pretty(json);
        Path lastCollision = folder;
        for (int number = lastNumber() + 1; number < MAX_DECISIONS; number++) {
            Path file = folder.resolve(
                    "%04d-%s-%s.json".formatted(number, approval.fingerprint().shortForm(), word(approval.decision())));
            try {
                AtomicFile.create(file, bytes);
                return file;
            } catch (FileAlreadyExistsException e) {
                lastCollision = file;
            }
        }
        throw new EnvironmentException(Problem.of("the folder holds too many decisions")
                .at(Location.of(lastCollision.toString()))
                .next("move old decisions out of the folder"));
    }

    /** Numbers that became free in between stay free, for the order of the names is the order of the decisions. */
    private int lastNumber() {
        return files().stream()
                .map(file -> NUMBER.matcher(name(file)))
                .filter(Matcher::lookingAt)
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .max()
                .orElse(0);
    }

    /**
     * All decisions, of whatever plan, in the order in which they were made.
     *
     * @return the decisions
     * @throws ProjectException when a file in the folder is no decision: an unreadable "no" must not count as silence
     */
    public List<Approval> all() {
        List<Approval> result = new ArrayList<>();
        for (Path file : files()) {
            result.add(read(file));
        }
        return List.copyOf(result);
    }

    /**
     * Where a plan stands: each approver's latest word counts; one standing rejection outweighs all approvals. A decision
     * that was given in a rehearsal does not count.
     *
     * @param fingerprint the plan
     * @param required how many different people must approve, at least 1
     * @return the verdict
     */
    public Verdict verdict(Fingerprint fingerprint, int required) {
        return verdict(fingerprint, required, approval -> !approval.ofRehearsal());
    }

    /**
     * Where a plan stands in a rehearsal: as in a release, and the rehearsal's own approval counts, too.
     *
     * @param fingerprint the plan
     * @param required how many different people must approve, at least 1
     * @return the verdict
     */
    public Verdict rehearsalVerdict(Fingerprint fingerprint, int required) {
        return verdict(fingerprint, required, approval -> true);
    }

    private Verdict verdict(Fingerprint fingerprint, int required, Predicate<Approval> counts) {
        List<Approval> all = all().stream().filter(counts).toList();
        Map<String, Approval> latest = new LinkedHashMap<>();
        for (Approval approval : all) {
            if (approval.fingerprint().equals(fingerprint)) {
                latest.remove(approval.approver());
                latest.put(approval.approver(), approval);
            }
        }
        List<Approval> rejections = latest.values().stream()
                .filter(approval -> approval.decision() == Approval.Decision.REJECTED)
                .toList();
        if (!rejections.isEmpty()) {
            return new Verdict.Rejected(rejections);
        }
        List<Approval> approvals = List.copyOf(latest.values());
        if (approvals.size() >= Math.max(1, required)) {
            return new Verdict.Approved(approvals);
        }
        List<Fingerprint> others = all.stream()
                .filter(approval -> approval.decision() == Approval.Decision.APPROVED)
                .map(Approval::fingerprint)
                .filter(other -> !other.equals(fingerprint))
                .distinct()
                .toList();
        return new Verdict.Waiting(approvals, Math.max(1, required), others);
    }

    /**
     * The files of some decisions, to be published as evidence.
     *
     * @param decisions decisions of this folder
     * @return in the order in which they were made
     */
    public List<Path> files(List<Approval> decisions) {
        return files().stream().filter(file -> decisions.contains(read(file))).toList();
    }

    private List<Path> files() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> list = Files.list(folder)) {
            return list.filter(
                            file -> name(file).endsWith(".json") && !name(file).startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot list the approvals: " + e).at(Location.of(folder.toString())), e);
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static Approval read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new MalformedJsonException("too large for a decision");
            }
            JsonFields fields = CanonicalJson.read(Files.readAllBytes(file));
            if (fields.integer("schemaVersion", 1) > SCHEMA_VERSION) {
                throw fields.wrong("schemaVersion", "written by a newer plugin");
            }
            Fingerprint fingerprint = new Fingerprint(fields.text("planSha256"));
            if (!fields.text("fingerprint").equals(fingerprint.shortForm())) {
                throw fields.wrong("fingerprint", "is not the beginning of planSha256");
            }
            Approval approval = new Approval(
                    fingerprint,
                    decision(fields),
                    fields.text("approver"),
                    Instant.parse(fields.text("at")),
                    fields.optionalText("comment"));
            fields.complete();
            return approval;
        } catch (IOException | MalformedJsonException | IllegalArgumentException | DateTimeException e) {
            throw new ProjectException(
                    Problem.of("not a readable decision: " + e.getMessage())
                            .at(Location.of(file.toString()))
                            .next("look at the file; if it is not a decision, remove it, then approve or reject again"),
                    e);
        }
    }

    private static Approval.Decision decision(JsonFields fields) {
        return switch (fields.text("decision")) {
            case "approved" -> Approval.Decision.APPROVED;
            case "rejected" -> Approval.Decision.REJECTED;
            default -> throw fields.wrong("decision", "expected approved or rejected");
        };
    }

    private static String word(Approval.Decision decision) {
        return decision.name().toLowerCase(Locale.ROOT);
    }

    /** Where a plan stands. */
    public sealed interface Verdict {

        /**
         * It may go out.
         *
         * @param by who approved it, at least one
         */
        record Approved(List<Approval> by) implements Verdict {}

        /**
         * It must not go out.
         *
         * @param by who rejected it, at least one
         */
        record Rejected(List<Approval> by) implements Verdict {}

        /**
         * Not enough people have approved it.
         *
         * @param by who approved it so far
         * @param required how many are needed
         * @param others fingerprints of other plans that were approved; tells a changed plan from a forgotten approval
         */
        record Waiting(List<Approval> by, int required, List<Fingerprint> others) implements Verdict {}
    }
}
