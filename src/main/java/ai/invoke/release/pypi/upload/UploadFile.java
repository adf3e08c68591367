package ai.invoke.release.pypi.upload;

import ai.invoke.release.digest.FileDigests;
import ai.invoke.release.dist.content.Distribution;
import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.index.IndexFile;
import ai.invoke.release.version.PyVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A file that is to be uploaded.
 *
 * @param distribution what it is, its digests and its metadata
 */
public record UploadFile(Distribution distribution) {

    /** What an index's word for a file means for the file here. */
    public enum Likeness {
        /** The same bytes. */
        SAME,
        /** Other bytes. */
        OTHER,
        /** The index does not say. */
        UNTOLD
    }

    /**
     * Wheels before sdists, each by name: installers never see a release that has only an sdist, and the first file fixes
     * the release's metadata at PyPI.
     */
    public static final Comparator<UploadFile> ORDER = Comparator.comparing(
                    (UploadFile file) -> file.distribution().kind())
            .thenComparing(UploadFile::name);

    /**
     * Opens a file and makes sure that it is the approved one. Its metadata is read after that; whoever sends the file
     * compares the digest with what leaves, so that nothing gets out that was swapped meanwhile.
     *
     * @param file the file
     * @param withMd5 whether the index wants MD5 as well
     * @return the file
     * @throws ProjectException when it has another digest, or is no distribution
     */
    static UploadFile open(IndexUpload.ApprovedFile file, boolean withMd5) {
        FileDigests digests = file.hashed().orElseGet(() -> digests(file.path(), withMd5));
        // A file that is not the approved one need not be readable as a distribution, so this comes first.
        file.sha256().ifPresent(approved -> requireApproved(file.path(), digests.sha256(), approved));
        return new UploadFile(Distribution.open(file.path(), digests));
    }

    private static FileDigests digests(Path path, boolean withMd5) {
        try {
            return FileDigests.of(path, withMd5);
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read " + path + ": " + e.getMessage()), e);
        }
    }

    private static void requireApproved(Path path, String actual, String approved) {
        if (!actual.equals(approved)) {
            throw new ProjectException(Problem.of(
                            "the file is not the one that was approved: its sha256 is " + actual + ", not " + approved)
                    .at(Location.of(path.toString()))
                    .next("build, check, plan and approve again"));
        }
    }

    /**
     * Compares with what an index tells, by the strongest digest that it does.
     *
     * @param hashes the index's word
     * @return what it means
     */
    public Likeness compare(IndexFile.Hashes hashes) {
        return hashes.sha256()
                .map(sha256()::equals)
                .or(() -> hashes.md5().flatMap(theirs -> md5().map(theirs::equals)))
                .map(same -> same ? Likeness.SAME : Likeness.OTHER)
                .orElse(Likeness.UNTOLD);
    }

    /**
     * The digest of the bytes that were approved.
     *
     * @return SHA-256 in lower-case hex
     */
    public String sha256() {
        return distribution.sha256();
    }

    /**
     * The digest that some repository managers tell instead.
     *
     * @return MD5 in lower-case hex; empty when the index is not one of them
     */
    public Optional<String> md5() {
        return distribution.digests().md5();
    }

    /**
     * The digest to set against that of an index.
     *
     * @param hashes the index's word
     * @return SHA-256 where the index tells that, else MD5
     */
    String counterpart(IndexFile.Hashes hashes) {
        return hashes.sha256().isPresent() ? sha256() : md5().orElse(sha256());
    }

    /**
     * The length of the file.
     *
     * @return bytes
     */
    public long size() {
        return distribution.size();
    }

    /**
     * The files in the order in which they are uploaded.
     *
     * @param files in any order
     * @return wheels before sdists
     */
    public static List<UploadFile> inOrder(List<UploadFile> files) {
        return files.stream().sorted(ORDER).toList();
    }

    /**
     * The file's name.
     *
     * @return without folders
     */
    public String name() {
        return distribution.fileName();
    }

    /**
     * The project that the metadata names.
     *
     * @return the name as it is spelled there; empty when the metadata lacks it
     */
    public String project() {
        return distribution.metadata().first("Name").orElse("");
    }

    /**
     * The version that the metadata names.
     *
     * @return normalised where it is PEP 440; empty when the metadata lacks it
     */
    public String version() {
        String version = distribution.metadata().first("Version").orElse("");
        return PyVersion.tryParse(version).map(PyVersion::normalized).orElse(version);
    }

    /**
     * Whether both belong to the same project.
     *
     * @param name a project's name in any form
     * @return true when the names are equal in their normal form
     */
    public boolean isOf(String name) {
        return ProjectName.normalize(project()).equals(ProjectName.normalize(name));
    }
}
