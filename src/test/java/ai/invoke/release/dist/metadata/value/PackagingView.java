package ai.invoke.release.dist.metadata.value;

import ai.invoke.release.dist.metadata.CoreField;
import ai.invoke.release.dist.metadata.CoreMetadata;
import ai.invoke.release.text.PythonText;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Our reading of core metadata in the form that {@code packaging.metadata.parse_email} returns. */
final class PackagingView {

    private static final ObjectMapper JSON = new ObjectMapper();

    private PackagingView() {}

    private static final Map<CoreField, String> RAW_NAMES = Map.of(
            CoreField.PLATFORM, "platforms",
            CoreField.SUPPORTED_PLATFORM, "supported_platforms",
            CoreField.LICENSE_FILE, "license_files",
            CoreField.IMPORT_NAME, "import_names",
            CoreField.IMPORT_NAMESPACE, "import_namespaces");

    /** The fields as read, and those that cannot be. */
    static JsonNode of(CoreMetadata metadata) {
        ObjectNode raw = JSON.createObjectNode();
        ObjectNode unparsed = JSON.createObjectNode();
        Map<String, List<CoreMetadata.Field>> byName = new LinkedHashMap<>();
        metadata.fields()
                .forEach(f -> byName.computeIfAbsent(f.key(), key -> new ArrayList<>())
                        .add(f));
        byName.forEach((key, fields) -> {
            List<String> values = fields.stream().map(CoreMetadata.Field::value).toList();
            var field = CoreField.of(key);
            if (field.isEmpty() || fields.stream().anyMatch(f -> !f.utf8())) {
                unparsed.set(key, JSON.valueToTree(values));
                return;
            }
            String name = RAW_NAMES.getOrDefault(field.get(), field.get().formName());
            if (field.get() == CoreField.PROJECT_URL) {
                ObjectNode urls = JSON.createObjectNode();
                for (String value : values) {
                    int comma = value.indexOf(',');
                    String label = PythonText.strip(comma < 0 ? value : value.substring(0, comma));
                    if (urls.has(label)) {
                        unparsed.set(key, JSON.valueToTree(values));
                        return;
                    }
                    urls.put(label, comma < 0 ? "" : PythonText.strip(value.substring(comma + 1)));
                }
                raw.set(name, urls);
            } else if (field.get() == CoreField.IMPORT_NAME && values.equals(List.of(""))) {
                raw.set(name, JSON.createArrayNode());
            } else if (field.get().repeatable()) {
                raw.set(name, JSON.valueToTree(values));
            } else if (values.size() > 1) {
                unparsed.set(key, JSON.valueToTree(values));
            } else if (field.get() == CoreField.KEYWORDS) {
                ArrayNode words = JSON.createArrayNode();
                for (String word : values.get(0).split(",", -1)) {
                    words.add(PythonText.strip(word));
                }
                raw.set(name, words);
            } else {
                raw.put(name, values.get(0));
            }
        });
        CoreMetadata.Field body = metadata.body();
        if (!body.utf8()) {
            // Python gives the bytes, which JSON has no word for.
            unparsed.withArray("description").addNull();
        } else if (!body.value().isEmpty()) {
            if (raw.has("description")) {
                unparsed.withArray("description").add(raw.remove("description")).add(body.value());
            } else if (unparsed.has("description")) {
                unparsed.withArray("description").add(body.value());
            } else {
                raw.put("description", body.value());
            }
        }
        return JSON.createArrayNode().add(raw).add(unparsed);
    }
}
