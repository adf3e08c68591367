package ai.invoke.release.dist.tar;

/**
 * One member of a tar archive.
 *
 * @param path its name without a closing slash, decoded as UTF-8
 * @param utf8 whether name and link target are UTF-8
 * @param kind what it is
 * @param size length in bytes; 0 for everything but files
 * @param mode permission bits with set-uid, set-gid and sticky
 * @param link target of a link, else empty
 * @param sparse whether holes are left out (old GNU type {@code S} or {@code GNU.sparse} in a pax header)
 * @param gnu whether GNU headers for long names stand before it
 */
public record TarMember(
        String path, boolean utf8, Kind kind, long size, int mode, String link, boolean sparse, boolean gnu) {

    /** What a member is. */
    public enum Kind {
        /** A regular file. */
        FILE,
        /** A directory. */
        DIRECTORY,
        /** A symbolic link. */
        SYMLINK,
        /** A hard link to another member. */
        HARDLINK,
        /** A character or block device. */
        DEVICE,
        /** A named pipe. */
        FIFO
    }
}
