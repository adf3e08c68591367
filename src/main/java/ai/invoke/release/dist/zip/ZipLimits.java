package ai.invoke.release.dist.zip;

/**
 * How much of a directory is kept in memory.
 *
 * @param members so many members
 * @param nameBytes so many bytes of names in total
 */
public record ZipLimits(int members, int nameBytes) {}
