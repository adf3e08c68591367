package ai.invoke.sandbox.github;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Creating, changing and publishing releases, and the notes that GitHub writes. The caller holds the lock of the state. */
final class GitHubReleases {

    private static final int BODY_LIMIT = 125_000;
    private static final Set<String> MAKE_LATEST = Set.of("true", "false", "legacy");
    private static final Pattern PULL_REQUEST = Pattern.compile("(.*) \\(#(\\d+)\\)$");
    private static final Pattern BAD_TAG =
            Pattern.compile("[\\x00-\\x20\\x7f~^:?*\\[\\\\]|\\.\\.|@\\{|//|^/|/$|\\.$|\\.lock$|^$|/\\.|^\\.");

    private final Clock clock;

    GitHubReleases(Clock clock) {
        this.clock = clock;
    }

    GitHubState.Release create(GitHubState state, GitHubState.Repository repository, JsonNode body, GitHubView view)
            throws GitHubErrors {
        schema(body);
        if (!body.path("tag_name").isTextual()) {
            throw GitHubErrors.schema("\"tag_name\" wasn't supplied.");
        }
        Optional<String> text = text(body, "body");
        if (flag(body, "generate_release_notes", false)) {
            String tag = body.path("tag_name").asText();
            String target = text(body, "target_commitish").orElse(repository.defaultBranch);
            String generated = notes(repository, tag, target, previous(repository, tag), view);
            text = Optional.of(
                    text.filter(one -> !one.isEmpty()).map(one -> one + "\n\n").orElse("") + generated);
        }
        GitHubState.Release draft = new GitHubState.Release(
                state.nextId(),
                body.path("tag_name").asText(),
                text(body, "target_commitish").orElse(repository.defaultBranch),
                text(body, "name"),
                text,
                true,
                flag(body, "prerelease", false),
                false,
                false,
                now(),
                Optional.empty(),
                Optional.empty(),
                "untagged-" + UUID.randomUUID().toString().replace("-", "").substring(0, 20),
                List.of());
        check(draft, body);
        mayUse(repository, draft.tagName());
        GitHubState.Release created = flag(body, "draft", false) ? draft : publish(repository, draft, body);
        repository.put(created);
        return created;
    }

    GitHubState.Release update(GitHubState.Repository repository, GitHubState.Release old, JsonNode body)
            throws GitHubErrors {
        schema(body);
        boolean draft = flag(body, "draft", old.draft());
        if (old.immutable()) {
            for (String field : List.of("tag_name", "target_commitish")) {
                String before = field.equals("tag_name") ? old.tagName() : old.target();
                if (!text(body, field).orElse(before).equals(before)) {
                    throw custom(field, field + " cannot be changed when release is immutable");
                }
            }
            if (draft) {
                throw custom("state", "state cannot be changed when release is immutable");
            }
        }
        GitHubState.Release changed = new GitHubState.Release(
                old.id(),
                text(body, "tag_name").orElse(old.tagName()),
                text(body, "target_commitish").orElse(old.target()),
                body.has("name") ? text(body, "name") : old.name(),
                body.has("body") ? text(body, "body") : old.body(),
                draft,
                flag(body, "prerelease", old.prerelease()),
                old.latest() && !draft,
                old.immutable(),
                old.createdAt(),
                draft ? Optional.empty() : old.publishedAt(),
                old.discussion(),
                old.untagged(),
                old.assets());
        check(changed, body);
        boolean again = !draft && (old.draft() || !changed.tagName().equals(old.tagName()));
        GitHubState.Release result = again
                ? publish(repository, changed, body)
                : draft ? changed : withLatest(repository, withDiscussion(repository, changed, body), body, false);
        repository.put(result);
        return result;
    }

