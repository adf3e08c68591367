package ai.invoke.release.pypi.upload;

import ai.invoke.release.dist.content.Distribution;
import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.version.PyVersion;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * A file that is to be uploaded, with everything that identifies it.
 *
 * @param distribution what it is, and its metadata
 * @param digests of the very same bytes
 */
public record UploadFile(Distribution distribution, FileDigests digests) {

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
     * @param sha256 the digest that was approved, in lower-case hex
     * @return the file
     * @throws ProjectException when it has another digest, or is no distribution
     */
    public static UploadFile open(Path path, String sha256) {
        FileDigests digests = FileDigests.of(path);
        if (!digests.sha256().equals(sha256)) {
            throw new ProjectException(Problem.of("The file is not the one that was approved: its sha256 is "
                            + digests.sha256() + ", not " + sha256 + ".")
                    .at(Location.of(path.toString()))
                    .next("build, check, plan and approve again"));
        }
        return new UploadFile(Distribution.open(path), digests);
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
