package ai.invoke.release.goal.tag;

import ai.invoke.release.console.Console;
import ai.invoke.release.git.remote.RemoteAddress;
import ai.invoke.release.github.GitHubHosts;
import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.github.api.GitHubClient;
import ai.invoke.release.github.api.Release;
import ai.invoke.release.github.release.ReleaseSession;
import ai.invoke.release.http.Http;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.index.IndexClient;
import ai.invoke.release.version.PyVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the world already has of a version, and why a tag should therefore stay where it is. */
final class PublishedVersions {

    private final TagRelease.Services services;
    private final GitHubHosts hosts;
    private final Console console;

    PublishedVersions(TagRelease.Services services, GitHubHosts hosts, Console console) {
        this.services = services;
        this.hosts = hosts;
        this.console = console;
    }

    /**
     * Adds an obstacle for each place where the version is published already.
     *
     * @param project the name on the index; without one it is not asked
     * @param version the version to tag; without one only GitHub is asked
     * @param tag the tag's name
     * @param remote where it is pushed to
     * @param tagged the versions that the remote has tags for
     * @param allow what may be done all the same
     * @param obstacles collects the reasons against it
     */
    void object(
            Optional<String> project,
            Optional<PyVersion> version,
            String tag,
            RemoteAddress remote,
            List<PyVersion> tagged,
            TagRelease.Overrides allow,
            Obstacles obstacles) {
        if (services.offline()) {
            console.warn(Problem.of("Maven is offline: neither "
                    + services.index().title() + " nor GitHub was asked whether " + tag + " is published"));
            version.ifPresent(current -> older(current, tagged, allow, obstacles));
            return;
        }
        try (Http http = new Http(services.http(), console, services.timing())) {
            List<PyVersion> released = new ArrayList<>(tagged);
            if (version.isPresent() && project.isPresent()) {
                Set<PyVersion> indexed = obstacles
                        .attempt(
                                () -> Optional.of(new IndexClient(http, services.index())
                                        .project(project.get())
                                        .versions(project.get())),
                                "invokeai.allowPublished",
                                allow.published())
                        .orElse(Set.of());
                released.addAll(indexed);
                if (indexed.contains(version.get())) {
                    obstacles.add(
                            Problem.of(project.get() + " " + version.get().normalized() + " is on "
                                    + services.index().title() + ", which keeps it forever"),
                            "fail forward: mvn invokeai-release:bump-version -Dinvokeai.to=patch, then commit and tag that",
                            "invokeai.allowPublished",
                            allow.published());
                }
            } else if (project.isEmpty()) {
                console.detail("pyproject.toml names no project, so "
                        + services.index().title() + " was not asked");
            }
            version.ifPresent(current -> older(current, released, allow, obstacles));
            obstacles
                    .attempt(() -> repository(remote), "invokeai.allowReleased", allow.release())
                    .ifPresent(repository -> release(http, repository, tag, allow, obstacles));
        }
    }

    private static void older(
            PyVersion current, Collection<PyVersion> released, TagRelease.Overrides allow, Obstacles obstacles) {
        released.stream()
                .filter(other -> other.local().isEmpty() && sameLine(other, current))
                .max(Comparator.naturalOrder())
                .filter(newest -> newest.compareTo(current) > 0)
                .ifPresent(newest -> obstacles.add(
                        Problem.of("the version " + current.normalized() + " is not newer than " + newest.normalized()
                                + ", the newest of the line " + current.majorMinor()),
                        "commit a version above " + newest.normalized(),
                        "invokeai.allowOlder",
                        allow.older()));
    }

    private static boolean sameLine(PyVersion left, PyVersion right) {
        return left.epoch().equals(right.epoch()) && left.majorMinor().equals(right.majorMinor());
    }

    private Optional<GitHubRepository> repository(RemoteAddress remote) {
        Optional<GitHubRepository> named = services.githubRepository()
                .map(text -> GitHubRepository.parse(text)
                        .orElseThrow(() -> new ProjectException(Problem.of("'" + text + "' is not a GitHub repository")
                                .next("write invokeai.githubRepository as owner/name"))));
        return named.or(() -> hosts.isGitHub(remote.host()) ? GitHubRepository.parse(remote.shown()) : Optional.empty())
                .map(found -> services.githubApi().map(found::withApi).orElse(found));
    }

    private void release(
            Http http, GitHubRepository repository, String tag, TagRelease.Overrides allow, Obstacles obstacles) {
        GitHubClient client = new GitHubClient(
                http,
                repository,
                ReleaseSession.token(services.github()),
                services.timing().clock());
        Optional<Release> release = obstacles.attempt(
                () -> {
                    Optional<Release> found = client.releaseByTag(tag);
                    if (found.isEmpty()) {
                        // "Not found" is also what GitHub says of a repository that it does not show us.
                        client.info();
                    }
                    return found;
                },
                "invokeai.allowReleased",
                allow.release());
        if (release.isEmpty() || release.get().state().draft()) {
            return;
        }
        if (release.get().state().immutable()) {
            obstacles.never(
                    Problem.of("the tag " + tag + " belongs to an immutable release of " + repository + " ("
                                    + release.get().links().page() + "), so it cannot be moved")
                            .next(
                                    "fail forward: mvn invokeai-release:bump-version -Dinvokeai.to=patch, then commit and tag that"));
        } else {
            obstacles.add(
                    Problem.of("the tag " + tag + " belongs to a published release of " + repository + ": "
                            + release.get().links().page()),
                    "fail forward: mvn invokeai-release:bump-version -Dinvokeai.to=patch, then commit and tag that",
                    "invokeai.allowReleased",
                    allow.release());
        }
    }
}