    /** Makes a release public: its tag, its place among the latest, its discussion, its seal. All or nothing. */
    private GitHubState.Release publish(GitHubState.Repository repository, GitHubState.Release release, JsonNode body)
            throws GitHubErrors {
        String tag = release.tagName();
        Optional<GitHubState.Release> other = repository.published(tag).filter(one -> one.id() != release.id());
        if (other.isPresent()) {
            throw GitHubErrors.invalid(GitHubErrors.Field.of("Release", "already_exists", "tag_name"));
        }
        mayUse(repository, tag);
        Optional<String> commit = repository.tagCommit(tag);
        boolean lacksTag = commit.isEmpty();
        if (lacksTag) {
            commit = repository.resolve(release.target());
            if (commit.isEmpty()) {
                throw GitHubErrors.invalid(GitHubErrors.Field.of("Release", "invalid", "target_commitish"));
            }
            if (!repository.tagCreation) {
                throw GitHubErrors.invalid(
                        new GitHubErrors.Field(
                                "Release",
                                "custom",
                                "pre_receive",
                                "pre_receive Repository rule violations found\n\nCannot create ref due to creations being"
                                        + " restricted.\n\n"),
                        new GitHubErrors.Field(
                                "Release", "custom", "tag_name", "Published releases must have a valid tag"));
            }
        }
        SandboxRepository.Commit known = repository.commits.get(commit.orElseThrow());
        GitHubState.Release published = new GitHubState.Release(
                release.id(),
                tag,
                release.target(),
                release.name(),
                release.body(),
                false,
                release.prerelease(),
                false,
                repository.immutableReleases,
                known == null ? now() : known.date(),
                Optional.of(now()),
                release.discussion(),
                release.untagged(),
                release.assets());
        GitHubState.Release result = withLatest(repository, withDiscussion(repository, published, body), body, true);
        if (lacksTag) {
            repository.refs.put("refs/tags/" + tag, commit.get());
        }
        if (result.immutable()) {
            repository.burnedTags.add(tag);
        }
        return result;
    }

    private static void mayUse(GitHubState.Repository repository, String tag) throws GitHubErrors {
        if (repository.burnedTags.contains(tag)) {
            throw GitHubErrors.invalid(
                    new GitHubErrors.Field(
                            "Release", "custom", "tag_name", "tag_name was used by an immutable release"),
                    new GitHubErrors.Field(
                            "Release", "custom", "tag_name", "Published releases must have a valid tag"));
        }
    }

    private static GitHubState.Release withDiscussion(
            GitHubState.Repository repository, GitHubState.Release release, JsonNode body) throws GitHubErrors {
        Optional<String> category = text(body, "discussion_category_name").filter(one -> !one.isEmpty());
        if (category.isEmpty() || release.discussion().isPresent()) {
            return release;
        }
        if (repository.categories.isEmpty()) {
            throw GitHubErrors.of(404, "Discussions are not enabled on this repository.");
        }
        if (repository.categories.stream().noneMatch(category.get()::equalsIgnoreCase)) {
            throw GitHubErrors.of(404, "Discussion could not be created. Make sure you passed a valid category name.");
        }
        return new GitHubState.Release(
                release.id(),
                release.tagName(),
                release.target(),
                release.name(),
                release.body(),
                release.draft(),
                release.prerelease(),
                release.latest(),
                release.immutable(),
                release.createdAt(),
                release.publishedAt(),
                category,
                release.untagged(),
                release.assets());
    }

    private static GitHubState.Release withLatest(
            GitHubState.Repository repository, GitHubState.Release release, JsonNode body, boolean isNew)
            throws GitHubErrors {
        String requested = text(body, "make_latest").orElse(isNew ? "true" : "");
        if (release.prerelease()) {
            if (body.path("make_latest").asText().equals("true")) {
                throw custom("make_latest", "Latest release cannot be draft or prerelease");
            }
            return release.withLatest(false);
        }
        boolean latest = switch (requested) {
            case "true" -> true;
            case "false" -> false;
            case "legacy" ->
                repository.releases.stream()
                        .filter(one -> !one.draft() && !one.prerelease() && one.id() != release.id())
                        .allMatch(one -> one.createdAt().compareTo(release.createdAt()) <= 0);
            default -> release.latest();
        };
        if (latest) {
            repository.releases.replaceAll(one -> one.id() == release.id() ? one : one.withLatest(false));
        }
        return release.withLatest(latest);
    }

