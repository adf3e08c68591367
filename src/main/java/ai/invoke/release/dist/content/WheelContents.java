package ai.invoke.release.dist.content;

import ai.invoke.release.dist.zip.NameIndex;
import ai.invoke.release.dist.zip.ZipFault;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A wheel after it was read once. */
public final class WheelContents implements DistContents {

    private final String fileName;
    private final Optional<DistFileName.Wheel> name;
    private final long size;
    private final Archive archive;

    /**
     * What was found in the archive.
     *
     * @param problem why the archive cannot be opened; empty when it can
     * @param zip whether the file is a ZIP archive at least by its end
     * @param archiveComment length of the archive's comment in bytes
     * @param extent how much of it was looked at
     * @param faults contradictions between records, in file order
     * @param entries the members in directory order
     * @param index of their names
     * @param content what was kept of the members' content
     * @param record RECORD
     */
    record Archive(
            Optional<String> problem,
            boolean zip,
            int archiveComment,
            Extent extent,
            List<ZipFault> faults,
            List<WheelEntry> entries,
            NameIndex index,
            ReadContent content,
            Optional<RecordFile> record) {

        /**
         * How much of the archive was looked at.
         *
         * @param complete whether all members were looked at
         * @param exploded whether unpacking was stopped because the archive unpacks to too much
         * @param unpacked sum of the unpacked lengths that the directory promises, in bytes
         */
        record Extent(boolean complete, boolean exploded, long unpacked) {}

        static Archive unreadable(String problem, boolean zip) {
            return new Archive(
                    Optional.of(problem),
                    zip,
                    0,
                    new Extent(true, false, 0),
                    List.of(),
                    List.of(),
                    new NameIndex(List.of()),
                    ReadContent.none(),
                    Optional.empty());
        }
    }

    WheelContents(String fileName, Optional<DistFileName.Wheel> name, long size, Archive archive) {
        this.fileName = fileName;
        this.name = name;
        this.size = size;
        this.archive = archive;
    }

    @Override
    public String fileName() {
        return fileName;
    }

    @Override
    public Optional<DistFileName.Wheel> name() {
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
     * Why the archive cannot be opened.
     *
     * @return empty when it can
     */
    public Optional<String> problem() {
        return archive.problem();
    }

    /**
     * Whether the file is a ZIP archive at least by its end.
     *
     * @return what Python's {@code zipfile.is_zipfile} says
     */
    public boolean isZip() {
        return archive.zip();
    }

    /**
     * The members of the archive.
     *
     * @return in directory order; a name may occur twice
     */
    public List<WheelEntry> entries() {
        return archive.entries();
    }

    /**
     * Looks a member up by its path.
     *
     * @param path its name in the archive
     * @return the last one of this name, which is the one that Python takes
     */
    public Optional<WheelEntry> entry(String path) {
        OptionalInt place = place(path);
        return place.isPresent() ? Optional.of(archive.entries().get(place.getAsInt())) : Optional.empty();
    }

    /**
     * Where a member of this name stands.
     *
     * @param path its name in the archive
     * @return the place of the last one in {@link #entries()}
     */
    public OptionalInt place(String path) {
        return archive.index().last(path);
    }

    /**
     * How many members have a name.
     *
     * @param path their name in the archive
     * @return 0 when there is none
     */
    public int count(String path) {
        return archive.index().count(path);
    }

    /**
     * Content of a small file that rules read as a whole: METADATA, WHEEL, entry_points.txt, version files.
     *
     * @param path its name in the archive
     * @return empty when it is missing, damaged, too long or of no interest
     */
    public Optional<byte[]> text(String path) {
        return Optional.ofNullable(archive.content().texts().get(path)).map(byte[]::clone);
    }

    /**
     * All small files that rules read as a whole.
     *
     * @return their paths
     */
    public Set<String> texts() {
        return archive.content().texts().keySet();
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
     * First bytes of scripts.
     *
     * @param path its name in the archive
     * @return at most 256 bytes; empty when the beginning of this file does not matter
     */
    public Optional<byte[]> head(String path) {
        return Optional.ofNullable(archive.content().heads().get(path)).map(byte[]::clone);
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
     * RECORD as it was parsed.
     *
     * @return empty when it is missing or damaged
     */
    public Optional<RecordFile> record() {
        return archive.record();
    }

    /**
     * Contradictions between the records of the archive.
     *
     * @return in file order; the first one is what PyPI would answer
     */
    public List<ZipFault> faults() {
        return archive.faults();
    }

    /**
     * The archive's own comment.
     *
     * @return its length in bytes
     */
    public int archiveComment() {
        return archive.archiveComment();
    }

    /**
     * Whether all members are in {@link #entries()}.
     *
     * @return false when the archive is beyond {@link ContentLimits}
     */
    public boolean complete() {
        return archive.extent().complete();
    }

    /**
     * Whether it unpacks to more than is allowed.
     *
     * @return true when contents were not verified for that reason
     */
    public boolean exploded() {
        return archive.extent().exploded();
    }

    /**
     * What all members unpack to, by the directory.
     *
     * @return bytes
     */
    public long unpacked() {
        return archive.extent().unpacked();
    }

    /**
     * All {@code .dist-info} directories at the root.
     *
     * @return their names in archive order
     */
    public Set<String> distInfoDirectories() {
        Set<String> found = new LinkedHashSet<>();
        for (WheelEntry entry : archive.entries()) {
            int slash = entry.path().indexOf('/');
            if (slash > 0 && entry.path().startsWith(".dist-info", slash - ".dist-info".length())) {
                found.add(entry.path().substring(0, slash));
            }
        }
        return found;
    }

    /**
     * The {@code .dist-info} directory that counts.
     *
     * @return the one that the file's name asks for, else the only one, else the first; empty when there is none
     */
    public Optional<String> distInfo() {
        Set<String> all = distInfoDirectories();
        return name.map(DistFileName.Wheel::distInfo)
                .filter(all::contains)
                .or(() -> all.stream().findFirst());
    }

    @Override
    public Optional<String> metadataPlace() {
        return distInfo().map(directory -> directory + "/METADATA").filter(this::contains);
    }

    @Override
    public Optional<byte[]> metadataBytes() {
        return metadataPlace().flatMap(this::text);
    }

    @Override
    public boolean contains(String path) {
        return archive.index().last(path).isPresent() && !path.endsWith("/");
    }

    @Override
    public String licensePlace(String licenseFile) {
        return distInfo().or(() -> name.map(DistFileName.Wheel::distInfo)).orElse("") + "/licenses/" + licenseFile;
    }
}
