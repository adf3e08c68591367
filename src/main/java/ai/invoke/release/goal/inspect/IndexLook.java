package ai.invoke.release.goal.inspect;

import ai.invoke.release.goal.publish.DeployRequest;
import ai.invoke.release.http.Http;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.pypi.index.IndexClient;
import ai.invoke.release.pypi.index.IndexFile;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.index.ProjectPage;
import ai.invoke.release.pypi.trust.CredentialSearch;
import java.util.List;
import java.util.Optional;

/**
 * What an index shows of a release.
 *
 * @param index the index
 * @param page the page of the whole project
 * @param files the files of the release, by their names
 */
record IndexLook(PackageIndex index, ProjectPage page, List<IndexFile> files) {

    /** Takes an unmodifiable copy. */
    IndexLook {
        files = List.copyOf(files);
    }

    /**
     * Looks.
     *
     * @param http sends the requests
     * @param index where
     * @param subject the release
     * @param request who looks
     * @throws ReleaseException when the index does not show its files
     */
    static IndexLook at(Http http, PackageIndex index, Subject subject, DeployRequest request) {
        ProjectPage page = client(http, index, request).project(subject.project());
        return new IndexLook(
                index,
                page,
                page.files().stream()
                        .filter(file -> file.version(subject.project()).equals(Optional.of(subject.version())))
                        .toList());
    }

    static IndexClient client(Http http, PackageIndex index, DeployRequest request) {
        return new IndexClient(
                http,
                index,
                CredentialSearch.search(
                                index,
                                request.credentials().logins().apply(index),
                                request.credentials().environment())
                        .forLooking(index));
    }

    Optional<IndexFile> file(String name) {
        return files.stream().filter(file -> file.name().equals(name)).findFirst();
    }

    /** The reasons for which installers pass files over; the same reason once. */
    List<String> yanked() {
        return files.stream()
                .flatMap(file -> file.yanked().stream())
                .map(reason -> reason.isBlank() ? "no reason given" : reason)
                .distinct()
                .toList();
    }

    /** Whether the index keeps the whole project from its users. */
    boolean quarantined() {
        return page.status().filter("quarantined"::equals).isPresent();
    }
}
