package ai.invoke.release.dist.content;

import ai.invoke.release.dist.metadata.CoreMetadata;
import java.util.Optional;

/**
 * What one file holds: a bounded model that was read once. Whatever the archive, it takes bounded memory; what was not
 * read for that reason is said so.
 */
public sealed interface DistContents permits WheelContents, SdistContents {

    /**
     * The file's own name.
     *
     * @return without directories
     */
    String fileName();

    /**
     * The parts of the name.
     *
     * @return empty when the name is not that of a wheel or a {@code .tar.gz} sdist
     */
    Optional<? extends DistFileName> name();

    /**
     * The file's length.
     *
     * @return in bytes
     */
    long size();

    /**
     * Whether the archive could be opened at all.
     *
     * @return false when there is nothing but the file's name to look at
     */
    boolean readable();

    /**
     * Where the core metadata stands.
     *
     * @return for instance {@code demo-1.0.dist-info/METADATA} or {@code demo-1.0/PKG-INFO}; empty when it is missing
     */
    Optional<String> metadataPlace();

    /**
     * The bytes of METADATA or PKG-INFO.
     *
     * @return empty when missing, damaged or longer than {@link ContentLimits#text()}
     */
    Optional<byte[]> metadataBytes();

    /**
     * The core metadata.
     *
     * @return empty when {@link #metadataBytes()} is
     */
    default Optional<CoreMetadata> metadata() {
        return metadataBytes().map(CoreMetadata::parse);
    }

    /**
     * Whether the archive holds a file.
     *
     * @param path the whole path in the archive, with {@code /}
     * @return false for directories
     */
    boolean contains(String path);

    /**
     * Where a file that {@code License-File} names must stand (PEP 639).
     *
     * @param licenseFile the value of the field
     * @return {@code <dist-info>/licenses/<path>} in a wheel, {@code <top>/<path>} in an sdist
     */
    String licensePlace(String licenseFile);
}
