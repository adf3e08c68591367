package ai.invoke.sandbox.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the real services do not have: {@code GET /_sandbox/state}, {@code GET /_sandbox/requests}, and {@code
 * GET|POST|DELETE /_sandbox/faults} for programs in another process (one fault a line, in its text form).
 */
public final class SandboxEndpoints {

    private static final int FAULTS_LIMIT = 64 * 1024;

    private SandboxEndpoints() {}

    /**
     * Answers a request below {@code /_sandbox/}.
     *
     * @param request the request
     * @param state what the service holds
     * @param faults what goes wrong, to be read and changed
     * @param log what was asked so far
     * @return the answer
     * @throws IOException when the body of the request breaks off
     */
    public static Response answer(Request request, Supplier<JsonNode> state, Faults faults, RequestLog log)
            throws IOException {
        ObjectMapper json = new ObjectMapper();
        return switch (request.method() + " " + request.path()) {
            case "GET /_sandbox/state" ->
                Response.text(200, "application/json", state.get().toPrettyString() + "\n");
            case "GET /_sandbox/requests" -> Response.json(200, json.valueToTree(log.entries()));
            case "GET /_sandbox/faults" ->
                Response.text(
                        200,
                        "text/plain; charset=utf-8",
                        String.join(
                                "",
                                faults.pending().stream()
                                        .map(fault -> fault + "\n")
                                        .toList()));
            case "POST /_sandbox/faults" -> {
                String text = new String(request.body().readNBytes(FAULTS_LIMIT), StandardCharsets.UTF_8);
                List<Fault> added;
                try {
                    added = text.lines()
                            .filter(line -> !line.isBlank())
                            .map(Fault::parse)
                            .toList();
                } catch (IllegalArgumentException e) {
                    yield Response.text(400, "text/plain; charset=utf-8", e.getMessage() + "\n");
                }
                added.forEach(faults::play);
                yield Response.empty(204);
            }
            case "DELETE /_sandbox/faults" -> {
                faults.clear();
                yield Response.empty(204);
            }
            default -> Response.text(404, "text/plain; charset=utf-8", "the sandbox has no such page\n");
        };
    }
}
