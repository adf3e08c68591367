package ai.invoke.release.dist.zip;

/**
 * How much of a directory is kept in memory.
 *
 * @param members so many members
 * @param nameBytes so many bytes of names in total
 */
public record ZipLimits(int members, int nameBytes) {

    /**
     * Limits for archives of any kind: 200,000 members and 24 MiB of names.
     *
     * @return the limits
     */
    public static ZipLimits standard() {
        return new ZipLimits(200_000, 24 << 20);
    }
}
