package ai.invoke.release.smoke;

import ai.invoke.release.json.JsonTree;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code smoke_probe.py} saw in the new environment. */
final class SmokeProbe {

    private static final String RESOURCE = "smoke_probe.py";

    private SmokeProbe() {}

    /**
     * A script of the distribution.
     *
     * @param name what a user types
     * @param value the entry point, {@code module:object}
     * @param console false for a script that opens a window
     * @param file where it was installed; empty when it was not
     * @param found whether its module is a file of the wheel; empty when another distribution would have to bring it
     * @param extras whether it is meant for those who install the package with an extra
     */
    record Script(
            String name,
            String value,
            boolean console,
            Optional<String> file,
            Optional<Boolean> found,
            boolean extras) {

        /** The module that it starts. */
        String module() {
            return value.split("[:\\[]", 2)[0].strip();
        }
    }

    /**
     * The distribution as {@code importlib.metadata} sees it.
     *
     * @param name as the metadata spell it
     * @param version as the metadata spell it
     * @param requires requirements outside extras
     * @param own packages and modules of the wheel, dotted; what lies below them no other distribution can bring
     * @param scripts all scripts, sorted by name
     * @param files how many files of the wheel were compared
     * @param missing files of the wheel that were not installed
     * @param changed files of the wheel that were installed with other bytes
     * @param extra installed files that are not in the wheel
     */
    record Seen(
            String name,
            String version,
            List<String> requires,
            List<String> own,
            List<Script> scripts,
            int files,
            List<String> missing,
            List<String> changed,
            List<String> extra) {

        /** Takes unmodifiable copies. */
        Seen {
            requires = List.copyOf(requires);
            own = List.copyOf(own);
            scripts = List.copyOf(scripts);
            missing = List.copyOf(missing);
            changed = List.copyOf(changed);
            extra = List.copyOf(extra);
        }
    }

    /**
     * Writes the Python side to a file.
     *
     * @param file the target
     * @throws IOException when the disk fails
     */
    static void writeScript(Path file) throws IOException {
        try (InputStream in = SmokeProbe.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException("the plugin's own " + RESOURCE + " is missing from its jar");
            }
            Files.copy(in, file);
        }
    }

    /**
     * Reads what the Python side printed.
     *
     * @param output JSON; a {@code .pth} file or a sitecustomize may have printed lines before it
     * @return empty when it is not what the script prints
     */
    static Optional<Seen> read(String output) {
        JsonNode root;
        try {
            String text = output.stripTrailing();
            root = JsonTree.read(text.substring(text.lastIndexOf('\n') + 1));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
        if (!root.hasNonNull("version")) {
            return Optional.empty();
        }
        List<Script> scripts = new ArrayList<>();
        for (JsonNode script : root.path("scripts")) {
            scripts.add(new Script(
                    script.path("name").asText(),
                    script.path("value").asText(),
                    script.path("console").asBoolean(),
                    script.hasNonNull("file") ? Optional.of(script.path("file").asText()) : Optional.empty(),
                    script.hasNonNull("found")
                            ? Optional.of(script.path("found").asBoolean())
                            : Optional.empty(),
                    script.path("extras").asBoolean()));
        }
        return Optional.of(new Seen(
                root.path("name").asText(),
                root.path("version").asText(),
                texts(root.path("requires")),
                texts(root.path("own")),
                scripts,
                root.path("files").asInt(),
                texts(root.path("missing")),
                texts(root.path("changed")),
                texts(root.path("extra"))));
    }

    private static List<String> texts(JsonNode array) {
        List<String> result = new ArrayList<>();
        array.forEach(node -> result.add(node.asText()));
        return result;
    }
}
