package ai.invoke.release.pypi.index;

import ai.invoke.release.http.Answer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an index says about an error, in its own words, whatever form it chose: warehouse's JSON, a problem document (RFC
 * 9457), an HTML page, plain text. The reason phrase is the last resort, as HTTP/2 has none.
 */
public final class ServerMessage {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern TITLE = Pattern.compile("(?is)<title[^<>]*+>([^<]*+)</title>");
    private static final Pattern STATUS = Pattern.compile("^[1-5]\\d\\d\\b[ :-]*");
    private static final int SENTENCE = 600;

    private ServerMessage() {}

    public static String of(Answer answer) {
        String body = answer.text().strip();
        String words;
        if (body.startsWith("{")) {
            words = json(body).orElse(body);
        } else if (isHtml(answer)) {
            Matcher title = TITLE.matcher(body);
            words = title.find() ? title.group(1) : "";
        } else {
            words = body;
        }
        if (words.isBlank()) {
            words = answer.reason();
        }
        String clean = STATUS.matcher(answer.readable(words)).replaceFirst("");
        return clean.length() <= SENTENCE ? clean : clean.substring(0, SENTENCE) + "…";
    }

    public static boolean isHtml(Answer answer) {
        String type = answer.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        String start = answer.text().strip();
        start = start.substring(0, Math.min(20, start.length())).toLowerCase(Locale.ROOT);
        return type.contains("html") || start.startsWith("<!doctype") || start.startsWith("<html");
    }

    // Warehouse writes boilerplate, blank lines and the detail into "message", which keeps characters that "code"
    // loses.
    private static Optional<String> json(String body) {
        try {
            JsonNode json = JSON.readTree(body);
            String message = json.path("message").asText("").strip();
            int blank = message.lastIndexOf("\n\n");
            if (blank >= 0) {
                message = message.substring(blank).strip();
            }
            for (String candidate : List.of(
                    message,
                    json.path("code").asText(""),
                    json.path("detail").asText(""),
                    json.path("title").asText(""),
                    json.path("error").asText(""))) {
                if (!candidate.isBlank()) {
                    return Optional.of(candidate);
                }
            }
            return Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
