package ai.invoke.release.github.api;

import ai.invoke.release.text.LetterCase;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads GitHub's objects: unknown fields are passed over, optional ones may be null or absent, but what a decision rests on must
 * be there and of its type.
 */
final class Json {

    private Json() {}

    static Release release(JsonNode node) {
        List<ReleaseAsset> assets = new ArrayList<>();
        node.path("assets").forEach(asset -> assets.add(asset(asset)));
        String upload = text(node, "upload_url");
        int template = upload.indexOf('{');
        return new Release(
                number(node, "id"),
                text(node, "tag_name"),
                optional(node, "name").orElse(""),
                optional(node, "body").orElse(""),
                new Release.State(
                        truth(node, "draft"),
                        truth(node, "prerelease"),
                        node.path("immutable").asBoolean(false),
                        optional(node, "published_at").flatMap(Json::instant)),
                new Release.Links(
                        template < 0 ? upload : upload.substring(0, template),
                        uri(text(node, "html_url")),
                        optional(node, "discussion_url").map(Json::uri)),
                assets);
    }

    static ReleaseAsset asset(JsonNode node) {
        return new ReleaseAsset(
                number(node, "id"),
                text(node, "name"),
                text(node, "state"),
                number(node, "size"),
                optional(node, "digest").flatMap(Json::sha256));
    }

    static RepositoryInfo repository(JsonNode node) {
        JsonNode permissions = node.path("permissions");
        return new RepositoryInfo(
                text(node, "full_name"),
                optional(node, "default_branch").orElse(""),
                node.path("private").asBoolean(false),
                node.path("archived").asBoolean(false),
                permissions.path("push").asBoolean(false),
                permissions.path("push").isBoolean(),
                node.path("has_discussions").isBoolean()
                        ? Optional.of(node.path("has_discussions").asBoolean())
                        : Optional.empty());
    }

    static PullRequest pullRequest(JsonNode node) {
        List<String> labels = new ArrayList<>();
        node.path("labels").forEach(label -> optional(label, "name").ifPresent(labels::add));
        return new PullRequest(
                smallNumber(node, "number"), text(node, "title"), optional(node.path("user"), "login"), labels);
    }

    static List<RunReview> reviews(JsonNode list) {
        if (!list.isArray()) {
            throw missing("the list of reviews");
        }
        List<RunReview> reviews = new ArrayList<>();
        for (JsonNode node : list) {
            List<String> environments = new ArrayList<>();
            node.path("environments").forEach(one -> environments.add(text(one, "name")));
            reviews.add(new RunReview(
                    text(node, "state"),
                    text(node.path("user"), "login"),
                    number(node.path("user"), "id"),
                    optional(node, "comment").orElse(""),
                    environments));
        }
        return List.copyOf(reviews);
    }

    static GeneratedNotes notes(JsonNode node) {
        return new GeneratedNotes(text(node, "name"), text(node, "body"));
    }

    static Comparison.Commit commit(JsonNode node) {
        // The author is null or an empty object when the address belongs to no account.
        JsonNode author = node.path("author");
        return new Comparison.Commit(
                text(node, "sha"),
                optional(author, "login"),
                "Bot".equals(author.path("type").asText()),
                optional(node.path("commit"), "message").orElse(""));
    }

    static String text(JsonNode node, String field) {
        return optional(node, field).orElseThrow(() -> missing(field));
    }

    static long number(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw missing(field);
        }
        return value.asLong();
    }

    private static int smallNumber(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw missing(field);
        }
        return value.asInt();
    }

    static Optional<String> optional(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
    }

    private static boolean truth(JsonNode node, String field) {
        if (!node.path(field).isBoolean()) {
            throw missing(field);
        }
        return node.path(field).asBoolean();
    }

    private static Optional<String> sha256(String digest) {
        String lower = LetterCase.lower(digest);
        return lower.matches("sha256:[0-9a-f]{64}") ? Optional.of(lower.substring(7)) : Optional.empty();
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + text + "' is not an address", e);
        }
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static IllegalArgumentException missing(String field) {
        return new IllegalArgumentException("the field '" + field + "' is missing or of another type");
    }
}
