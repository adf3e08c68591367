package ai.invoke.release.git;

import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** Finds and opens the repository that a folder belongs to. */
final class Repositories {

    private Repositories() {}

    /**
     * Where a repository is.
     *
     * @param folder need not be there
     * @return its {@code .git} folder; empty when neither the folder nor one above it is a repository
     */
    static Optional<File> gitFolder(Path folder) {
        return Optional.ofNullable(search(folder).getGitDir());
    }

    /**
     * Opens the repository that a folder belongs to.
     *
     * @param folder need not be there
     * @return to be closed; empty when neither the folder nor one above it is a repository
     * @throws IOException when it is there and cannot be read
     * @throws ProjectException when it uses SHA-256 object ids, which JGit would misread
     */
    static Optional<Repository> find(Path folder) throws IOException {
        FileRepositoryBuilder found = search(folder);
        return found.getGitDir() == null ? Optional.empty() : Optional.of(open(found));
    }

    /**
     * Opens a repository without a search.
     *
     * @param gitFolder a {@code .git} folder, or a bare repository
     * @return to be closed
     * @throws IOException when it is none, or cannot be read
     * @throws ProjectException when it uses SHA-256 object ids, which JGit would misread
     */
    static Repository open(File gitFolder) throws IOException {
        return open(Jgit.builder().setGitDir(gitFolder));
    }

    private static Repository open(FileRepositoryBuilder found) throws IOException {
        Repository repository;
        try {
            repository = found.setMustExist(true).build();
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        String format = repository.getConfig().getString("extensions", null, "objectformat");
        if (format != null && !format.equalsIgnoreCase("sha1")) {
            repository.close();
            throw new ProjectException(Problem.of("git repository " + repository.getDirectory() + " uses " + format
                            + " object ids; only SHA-1 repositories are supported (GitHub has no others)")
                    .next("clone the project from GitHub, or git init --object-format=sha1"));
        }
        return repository;
    }

    private static FileRepositoryBuilder search(Path folder) {
        return Jgit.builder().findGitDir(real(folder));
    }

    /**
     * A folder without links on the way to it, as git sees it after {@code cd}: a link in one repository may lead into
     * another one, or from nowhere into the middle of one.
     */
    private static File real(Path folder) {
        try {
            return folder.toRealPath().toFile();
        } catch (IOException e) {
            // Not there: whoever asked is told so by the search, which finds the repository it would lie in.
            return folder.toAbsolutePath().normalize().toFile();
        }
    }
}
