package ai.invoke.sandbox.github;

import ai.invoke.release.text.LetterCase;
import com.fasterxml.jackson.annotation.JsonAutoDetect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Everything GitHub remembers; written to disk after each change. Guarded by the lock of the {@link SandboxGitHub} that owns it. */
@JsonAutoDetect(
        fieldVisibility = JsonAutoDetect.Visibility.ANY,
        getterVisibility = JsonAutoDetect.Visibility.NONE,
        isGetterVisibility = JsonAutoDetect.Visibility.NONE)
final class GitHubState {

    long lastId = 1000;
    final Map<String, Repository> repositories = new LinkedHashMap<>();

    long nextId() {
        return ++lastId;
    }

    Optional<Repository> repository(String owner, String name) {
        return Optional.ofNullable(repositories.get(LetterCase.lower(owner + "/" + name)));
    }

    Optional<Repository> repository(long id) {
        return repositories.values().stream().filter(one -> one.id == id).findFirst();
    }

    /** A repository with its refs and releases. */
    @JsonAutoDetect(
            fieldVisibility = JsonAutoDetect.Visibility.ANY,
            getterVisibility = JsonAutoDetect.Visibility.NONE,
            isGetterVisibility = JsonAutoDetect.Visibility.NONE)
    static final class Repository {

        long id;
        String owner = "";
        String name = "";
        String defaultBranch = "";
        boolean immutableReleases;
        boolean tagCreation = true;
        boolean digests = true;
        /** The folder of git objects that the repository borrows; empty when there is none. */
        String objects = "";

        final List<String> categories = new ArrayList<>();
        final Map<String, SandboxRepository.Commit> commits = new LinkedHashMap<>();
        /** Full ref name to the object it points at, a commit or a tag object. */
        final Map<String, String> refs = new TreeMap<>();
        /** Annotated tags by their id. */
        final Map<String, TagObject> tagObjects = new LinkedHashMap<>();

        final List<Release> releases = new ArrayList<>();
        /** Tag names that an immutable release has used. */
        final Set<String> burnedTags = new TreeSet<>();

        static Repository of(SandboxRepository seed, long id) {
            Repository repository = new Repository();
            repository.id = id;
            repository.owner = seed.owner();
            repository.name = seed.name();
            repository.defaultBranch = seed.defaultBranch();
            repository.immutableReleases = seed.immutableReleases();
            repository.tagCreation = seed.tagCreation();
            repository.digests = seed.digests();
            repository.objects = seed.objects().map(Path::toString).orElse("");
            repository.categories.addAll(seed.categories());
            seed.commits().forEach(commit -> repository.commits.put(commit.sha(), commit));
            String newest = seed.commits().get(seed.commits().size() - 1).sha();
            repository.refs.put("refs/heads/" + seed.defaultBranch(), newest);
            for (SandboxRepository.Tag tag : seed.tags()) {
                repository.refs.put("refs/tags/" + tag.name(), tag.object());
                if (!tag.object().equals(tag.commit())) {
                    repository.tagObjects.put(
                            tag.object(),
                            new TagObject(
                                    tag.object(),
                                    tag.name(),
                                    tag.commit(),
                                    tag.name(),
                                    repository.tagger(tag.commit())));
                }
            }
            return repository;
        }

        String slug() {
            return owner + "/" + name;
        }

        /** The newest commit of the default branch. */
        SandboxRepository.Commit newest() {
            return Optional.ofNullable(refs.get("refs/heads/" + defaultBranch))
                    .map(commits::get)
                    .orElseGet(() -> commits.values().iterator().next());
        }

        /** Who has made a tag of which only the commit is known. */
        private Tagger tagger(String commit) {
            SandboxRepository.Commit known = commits.getOrDefault(commit, newest());
            return new Tagger(known.authorName(), known.authorEmail(), known.date());
        }

        Optional<String> tagCommit(String tag) {
            return Optional.ofNullable(refs.get("refs/tags/" + tag)).map(this::peel);
        }

