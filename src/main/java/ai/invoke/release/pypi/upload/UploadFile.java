package ai.invoke.release.pypi.upload;

import ai.invoke.release.digest.RunningDigest;
import ai.invoke.release.dist.content.Distribution;
import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.index.IndexFile;
import ai.invoke.release.version.PyVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A file that is to be uploaded.
 *
 * @param distribution what it is, its digest and its metadata
 * @param md5 of the very same bytes in lower-case hex; proves nothing, but some repository managers tell no other digest
 */
public record UploadFile(Distribution distribution, String md5) {

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
     * Opens a file and makes sure that it is the approved one.
     *
     * @param path the file
     * @param sha256 the digest that was approved, in lower-case hex, when somebody approved one
     * @return the file
     * @throws ProjectException when it has another digest, or is no distribution
     */
    public static UploadFile open(Path path, Optional<String> sha256) {
        Digests digests = Digests.of(path);
        // A file that is not the approved one need not be readable as a distribution, so this comes first.
        sha256.ifPresent(approved -> requireApproved(path, digests.sha256(), approved));
        return approved(Distribution.open(path), digests);
    }

    /** The metadata is the approved file's only when the file was still that one after it was read. */
    static UploadFile approved(Distribution distribution, Digests digests) {
        requireApproved(distribution.path(), distribution.sha256(), digests.sha256());
        return new UploadFile(distribution, digests.md5());
    }

    private static void requireApproved(Path path, String actual, String approved) {
        if (!actual.equals(approved)) {
            throw new ProjectException(Problem.of(
                            "the file is not the one that was approved: its sha256 is " + actual + ", not " + approved)
                    .at(Location.of(path.toString()))
                    .next("build, check, plan and approve again"));
        }
    }

    /** Both digests of a file in one pass. */
    record Digests(String sha256, String md5) {

        static Digests of(Path path) {
            try (InputStream in = Files.newInputStream(path)) {
                RunningDigest sha256 = RunningDigest.sha256();
                RunningDigest md5 = RunningDigest.of("MD5");
                byte[] chunk = new byte[64 * 1024];
                for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                    sha256.update(chunk, 0, n);
                    md5.update(chunk, 0, n);
                }
                return new Digests(sha256.finishHex(), md5.finishHex());
            } catch (IOException e) {
                throw new EnvironmentException(Problem.of("cannot read " + path + ": " + e.getMessage()), e);
            }
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
                .or(() -> hashes.md5().map(md5::equals))
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