    private static void check(GitHubState.Release release, JsonNode body) throws GitHubErrors {
        if (BAD_TAG.matcher(release.tagName()).find()) {
            throw GitHubErrors.invalid(
                    new GitHubErrors.Field("Release", "custom", "tag_name", "tag_name is not a valid tag"));
        }
        if (release.body().filter(text -> text.length() > BODY_LIMIT).isPresent()) {
            throw custom("body", "body is too long (maximum is 125000 characters)");
        }
        if (body.path("name").asText("").length() > 255) {
            throw custom("name", "name is too long (maximum is 255 characters)");
        }
    }

    private static GitHubErrors custom(String field, String message) {
        return GitHubErrors.invalid(new GitHubErrors.Field("Release", "custom", field, message));
    }

    /** The types of the body's properties, as GitHub's own schema check sees them before anything else. */
    private static void schema(JsonNode body) throws GitHubErrors {
        if (!body.isObject()) {
            throw GitHubErrors.of(400, "Body should be a JSON object");
        }
        for (String field : List.of("tag_name", "target_commitish", "name", "body", "discussion_category_name")) {
            JsonNode value = body.path(field);
            boolean nullable = !field.equals("tag_name") && !field.equals("target_commitish");
            if (!value.isMissingNode() && !value.isTextual() && !(nullable && value.isNull())) {
                throw GitHubErrors.schema("For 'properties/" + field + "', " + value + " is not a string.");
            }
        }
        for (String field : List.of("draft", "prerelease", "generate_release_notes")) {
            JsonNode value = body.path(field);
            if (!value.isMissingNode() && !value.isBoolean()) {
                throw GitHubErrors.schema("For 'properties/" + field + "', " + value + " is not a boolean.");
            }
        }
        JsonNode latest = body.path("make_latest");
        if (!latest.isMissingNode() && !(latest.isTextual() && MAKE_LATEST.contains(latest.asText()))) {
            throw GitHubErrors.schema("For 'properties/make_latest', " + latest
                    + " is not a member of [\"true\", \"false\", \"legacy\"].");
        }
    }

    /** The tag that GitHub would compare with: that of the newest published release. */
    Optional<String> previous(GitHubState.Repository repository, String tag) {
        return repository.latest().map(GitHubState.Release::tagName).filter(one -> !one.equals(tag));
    }

    /** The text of generated notes. */
    String notes(
            GitHubState.Repository repository, String tag, String target, Optional<String> previous, GitHubView view)
            throws GitHubErrors {
        Optional<String> head = repository.tagCommit(tag).or(() -> repository.resolve(target));
        if (head.isEmpty()) {
            throw GitHubErrors.invalid(GitHubErrors.Field.of("Release", "invalid", "target_commitish"));
        }
        String page = view.html() + "/" + repository.slug();
        StringBuilder changes = new StringBuilder();
        if (previous.isPresent()) {
            Optional<String> base = repository.tagCommit(previous.get());
            if (base.isEmpty()) {
                throw GitHubErrors.of(422, "Validation Failed: previous_tag_name is not a valid tag");
            }
            for (SandboxRepository.Commit commit : repository.between(base.get(), head.get())) {
                Matcher merged = PULL_REQUEST.matcher(
                        commit.message().lines().findFirst().orElse(""));
                if (merged.matches()) {
                    changes.append("* ")
                            .append(merged.group(1))
                            .append(" by @")
                            .append(commit.login().isEmpty() ? commit.authorName() : commit.login())
                            .append(" in ")
                            .append(page)
                            .append("/pull/")
                            .append(merged.group(2))
                            .append('\n');
                }
            }
        }
        String full = "**Full Changelog**: " + page
                + previous.map(one -> "/compare/" + one + "..." + tag).orElse("/commits/" + tag);
        return changes.isEmpty() ? full : "## What's Changed\n" + changes + "\n\n" + full;
    }

    static Optional<String> text(JsonNode body, String field) {
        return body.path(field).isTextual() ? Optional.of(body.path(field).asText()) : Optional.empty();
    }

    private static boolean flag(JsonNode body, String field, boolean otherwise) {
        return body.path(field).asBoolean(otherwise);
    }

    /** Now, with whole seconds, as GitHub writes times. */
    String now() {
        return clock.instant()
                .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                .toString();
    }
}
