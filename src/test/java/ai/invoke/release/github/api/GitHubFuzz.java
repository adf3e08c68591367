package ai.invoke.release.github.api;

import ai.invoke.release.fuzz.FuzzTarget;
import ai.invoke.release.fuzz.JsonScript;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What GitHub answers. */
public final class GitHubFuzz {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final URI PAGE = URI.create("https://api.example/x?page=1");

    private static final List<Function<JsonNode, Object>> READERS =
            List.of(Json::release, Json::asset, Json::repository, Json::pullRequest, Json::notes, Json::commit);

    private GitHubFuzz() {}

    public static List<FuzzTarget> targets() {
        List<FuzzTarget> targets = new ArrayList<>(JsonScript.targets(
                "github-json",
                GitHubFuzz::read,
                List.of(
                        List.of("", "{\"assets\":", ""),
                        List.of("{\"assets\": [", "{},", "{}]}"),
                        List.of("{\"html_url\": \"", "[", "\"}"))));
        targets.add(FuzzTarget.ofText(
                "github-link",
                header -> Links.next(PAGE, Optional.of(header)),
                List.of(
                        List.of("<x>", "; a=b", ""),
                        List.of("<x>", "; a=b", ","),
                        List.of("<x>", " ", ""),
                        List.of("<x>; rel=\"", "next", "\""),
                        List.of("<x>; rel=\"", " ", ""),
                        List.of("", "<", ""),
                        List.of("", "<>;a=\"", ""),
                        List.of("<", "?", ">; rel=next"),
                        List.of("<x>;", "a", ""))));
        return targets;
    }

    private static void read(byte[] input) {
        JsonNode node;
        try {
            node = JSON.readTree(input);
        } catch (IOException noJson) {
            return;
        }
        for (Function<JsonNode, Object> reader : READERS) {
            try {
                reader.apply(node);
            } catch (IllegalArgumentException documented) {
                if (documented.getMessage() == null) {
                    throw new AssertionError("no message", documented);
                }
            }
        }
    }
}
