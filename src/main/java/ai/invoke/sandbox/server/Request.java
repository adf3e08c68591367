package ai.invoke.sandbox.server;

import ai.invoke.release.text.LetterCase;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A request as a service sees it.
 *
 * @param method the HTTP method; {@code HEAD} arrives as {@code GET}, its body is left out on the way back
 * @param host the host that was asked for, with the port; of an absolute request target (a proxy's client) its authority
 * @param path the path, still percent-encoded
 * @param query what follows {@code ?}, still encoded; empty when nothing does
 * @param headers lower-case names; a repeated header keeps its values in order
 * @param length the value of Content-Length; empty when it is missing
 * @param body the bytes, decoded from chunks
 * @param fault a fault that only the service itself can play
 */
public record Request(
        String method,
        String host,
        String path,
        String query,
        Map<String, List<String>> headers,
        OptionalLong length,
        InputStream body,
        Optional<Fault> fault) {

    /**
     * A header.
     *
     * @param name in any letters
     * @return the first of its values; empty when it is missing
     */
    public Optional<String> header(String name) {
        return headers.getOrDefault(LetterCase.lower(name), List.of()).stream().findFirst();
    }

    /**
     * The path's segments, decoded, without the empty ones at the ends.
     *
     * @return in their order
     */
    public List<String> segments() {
        List<String> result = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            if (!segment.isEmpty()) {
                result.add(decode(segment.replace("+", "%2B")));
            }
        }
        return result;
    }

    /**
     * The query's parameters.
     *
     * @return by name; of a repeated one the last
     */
    public Map<String, String> parameters() {
        Map<String, String> result = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                result.put(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return result;
    }

    String target() {
        return query.isEmpty() ? path : path + "?" + query;
    }

    /**
     * Whether the service has to play a fault.
     *
     * @param kind the fault
     * @return true when it is this one
     */
    public boolean played(Fault.Kind kind) {
        return fault.isPresent() && fault.get().kind() == kind;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("the request target holds a broken percent-encoding", e);
        }
    }
}
