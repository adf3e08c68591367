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
 * @param host the system that it was written on (APPNOTE.TXT 4.4.2)
 * @param external its external attributes: a mode of Unix in the upper half, a byte of DOS
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
        int host,
        long external) {

    /** Compression method: none. */
    public static final int STORED = 0;

    /** Compression method: deflate. */
    public static final int DEFLATED = 8;

    private static final int TYPE_MASK = 0170000;
    private static final int SYMLINK = 0120000;
    private static final int FILE = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int DOS_DIRECTORY = 0x10;
    private static final int UNIX = 3;

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
     * Mode with file type bits.
     *
     * @return 0 when the archive was not written on Unix
     */
    public int unixMode() {
        return host == UNIX ? mode() : 0;
    }

    /** Some readers take the mode whatever the host. */
    private int mode() {
        return (int) (external >>> 16);
    }

    /**
     * Whether this is a symbolic link to some reader.
     *
     * @return true by its file type
     */
    public boolean isSymlink() {
        return (mode() & TYPE_MASK) == SYMLINK;
    }

    /**
     * Whether its attributes make something else of it than its name does: a name with a slash at its end is a directory,
     * any other is a file. Installers go by the name, others by the attributes.
     *
     * @return true for a device, too, and false for a symbolic link
     */
    public boolean isOfAnotherKind() {
        int type = mode() & TYPE_MASK;
        boolean directory = type == DIRECTORY || (external & DOS_DIRECTORY) != 0;
        boolean known = type == 0 || type == FILE || type == DIRECTORY || type == SYMLINK;
        return !known || (directory && !isDirectory());
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
