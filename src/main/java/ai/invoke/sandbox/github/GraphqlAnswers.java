package ai.invoke.sandbox.github;

import ai.invoke.release.text.LetterCase;
import ai.invoke.sandbox.github.GraphqlQuery.Field;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Of GraphQL what clients of releases ask: a repository's releases, refs and discussion categories. The caller holds the lock of
 * the state.
 */
final class GraphqlAnswers {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final GitHubState state;
    private final GitHubView view;
    private final GitHubCall.Rights rights;

    GraphqlAnswers(GitHubState state, GitHubView view, GitHubCall.Rights rights) {
        this.state = state;
        this.view = view;
        this.rights = rights;
    }

    /** An object: its type's name, and how each field is computed from its arguments. */
    private record Type(String name, Map<String, Function<JsonNode, @Nullable Object>> fields) {

        Type with(String field, @Nullable Object value) {
            fields.put(field, arguments -> value);
            return this;
        }

        Type with(String field, Function<JsonNode, @Nullable Object> value) {
            fields.put(field, value);
            return this;
        }

        static Type of(String name) {
            Type type = new Type(name, new LinkedHashMap<>());
            return type.with("__typename", name);
        }
    }

    /**
     * Answers a query.
     *
     * @param body with {@code query} and {@code variables}
     * @return {@code data}, or {@code errors} beside it: both with the status 200
     */
    ObjectNode answer(JsonNode body) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        try {
            answer.set(
                    "data", object(root(), GraphqlQuery.read(body.path("query").asText(), body.path("variables"))));
        } catch (GitHubErrors e) {
            answer.putNull("data");
            answer.set("errors", e.errors());
        }
        return answer;
    }

    private ObjectNode object(Type type, List<Field> wanted) throws GitHubErrors {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        for (Field field : wanted) {
            Function<JsonNode, @Nullable Object> value = type.fields().get(field.name());
            if (value == null) {
                throw GitHubErrors.graphql("Field '" + field.name() + "' doesn't exist on type '" + type.name() + "'");
            }
            node.set(field.key(), node(value.apply(field.arguments()), field));
        }
        return node;
    }

    private JsonNode node(@Nullable Object value, Field field) throws GitHubErrors {
        if (value instanceof Optional<?> optional) {
            return node(optional.orElse(null), field);
        }
        if (value instanceof GitHubErrors error) {
            throw error;
        }
        if (value instanceof Type type) {
            return object(type, field.fields());
        }
        if (value instanceof List<?> list) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            for (Object one : list) {
                all.add(node(one, field));
            }
            return all;
        }
        return JSON.valueToTree(value);
    }

    private Type root() {
        return Type.of("Query")
                .with("viewer", Type.of("User").with("login", "sandbox").with("id", "U_1"))
                .with("repository", arguments -> {
                    String owner = arguments.path("owner").asText();
                    String name = arguments.path("name").asText();
                    return state.repository(owner, name)
                            .<Object>map(this::repository)
                            .orElseGet(() -> GitHubErrors.graphql(
                                    "Could not resolve to a Repository with the name '" + owner + "/" + name + "'.",
                                    "NOT_FOUND"));
                })
                .with("__type", arguments -> described(arguments.path("name").asText()));
    }

    /** Newer versions of gh ask first which fields there are. */
    private Optional<Type> described(String name) {
        Optional<Type> example = name.equals("Release") ? Optional.of(example()) : Optional.empty();
        return example.map(type -> Type.of("__Type")
                .with("name", name)
                .with(
                        "fields",
                        type.fields().keySet().stream()
                                .filter(field -> !field.startsWith("__"))
                                .map(field -> Type.of("__Field").with("name", field))
                                .toList()));
    }

    private Type example() {
        GitHubState.Release release = new GitHubState.Release(
                0,
                "v1",
                "main",
                Optional.empty(),
                Optional.empty(),
                true,
                false,
                false,
                false,
                "",
                Optional.empty(),
                Optional.empty(),
                "untagged",
                List.of());
        return release(new GitHubState.Repository(), release);
    }

    private Type repository(GitHubState.Repository repository) {
        String page = view.html() + "/" + repository.slug();
        return Type.of("Repository")
                .with("id", "R_" + repository.id)
                .with("databaseId", repository.id)
                .with("name", repository.name)
                .with("nameWithOwner", repository.slug())
                .with("owner", Type.of("User").with("login", repository.owner).with("id", "U_" + repository.owner))
                .with("url", page)
                .with("isPrivate", false)
                .with("isArchived", false)
                .with("hasDiscussionsEnabled", !repository.categories.isEmpty())
                .with("viewerPermission", rights == GitHubCall.Rights.WRITE ? "ADMIN" : "READ")
                .with("defaultBranchRef", Type.of("Ref").with("name", repository.defaultBranch))
                .with(
                        "discussionCategories",
                        Type.of("DiscussionCategoryConnection")
                                .with(
                                        "nodes",
                                        repository.categories.stream()
                                                .map(GraphqlAnswers::category)
                                                .toList()))
                .with(
                        "ref",
                        arguments ->
                                ref(repository, arguments.path("qualifiedName").asText()))
                .with("latestRelease", repository.latest().map(one -> release(repository, one)))
                .with(
                        "release",
                        arguments -> visible(repository).stream()
                                .filter(one -> one.tagName()
                                        .equals(arguments.path("tagName").asText()))
                                .min(Comparator.comparing(GitHubState.Release::draft))
                                .map(one -> release(repository, one)))
                .with("releases", arguments -> releases(repository, arguments));
    }

    private static Type category(String name) {
        String slug = LetterCase.lower(name).replace(' ', '-');
        return Type.of("DiscussionCategory")
                .with("id", "DIC_" + slug)
                .with("name", name)
                .with("slug", slug)
                .with("emoji", ":speech_balloon:")
                .with("description", "")
                .with("isAnswerable", false);
    }

    private static Optional<Type> ref(GitHubState.Repository repository, String name) {
        String full = name.startsWith("refs/") ? name : "refs/tags/" + name;
        return Optional.ofNullable(repository.refs.get(full))
                .map(object -> Type.of("Ref")
                        .with("id", "REF_" + full)
                        .with("name", full.substring(full.indexOf('/', 5) + 1))
                        .with("prefix", full.substring(0, full.indexOf('/', 5) + 1))
                        .with("target", Type.of("GitObject").with("oid", object)));
    }

    private List<GitHubState.Release> visible(GitHubState.Repository repository) {
        return repository.releases.stream()
                .filter(one -> !one.draft() || rights == GitHubCall.Rights.WRITE)
                .sorted(Comparator.comparing(GitHubState.Release::id).reversed())
                .toList();
    }

    private Type releases(GitHubState.Repository repository, JsonNode arguments) {
        List<GitHubState.Release> all = new ArrayList<>(visible(repository));
        if (arguments.path("orderBy").path("direction").asText().equals("ASC")) {
            all.sort(Comparator.comparing(GitHubState.Release::id));
        }
        int from = number(arguments.path("after").asText());
        int to = Math.min(
                all.size(), from + Math.min(100, arguments.path("first").asInt(100)));
        return Type.of("ReleaseConnection")
                .with("totalCount", all.size())
                .with(
                        "nodes",
                        all.subList(Math.min(from, to), to).stream()
                                .map(one -> release(repository, one))
                                .toList())
                .with(
                        "pageInfo",
                        Type.of("PageInfo").with("hasNextPage", to < all.size()).with("endCursor", String.valueOf(to)));
    }

    private static int number(String cursor) {
        return cursor.matches("\\d{1,9}") ? Integer.parseInt(cursor) : 0;
    }

    private Type release(GitHubState.Repository repository, GitHubState.Release release) {
        return Type.of("Release")
                .with("id", "RE_" + release.id())
                .with("databaseId", release.id())
                .with("name", release.name().orElse(""))
                .with("tagName", release.tagName())
                .with("description", release.body().orElse(""))
                .with("isDraft", release.draft())
                .with("isPrerelease", release.prerelease())
                .with(
                        "isLatest",
                        repository
                                .latest()
                                .filter(one -> one.id() == release.id())
                                .isPresent())
                .with("createdAt", release.createdAt())
                .with("publishedAt", release.publishedAt())
                .with(
                        "url",
                        view.html() + "/" + repository.slug() + "/releases/tag/" + GitHubView.encode(release.urlTag()))
                .with("author", Type.of("User").with("login", "sandbox"));
    }
}
