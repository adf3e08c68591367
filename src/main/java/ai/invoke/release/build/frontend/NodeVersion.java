package ai.invoke.release.build.frontend;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.text.LetterCase;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A version of Node.js that a project asks for.
 *
 * @param range which versions fit
 * @param source the file that says so, and the field in it
 */
public record NodeVersion(NpmRange range, String source) {

    /** The names of nvm for lines with long-term support (nodejs.org/en/about/previous-releases). */
    private static final Map<String, String> LINES = Map.of(
            "lts/fermium", "14",
            "lts/gallium", "16",
            "lts/hydrogen", "18",
            "lts/iron", "20",
            "lts/jod", "22",
            "lts/krypton", "24");

    /**
     * What a frontend and the folders above it say, the nearest first.
     *
     * @param folder the frontend
     * @return all that can be compared; {@code lts/*} cannot
     */
    static List<NodeVersion> of(Path folder) {
        List<NodeVersion> found = new ArrayList<>();
        for (Path at : PackageManager.upwards(folder)) {
            for (String name : List.of(".nvmrc", ".node-version")) {
                line(at.resolve(name))
                        .flatMap(text -> of(text, at.resolve(name).toString()))
                        .ifPresent(found::add);
            }
            Path manifest = at.resolve("package.json");
            if (Files.isRegularFile(manifest)) {
                JsonNode content = PackageJson.read(manifest);
                of(content.path("volta").path("node").asText(""), manifest + ", volta")
                        .ifPresent(found::add);
                JsonNode runtime = content.path("devEngines").path("runtime");
                if (runtime.path("name").asText("").equals("node")) {
                    of(runtime.path("version").asText(""), manifest + ", devEngines")
                            .ifPresent(found::add);
                }
                of(content.path("engines").path("node").asText(""), manifest + ", engines")
                        .ifPresent(found::add);
            }
        }
        return List.copyOf(found);
    }

    private static Optional<NodeVersion> of(String text, String source) {
        String plain = LINES.getOrDefault(LetterCase.lower(text), text);
        return Optional.of(plain)
                .filter(range -> !range.isBlank())
                .flatMap(NpmRange::parse)
                .map(range -> new NodeVersion(range, source));
    }

    /** The first line that is no comment. */
    private static Optional<String> line(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("#.*+", "").strip())
                    .filter(line -> !line.isEmpty())
                    .findFirst();
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read " + file + ": " + e), e);
        }
    }
}
