package ai.invoke.release.toml;

import ai.invoke.release.fuzz.FuzzTarget;
import ai.invoke.release.fuzz.FuzzTarget.Claim;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** TOML: taken exactly when Python's {@code tomllib} takes it, with the same texts in it. */
public final class TomlFuzz {

    private TomlFuzz() {}

    public static List<FuzzTarget> targets() {
        return List.of(new FuzzTarget(
                "toml",
                TomlFuzz::read,
                List.of(
                        List.of("", "[", ""),
                        List.of("a = ", "[", ""),
                        List.of("a = ", "{b = ", ""),
                        List.of("a = {", "b = 'c', ", "d = 'e'}"),
                        List.of("", "a = 'b'\n", ""),
                        List.of("", "[[a]]\n", ""),
                        List.of("", "[[a.b]]\n", ""),
                        List.of("a = '", " ", "'"),
                        List.of("", "a.", "b = 'c'"),
                        List.of("[", "a.", "b]"),
                        List.of("a", " ", "= 'b'"),
                        List.of("", "\n", ""),
                        List.of("", "#", ""),
                        List.of("", "#\n", ""),
                        List.of("a = \"\"\"", "\\\n", "\"\"\""),
                        List.of("a = \"\"\"", "\"\" ", "\"\"\""),
                        List.of("a = ", "1", ""),
                        List.of("a = 1", "_1", ""),
                        List.of("a = 2000-01-01 00:00:00.", "1", ""),
                        List.of("a = [", "1,", "]"),
                        List.of("a = [", "{},", "]"))));
    }

    private static Optional<Claim> read(byte[] input) {
        String data = Base64.getEncoder().encodeToString(input);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(input))
                    .toString();
            return Optional.of(new Claim(List.of("toml", data, texts(TomlDocument.parse(text))), true));
        } catch (CharacterCodingException noText) {
            return Optional.empty();
        } catch (TomlException refused) {
            boolean limit = String.valueOf(refused.getMessage()).startsWith("nested");
            return limit ? Optional.empty() : Optional.of(new Claim(List.of("toml", data, "refused"), true));
        }
    }

    /** By the Python expression that leads to each. */
    private static Map<String, String> texts(TomlDocument document) {
        Map<String, String> found = new TreeMap<>();
        walk(document.root(), "", found);
        return found;
    }

    private static void walk(Node node, String path, Map<String, String> found) {
        if (node instanceof Node.Text text) {
            found.put(path, text.text());
        } else if (node instanceof Node.Table table) {
            table.entries.forEach((key, value) -> walk(value, path + "/" + key.length() + ":" + key, found));
        } else if (node instanceof Node.Array array) {
            for (int i = 0; i < array.elements().size(); i++) {
                walk(array.elements().get(i), path + "/" + i, found);
            }
        }
    }
}
