package ai.invoke.release.plan;

import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.json.CanonicalJson;
import ai.invoke.release.json.JsonFields;
import ai.invoke.release.json.MalformedJsonException;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * {@code journal.jsonl}: what was done, a line each, on the disk before the next step begins. The remote side is the
 * truth; the journal is the hint where to look and the story to tell. A last line that a crash cut off is skipped.
 */
public final class Journal {

    private static final int SCHEMA_VERSION = 1;

    /** A release writes some kilobytes; a file of this length is somebody's attack on the memory. */
    private static final long MAX_BYTES = 32L * 1024 * 1024;

    private final Path file;
    private final Fingerprint fingerprint;
    private final Clock clock;
    private final Consumer<JournalEntry> written;

    /**
     * The journal of one plan.
     *
     * @param file {@code journal.jsonl}; need not exist
     * @param fingerprint the plan whose steps are written
     * @param clock tells the time of entries
     * @param written is notified of each entry once it is on the disk
     */
    public Journal(Path file, Fingerprint fingerprint, Clock clock, Consumer<JournalEntry> written) {
        this.file = file;
        this.fingerprint = fingerprint;
        this.clock = clock;
        this.written = written;
    }

    /**
     * Writes an entry and waits until it is on the disk.
     *
     * @param step the goal
     * @param event what happened
     * @param details values; never a secret
     */
    public void add(String step, String event, Map<String, String> details) {
        JournalEntry entry = new JournalEntry(clock.instant(), fingerprint.shortForm(), step, event, details);
        ObjectNode json = CanonicalJson.object()
                .put("schemaVersion", SCHEMA_VERSION)
                .put("at", entry.at().toString())
                .put("plan", entry.fingerprint())
                .put("step", step)
                .put("event", event);
        ObjectNode values = json.putObject("details");
        entry.details().forEach(values::put);
        append(CanonicalJson.line(json) + "\n");
        written.accept(entry);
    }

    private void append(String line) {
        try {
            Files.createDirectories(AtomicFile.folder(file));
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                long end = channel.size();
                // After a line that a crash cut off a new one begins.
                String text = end > 0 && !endsWithLineFeed(channel, end) ? "\n" + line : line;
                ByteBuffer buffer = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (buffer.hasRemaining()) {
                    end += channel.write(buffer, end);
                }
                channel.force(true);
            }
        } catch (IOException e) {
            throw AtomicFile.cannotWrite(file, e);
        }
    }

    private static boolean endsWithLineFeed(FileChannel channel, long end) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        channel.read(last, end - 1);
        return last.get(0) == '\n';
    }

    /**
     * The entries of this plan, oldest first. Lines that cannot be read are left out: the journal is only a hint.
     *
     * @return the entries
     */
    public List<JournalEntry> entries() {
        return read(file).stream()
                .filter(entry -> entry.fingerprint().equals(fingerprint.shortForm()))
                .toList();
    }

    /**
     * All entries of a file, of whatever plan, oldest first.
     *
     * @param file {@code journal.jsonl}; need not exist
     * @return the readable entries
     */
    public static List<JournalEntry> read(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<JournalEntry> result = new ArrayList<>();
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException("larger than anything that a release writes");
            }
            // Not read strictly: a crash may have cut off a line within a character.
            for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n", -1)) {
                parse(line, result);
            }
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot read the journal: " + e)
                            .at(Location.of(file.toString()))
                            .next("move it away; the next run asks the services themselves what is there"),
                    e);
        }
        return List.copyOf(result);
    }

    private static void parse(String line, List<JournalEntry> result) {
        if (line.isBlank()) {
            return;
        }
        try {
            JsonFields fields = CanonicalJson.read(line.getBytes(StandardCharsets.UTF_8));
            if (fields.integer("schemaVersion", 1) > SCHEMA_VERSION) {
                return;
            }
            result.add(new JournalEntry(
                    Instant.parse(fields.text("at")),
                    fields.text("plan"),
                    fields.text("step"),
                    fields.text("event"),
                    new TreeMap<>(fields.texts("details"))));
        } catch (MalformedJsonException | DateTimeException e) {
            // A line that a crash cut off says nothing; the remote side does.
            return;
        }
    }
}
