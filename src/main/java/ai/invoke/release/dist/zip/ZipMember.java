package ai.invoke.release.dist.zip;

/**
 * One member as the central directory describes it.
 *
 * @param name its name
 * @param flags general purpose bits
 * @param method compression method
 * @param dosTime time of day in DOS form
 * @param dosDate date in DOS form
 * @param crc CRC-32 of the unpacked bytes
 * @param packed length in the archive, in bytes
 * @param size unpacked length, in bytes
 * @param offset where its local header should stand, in bytes from the start of the file
 * @param unixMode mode with file type bits, 0 when the archive was not written on Unix
 */
public record ZipMember(
        EntryName name,
        int flags,
        int method,
        int dosTime,
        int dosDate,
        long crc,
        long packed,
        long size,
        long offset,
        int unixMode) {

    /** Compression method: none. */
    public static final int STORED = 0;

    /** Compression method: deflate. */
    public static final int DEFLATED = 8;

    private static final int TYPE_MASK = 0170000;
    private static final int SYMLINK = 0120000;

    /**
     * The name as text.
     *
     * @return with {@code /} between directories, if the writer followed the standard
     */
    public String path() {
        return name.text();
    }

    /**
     * Whether this stands for a directory.
     *
     * @return true when the name ends with a slash
     */
    public boolean isDirectory() {
        return path().endsWith("/");
    }

    /**
     * Whether this is a symbolic link.
     *
     * @return true by its Unix file type
     */
    public boolean isSymlink() {
        return (unixMode & TYPE_MASK) == SYMLINK;
    }

    /**
     * Whether the bytes are encrypted.
     *
     * @return bit 0
     */
    public boolean isEncrypted() {
        return (flags & ZipHeaders.FLAG_ENCRYPTED) != 0;
    }

    /**
     * Whether this library can unpack it.
     *
     * @return true when stored or deflated, and not encrypted
     */
    public boolean isSupported() {
        return !isEncrypted() && (method == STORED || method == DEFLATED);
    }
}
