package ai.invoke.release.dist.zip;

/**
 * What the end of a ZIP archive says about the whole.
 *
 * @param position where the end-of-central-directory record stands
 * @param directoryPosition where the central directory really begins
 * @param directoryOffset where the record says that it begins
 * @param directorySize its length in bytes
 * @param comment length of the archive's comment in bytes
 * @param zip64 whether the ZIP64 records are in use
 */
public record ZipEnd(
        long position, long directoryPosition, long directoryOffset, long directorySize, int comment, boolean zip64) {

    /**
     * How far everything is moved against what the records say.
     *
     * @return bytes before the archive, 0 in a sound one
     */
    public long shift() {
        return directoryPosition - directoryOffset;
    }
}