        String peel(String object) {
            TagObject tag = tagObjects.get(object);
            return tag == null ? object : tag.commit();
        }

        /** The commit of a tag, branch, full ref or id, in the order in which git looks. */
        Optional<String> resolve(String name) {
            for (String ref : List.of(name, "refs/" + name, "refs/tags/" + name, "refs/heads/" + name)) {
                if (refs.containsKey(ref)) {
                    return Optional.of(peel(refs.get(ref)));
                }
            }
            if (name.equals("HEAD")) {
                return resolve("refs/heads/" + defaultBranch);
            }
            return name.matches("[0-9a-f]{7,40}")
                    ? commits.keySet().stream()
                            .filter(sha -> sha.startsWith(name))
                            .findFirst()
                    : Optional.empty();
        }

        /** A commit and all that it stands on. */
        Set<String> history(String commit) {
            Set<String> seen = new LinkedHashSet<>();
            List<String> todo = new ArrayList<>(List.of(commit));
            while (!todo.isEmpty()) {
                String next = todo.remove(todo.size() - 1);
                SandboxRepository.Commit known = commits.get(next);
                if (seen.add(next) && known != null) {
                    todo.addAll(known.parents());
                }
            }
            return seen;
        }

        /** What {@code head} has and {@code base} has not, the oldest first. */
        List<SandboxRepository.Commit> between(String base, String head) {
            Set<String> before = history(base);
            Set<String> with = history(head);
            return commits.values().stream()
                    .filter(commit -> with.contains(commit.sha()) && !before.contains(commit.sha()))
                    .toList();
        }

        Optional<Release> release(long releaseId) {
            return releases.stream().filter(one -> one.id() == releaseId).findFirst();
        }

        Optional<Release> published(String tag) {
            return releases.stream()
                    .filter(one -> !one.draft() && one.tagName().equals(tag))
                    .findFirst();
        }

        Optional<Release> latest() {
            return releases.stream()
                    .filter(one -> !one.draft() && !one.prerelease())
                    .max(Comparator.comparing(Release::latest)
                            .thenComparing(Release::createdAt)
                            .thenComparing(Release::id));
        }

        void put(Release release) {
            for (int i = 0; i < releases.size(); i++) {
                if (releases.get(i).id() == release.id()) {
                    releases.set(i, release);
                    return;
                }
            }
            releases.add(release);
        }
    }

    /** An annotated tag. */
    record TagObject(String sha, String tag, String commit, String message, Tagger tagger) {}

    /** Who made a tag object, and when. */
    record Tagger(String name, String email, String date) {}

    /**
     * A release; {@code name}, {@code body}, {@code publishedAt} and {@code discussion} are empty while they are null at
     * GitHub.
     */
    record Release(
            long id,
            String tagName,
            String target,
            Optional<String> name,
            Optional<String> body,
            boolean draft,
            boolean prerelease,
            boolean latest,
            boolean immutable,
            String createdAt,
            Optional<String> publishedAt,
            Optional<String> discussion,
            String untagged,
            List<Asset> assets) {

        Release withAssets(List<Asset> all) {
            return new Release(
                    id,
                    tagName,
                    target,
                    name,
                    body,
                    draft,
                    prerelease,
                    latest,
                    immutable,
                    createdAt,
                    publishedAt,
                    discussion,
                    untagged,
                    all);
        }

        Release withLatest(boolean value) {
            return new Release(
                    id,
                    tagName,
                    target,
                    name,
                    body,
                    draft,
                    prerelease,
                    value,
                    immutable,
                    createdAt,
                    publishedAt,
                    discussion,
                    untagged,
                    assets);
        }

        /** What stands for the tag in URLs: a draft has none yet. */
        String urlTag() {
            return draft ? untagged : tagName;
        }
    }

    /** A file of a release. */
    record Asset(
            long id,
            String name,
            Optional<String> label,
            String state,
            String contentType,
            long size,
            Optional<String> sha256,
            String createdAt,
            long downloads) {}
}
