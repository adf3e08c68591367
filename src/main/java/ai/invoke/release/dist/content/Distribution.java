package ai.invoke.release.dist.content;

import ai.invoke.release.digest.FileDigests;
import ai.invoke.release.dist.metadata.CoreMetadata;
import java.nio.file.Path;

/**
 * A wheel or sdist as an uploader needs it: what it is, and the metadata from the very bytes that will be sent.
 *
 * @param path the file
 * @param kind wheel or sdist
 * @param size its length in bytes
 * @param digests of the bytes
 * @param pythonTag what PyPI's {@code pyversion} field wants: the wheel's python tag (for instance {@code py3}), or {@code
 *     source}
 * @param metadata METADATA or PKG-INFO
 */
public record Distribution(
        Path path, Kind kind, long size, FileDigests digests, String pythonTag, CoreMetadata metadata) {

    /** What PyPI's {@code filetype} field tells apart. */
    public enum Kind {
        /** {@code bdist_wheel}. */
        WHEEL,
        /** {@code sdist}. */
        SDIST
    }

    /**
     * Opens a file. It is read as a stream and never held in memory; METADATA may have at most 4 MiB.
     *
     * @param file a wheel or a {@code .tar.gz} sdist
     * @return what an uploader needs
     * @throws ai.invoke.release.problem.ProjectException when it is neither, is missing, or holds no readable metadata
     * @throws ai.invoke.release.problem.EnvironmentException when the disk fails
     */
    public static Distribution open(Path file) {
        return new DistributionOpener(ContentLimits.standard()).open(file);
    }

    /**
     * Opens a file that was hashed already; only its metadata is read.
     *
     * @param file a wheel or a {@code .tar.gz} sdist
     * @param digests its digests; whoever sends the file has to compare them with what is sent
     * @return what an uploader needs
     */
    public static Distribution open(Path file, FileDigests digests) {
        return new DistributionOpener(ContentLimits.standard()).open(file, digests);
    }

    /**
     * The digest that PyPI goes by.
     *
     * @return lower-case hex
     */
    public String sha256() {
        return digests.sha256();
    }

    /**
     * The file's own name.
     *
     * @return for instance {@code invokeai-5.6.0-py3-none-any.whl}
     */
    public String fileName() {
        return String.valueOf(path.getFileName());
    }
}
