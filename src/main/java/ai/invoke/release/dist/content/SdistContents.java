package ai.invoke.release.dist.content;

import ai.invoke.release.dist.tar.TarMember;
import ai.invoke.release.dist.tar.TarReader;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A source distribution after it was read once. */
public final class SdistContents implements DistContents {

    private final String fileName;
    private final Optional<DistFileName.Sdist> name;
    private final long size;
    private final Archive archive;
    private final Map<String, TarMember> byPath = new HashMap<>();
    private final Set<String> topLevel = new LinkedHashSet<>();

    /**
     * What was found in the archive.
     *
     * @param problem why the archive cannot be read; empty when it can
     * @param damage why reading stopped before the end; empty when it did not
     * @param rest what follows the end of the tar archive
     * @param trailing bytes after the gzip stream
     * @param zip whether the file is a ZIP archive at the same time
     * @param complete whether all members were looked at
     * @param exploded whether reading was stopped because the archive unpacks to too much
     * @param members the members in file order
     * @param content what was kept of the members' content
     */
    record Archive(
            Optional<String> problem,
            Optional<Damage> damage,
            TarReader.Rest rest,
            long trailing,
            boolean zip,
            boolean complete,
            boolean exploded,
            List<TarMember> members,
            ReadContent content) {

        /**
         * Why reading stopped before the end.
         *
         * @param reason what is wrong
         * @param stopsPython whether Python, and so PyPI, takes it for a tar archive but stumbles over it
         * @param disputed whether Python, and so PyPI, reads on there
         */
        record Damage(String reason, boolean stopsPython, boolean disputed) {}
    }

    SdistContents(String fileName, Optional<DistFileName.Sdist> name, long size, Archive archive) {
        this.fileName = fileName;
        this.name = name;
        this.size = size;
        this.archive = archive;
        for (TarMember member : archive.members()) {
            byPath.put(clean(member.path()), member);
            if (!member.path().equals(".")) {
                topLevel.add(topOf(member.path()));
            }
        }
    }

    @Override
    public String fileName() {
        return fileName;
    }

    @Override
    public Optional<DistFileName.Sdist> name() {
        return name;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean readable() {
        return archive.problem().isEmpty();
    }

    /**
     * Why the archive cannot be read.
     *
     * @return empty when it can
     */
    public Optional<String> problem() {
        return archive.problem();
    }

    /**
     * Why reading stopped.
     *
     * @return empty when the archive is sound to its end
     */
    public Optional<String> damage() {
        return archive.damage().map(Archive.Damage::reason);
    }

    /**
     * Whether Python's {@code tarfile} takes the file for an archive but stumbles over the damage.
     *
     * @return false when it silently takes the place of the damage for the end of the archive, or does not even begin
     */
    public boolean damageStopsPython() {
        return archive.damage().map(Archive.Damage::stopsPython).orElse(false);
    }

    /**
     * Whether Python's {@code tarfile} reads on where reading stopped.
     *
     * @return true when the archive was refused because other readers find other members in it
     */
    public boolean disputed() {
        return archive.damage().map(Archive.Damage::disputed).orElse(false);
    }

    /**
     * What follows the end of the tar archive within the gzip stream.
     *
     * @return bytes and members that hardly any reader sees
     */
    public TarReader.Rest rest() {
        return archive.rest();
    }

    /**
     * What follows the gzip stream.
     *
     * @return bytes that nobody sees
     */
    public long trailing() {
        return archive.trailing();
    }

    /**
     * Whether the file is a ZIP archive at the same time.
     *
     * @return true when it has a ZIP end record
     */
    public boolean alsoZip() {
        return archive.zip();
    }

    /**
     * Whether all members are in {@link #members()}.
     *
     * @return false when the archive is beyond {@link ContentLimits}
     */
    public boolean complete() {
        return archive.complete();
    }

    /**
     * Whether it unpacks to more than is allowed.
     *
     * @return true when reading was stopped for that reason
     */
    public boolean exploded() {
        return archive.exploded();
    }

    /**
     * The members of the archive.
     *
     * @return in file order; a name may occur twice
     */
    public List<TarMember> members() {
        return archive.members();
    }

    /**
     * Looks a member up by its path.
     *
     * @param path its name in the archive
     * @return the last one of this name, which is the one that Python takes
     */
    public Optional<TarMember> member(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    /**
     * Content of a small file that rules read as a whole: PKG-INFO, pyproject.toml.
     *
     * @param path its name in the archive
     * @return empty when it is missing, no regular file, too long or of no interest
     */
    public Optional<byte[]> text(String path) {
        return Optional.ofNullable(archive.content().texts().get(path)).map(byte[]::clone);
    }

    /**
     * Files of metadata that were not read, because they are too long or too many.
     *
     * @return their paths
     */
    public List<String> unread() {
        return archive.content().unread();
    }

    /**
     * Files with text that rules look for.
     *
     * @return path to marks, in archive order
     */
    public Map<String, Set<Mark>> marks() {
        return archive.content().marks();
    }

    /**
     * First components of all names.
     *
     * @return in archive order; exactly one in a sound sdist
     */
    public Set<String> topLevel() {
        return Collections.unmodifiableSet(topLevel);
    }

    /**
     * The directory that holds PKG-INFO.
     *
     * @return the first top-level entry that does, else the first one; empty when the archive is empty
     */
    public Optional<String> topDirectory() {
        return topLevel.stream()
                .filter(top -> byPath.containsKey(top + "/PKG-INFO"))
                .findFirst()
                .or(() -> topLevel.stream().findFirst());
    }

    @Override
    public Optional<String> metadataPlace() {
        return topDirectory().map(top -> top + "/PKG-INFO").filter(this::contains);
    }

    @Override
    public Optional<byte[]> metadataBytes() {
        return metadataPlace().flatMap(this::text);
    }

    @Override
    public boolean contains(String path) {
        TarMember member = byPath.get(path);
        return member != null && member.kind() != TarMember.Kind.DIRECTORY;
    }

    @Override
    public String licensePlace(String licenseFile) {
        return topDirectory().orElse("") + "/" + licenseFile;
    }

    /** Members of an archive made by {@code tar czf x.tar.gz ./dir} are found as if they were named without {@code ./}. */
    static String clean(String path) {
        return path.startsWith("./") ? path.substring(2) : path;
    }

    /**
     * The first component of a name.
     *
     * @param path a member's name
     * @return without a leading {@code ./}
     */
    public static String topOf(String path) {
        String clean = clean(path);
        int slash = clean.indexOf('/', 1);
        return slash < 0 ? clean : clean.substring(0, slash);
    }
}
