package ai.invoke.release.dist.content;

import ai.invoke.release.dist.zip.ZipLimits;

/**
 * How much of an archive is looked at, so that a hostile one costs bounded time and memory.
 *
 * @param entries so many members are listed; more are an error of their own
 * @param nameBytes so many bytes of member names are kept in total
 * @param text no file that is read as a whole (METADATA, WHEEL, entry_points.txt, pyproject.toml) may be longer, in bytes
 * @param recordBytes RECORD may be so long, in bytes; it is parsed while it is read
 * @param unpacked always allowed to unpack, in bytes
 * @param ratio beyond {@code unpacked}, no more than the file's length times this is unpacked
 */
public record ContentLimits(int entries, int nameBytes, int text, long recordBytes, long unpacked, int ratio) {

    /**
     * Limits for daily use: 200,000 members, 24 MiB of names, 4 MiB of text, 64 MiB of RECORD, and for unpacking those of PyPI (64 MiB or 50
     * times the file, {@code warehouse/constants.py}).
     *
     * @return the limits
     */
    public static ContentLimits standard() {
        return new ContentLimits(
                ZipLimits.standard().members(), ZipLimits.standard().nameBytes(), 4 << 20, 64L << 20, 64L << 20, 50);
    }

    /**
     * How much may be unpacked.
     *
     * @param fileSize the archive's length in bytes
     * @return bytes
     */
    public long budget(long fileSize) {
        return Math.max(unpacked, Math.multiplyExact(fileSize, (long) ratio));
    }

    /**
     * How long the unpacked tar of an sdist may be: the content of its files, and two headers and padding for each member.
     *
     * @param fileSize the archive's length in bytes
     * @return bytes
     */
    public long tarBudget(long fileSize) {
        return budget(fileSize) + 2048L * entries;
    }
}
