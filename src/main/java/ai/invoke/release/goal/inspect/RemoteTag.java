package ai.invoke.release.goal.inspect;

import ai.invoke.release.git.Repo;
import ai.invoke.release.git.Tag;
import ai.invoke.release.git.remote.Remote;
import ai.invoke.release.git.remote.RemoteAccess;
import ai.invoke.release.git.remote.RemoteAddress;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.process.ProcessRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A tag as the remote that this clone was made of shows it, asked by git's own protocol: for remotes that are not GitHub, and for a
 * GitHub whose API does not answer.
 *
 * @param name the tag's name
 * @param tag the tag; empty when the remote has none
 * @param trouble why the remote did not say
 */
record RemoteTag(String name, Optional<Tag> tag, Optional<String> trouble) {

    private static final String ORIGIN = "origin";
    private static final String ABOUT = "tag at origin";

    /** How long a person waits for one line of a table. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    /**
     * Asks ({@code git ls-remote origin}).
     *
     * @param projectDirectory a clone
     * @param environment for git's own means of a login
     * @param name the tag's name
     * @return empty when this is no clone, or one without an origin
     */
    static Optional<RemoteTag> at(Path projectDirectory, Map<String, String> environment, String name) {
        Optional<Repo> found = Repo.find(projectDirectory);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (Repo repo = found.get()) {
            if (repo.remoteUrl(ORIGIN).isEmpty()) {
                return Optional.empty();
            }
            RemoteAccess access =
                    RemoteAccess.plain(new ProcessRunner(environment)).withSilence(SILENCE);
            return Optional.of(new RemoteTag(
                    name,
                    new Remote(repo, RemoteAddress.of(repo, ORIGIN), access)
                            .look()
                            .tag(name),
                    Optional.empty()));
        } catch (ReleaseException e) {
            return Optional.of(new RemoteTag(
                    name,
                    Optional.empty(),
                    Optional.of(e.problems().stream().map(Problem::what).collect(Collectors.joining("; ")))));
        }
    }

    /** How it stands beside the tag of this clone. */
    Fact fact(Optional<Tag> local) {
        if (trouble.isPresent()) {
            return Fact.unknown(ABOUT, trouble.get());
        }
        if (tag.isEmpty()) {
            return Fact.open(ABOUT, "none");
        }
        Tag there = tag.get();
        return local.filter(here -> !here.objectId().equals(there.objectId())).isPresent()
                ? Fact.wrong(
                        ABOUT,
                        "is object " + there.objectId() + " of commit " + there.peeledId()
                                + ", not the one of this clone")
                : Fact.ok(ABOUT, name + " is commit " + there.peeledId());
    }
}
