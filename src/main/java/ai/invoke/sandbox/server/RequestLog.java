package ai.invoke.sandbox.server;

import ai.invoke.release.text.Redactor;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What was asked of the servers and what they answered, without bodies, headers or secrets. Kept in memory and, one JSON
 * object a line, in a file.
 */
public final class RequestLog {

    private static final int LIMIT = 20_000;

    private final Deque<Entry> entries = new ArrayDeque<>();
    private final ObjectMapper json = new ObjectMapper();
    private final Redactor redactor = Redactor.byShape();
    private final Path file;
    private final Clock clock;
    private long number;

    /**
     * A logged request.
     *
     * @param number counted from 1 over both servers
     * @param time when the answer was ready, ISO 8601
     * @param server which server, for instance {@code pypi}
     * @param method the HTTP method
     * @param target path and query
     * @param received bytes of body that were read
     * @param status the status of the answer; 0 when the connection was closed without one
     * @param fault the fault that was played, in its text form; empty when none
     */
    public record Entry(
            long number,
            String time,
            String server,
            String method,
            String target,
            long received,
            int status,
            String fault) {}

    /**
     * A log that begins empty.
     *
     * @param file gets a line of JSON for each request
     * @param clock tells the time of each
     */
    public RequestLog(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * The newest requests.
     *
     * @return at most 20,000, the oldest first
     */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    synchronized void add(String server, String method, String target, long received, int status, String fault) {
        Entry entry = new Entry(
                ++number, clock.instant().toString(), server, method, redactor.redact(target), received, status, fault);
        if (entries.size() == LIMIT) {
            entries.removeFirst();
        }
        entries.addLast(entry);
        ObjectNode node = json.valueToTree(entry);
        try {
            Files.writeString(file, node + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the request log " + file, e);
        }
    }
}
