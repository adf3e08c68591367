package ai.invoke.release.git;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.URIish;

/** Copies of a repository on the same disk, to work in without touching the original. */
public final class Clones {

    private Clones() {}

    /**
     * Clones a repository with its branches and tags and checks a commit out, on no branch.
     *
     * @param from a clone, or a folder in it
     * @param commit the commit's full id
     * @param to a folder that is not there yet
     * @return that folder
     * @throws ProjectException when the folder belongs to no repository, or the repository has no such commit
     */
    public static Path at(Path from, String commit, Path to) {
        try (Repository source = Repositories.find(from)
                        .orElseThrow(() ->
                                new ProjectException(Problem.of(from + " is no clone, so there is nothing to build")
                                        .next("run this in a clone of the repository")));
                Git clone = Git.init().setDirectory(to.toFile()).call()) {
            ObjectId wanted = ObjectId.fromString(commit);
            if (!source.getObjectDatabase().has(wanted)) {
                throw new ProjectException(Problem.of("this clone does not have the commit " + commit)
                        .next("git fetch --tags"));
            }
            clone.remoteAdd()
                    .setName("origin")
                    .setUri(new URIish(source.getDirectory().toURI().toURL()))
                    .call();
            clone.fetch()
                    .setRemote("origin")
                    .setTagOpt(TagOpt.FETCH_TAGS)
                    .setRefSpecs(List.of(
                            new RefSpec("+refs/heads/*:refs/remotes/origin/*"),
                            new RefSpec("+refs/tags/*:refs/tags/*")))
                    .call();
            clone.checkout().setName(commit).call();
            return to;
        } catch (IOException | GitAPIException e) {
            throw new EnvironmentException(
                    Problem.of("cannot clone " + from + ": " + e.getMessage()).next("git fsck"), e);
        }
    }
}
