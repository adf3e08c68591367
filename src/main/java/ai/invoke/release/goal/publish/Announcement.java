package ai.invoke.release.goal.publish;

import ai.invoke.release.json.JsonTree;
import ai.invoke.release.text.Printable;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is said about a release, and how each kind of channel wants to hear it.
 *
 * @param project the project
 * @param version its version as the tag spells it
 * @param tag the tag
 * @param title the release's title
 * @param url where to read more
 * @param summary the beginning of the notes
 * @param links further addresses by their names, in the order in which they are shown
 */
record Announcement(
        String project,
        String version,
        String tag,
        String title,
        String url,
        String summary,
        Map<String, String> links) {

    private static final int SUMMARY = 600;
    private static final int TITLE = 256;
    private static final Pattern NAME = Pattern.compile("\\$\\{([^}]{0,60})}");

    /** Keeps the order of the links. */
    Announcement {
        links = Collections.unmodifiableMap(new LinkedHashMap<>(links));
    }

    /** The beginning of some notes: whole lines, without HTML comments. */
    static String beginning(String notes) {
        StringBuilder text = new StringBuilder();
        for (String line : Printable.withoutComments(notes).strip().lines().toList()) {
            if (text.length() + line.length() > SUMMARY) {
                text.append(text.length() == 0 ? line.substring(0, SUMMARY) : "")
                        .append("\n…");
                break;
            }
            text.append(text.length() == 0 ? "" : "\n").append(line);
        }
        return text.toString().strip();
    }

    /** What a person can paste anywhere. */
    String text() {
        StringBuilder text =
                new StringBuilder(title).append('\n').append(url).append("\n\n").append(summary);
        if (!links.isEmpty()) {
            text.append("\n");
            links.forEach(
                    (name, link) -> text.append('\n').append(name).append(": ").append(link));
        }
        return text.toString();
    }

    /**
     * A message for a Discord webhook.
     *
     * @param role the id of the role to mention; nobody else is, whatever the notes say
     * @see <a href="https://discord.com/developers/docs/resources/webhook#execute-webhook">Execute Webhook</a>
     */
    JsonNode discord(Optional<String> role) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        role.ifPresent(id -> message.put("content", "<@&" + id + ">"));
        ObjectNode allowed = message.putObject("allowed_mentions");
        allowed.putArray("parse");
        role.ifPresent(id -> allowed.putArray("roles").add(id));
        ObjectNode embed = message.putArray("embeds").addObject();
        embed.put("title", title.substring(0, Math.min(TITLE, title.length())))
                .put("url", url)
                .put("description", summary);
        ArrayNode fields = embed.putArray("fields");
        fields.addObject().put("name", "Version").put("value", version).put("inline", true);
        links.forEach((name, link) ->
                fields.addObject().put("name", name).put("value", link).put("inline", true));
        return message;
    }

    /**
     * A message for an incoming webhook of Slack, and of what understands the same.
     *
     * @see <a href="https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks">Incoming webhooks</a>
     */
    JsonNode slack() {
        StringBuilder text = new StringBuilder("*<")
                .append(url)
                .append('|')
                .append(escaped(title))
                .append(">*\n");
        text.append(escaped(summary));
        links.forEach((name, link) -> text.append("\n<")
                .append(link)
                .append('|')
                .append(escaped(name))
                .append('>'));
        return JsonNodeFactory.instance.objectNode().put("text", text.toString());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** The values that a JSON template can name as {@code ${name}}. */
    private Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("project", project);
        values.put("version", version);
        values.put("tag", tag);
        values.put("title", title);
        values.put("url", url);
        values.put("summary", summary);
        values.put("text", text());
        return values;
    }

    /**
     * A message after a template of one's own.
     *
     * @param template JSON with {@code ${name}} in its texts; empty for an object with all values
     * @throws IllegalArgumentException when it is no JSON or names something else
     */
    JsonNode json(Optional<String> template) {
        if (template.isEmpty()) {
            ObjectNode all = JsonNodeFactory.instance.objectNode();
            values().forEach(all::put);
            return all;
        }
        try {
            // Values go into texts that are parsed already, so that no title can break out of its quotes.
            return filled(JsonTree.read(template.get()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "line " + (e.getLocation() == null ? 1 : e.getLocation().getLineNr()) + ": "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    private JsonNode filled(JsonNode node) {
        if (node.isTextual()) {
            return JsonNodeFactory.instance.textNode(filled(node.asText()));
        }
        if (node instanceof ArrayNode array) {
            ArrayNode result = JsonNodeFactory.instance.arrayNode();
            array.forEach(item -> result.add(filled(item)));
            return result;
        }
        if (node instanceof ObjectNode object) {
            ObjectNode result = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(field -> result.set(field.getKey(), filled(field.getValue())));
            return result;
        }
        return node;
    }

    private String filled(String text) {
        Map<String, String> values = values();
        Matcher name = NAME.matcher(text);
        StringBuilder result = new StringBuilder();
        while (name.find()) {
            String value = values.get(name.group(1));
            if (value == null) {
                throw new IllegalArgumentException("${" + name.group(1) + "} is not known; known are "
                        + String.join(", ", List.copyOf(values.keySet())));
            }
            name.appendReplacement(result, Matcher.quoteReplacement(value));
        }
        return name.appendTail(result).toString();
    }
}
