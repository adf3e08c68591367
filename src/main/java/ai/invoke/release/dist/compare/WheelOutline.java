package ai.invoke.release.dist.compare;

import ai.invoke.release.dist.metadata.CoreMetadata;
import ai.invoke.release.dist.rule.wheel.EntryPointsFile;
import ai.invoke.release.dist.zip.ZipArchive;
import ai.invoke.release.dist.zip.ZipLimits;
import ai.invoke.release.dist.zip.ZipMember;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is compared of a wheel: its directory, its metadata, its entry points. Only the two texts are unpacked, and never more than a
 * megabyte of each, so a wheel from an index may be read, too.
 *
 * @param fileName the wheel's name
 * @param size the wheel's own size in bytes
 * @param members size and checksum of each file, by its path; the version is left out of the names of {@code .dist-info} and {@code
 *     .data}
 * @param metadata the core metadata
 * @param entryPoints the lines of {@code entry_points.txt}, each after its group, sorted
 */
public record WheelOutline(
        String fileName,
        long size,
        SortedMap<String, Member> members,
        CoreMetadata metadata,
        List<String> entryPoints) {

    private static final ZipLimits LIMITS = ZipLimits.standard();
    private static final int LONGEST_TEXT = 1 << 20;

    /** Takes unmodifiable copies. */
    public WheelOutline {
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
        entryPoints = List.copyOf(entryPoints);
    }

    /**
     * A file in a wheel.
     *
     * @param size unpacked bytes, as the directory says
     * @param crc its CRC-32, as the directory says: enough to see that something changed
     */
    public record Member(long size, long crc) {}

    /**
     * Reads a wheel.
     *
     * @param wheel the file
     * @return its outline
     * @throws ProjectException when it is no wheel that can be read
     */
    public static WheelOutline read(Path wheel) {
        SortedMap<String, Member> members = new TreeMap<>();
        byte[] metadata = new byte[0];
        byte[] entryPoints = new byte[0];
        try (ZipArchive zip = ZipArchive.open(wheel, LIMITS)) {
            if (!zip.complete()) {
                throw new IOException("it has more than " + LIMITS.members() + " files, or names without end");
            }
            for (ZipMember member : zip.members()) {
                if (member.isDirectory()) {
                    continue;
                }
                String path = withoutVersion(member.path());
                members.put(path, new Member(member.size(), member.crc()));
                if (path.equals(".dist-info/METADATA")) {
                    metadata = text(zip, member);
                } else if (path.equals(".dist-info/entry_points.txt")) {
                    entryPoints = text(zip, member);
                }
            }
            return new WheelOutline(
                    String.valueOf(wheel.getFileName()),
                    Files.size(wheel),
                    members,
                    CoreMetadata.parse(metadata),
                    entryPoints(entryPoints));
        } catch (IOException e) {
            throw new ProjectException(
                    Problem.of("cannot be compared: " + e.getMessage())
                            .at(Location.of(wheel.toString()))
                            .next("remove it; mvn invokeai-release:collect fetches it again"),
                    e);
        }
    }

    private static byte[] text(ZipArchive zip, ZipMember member) throws IOException {
        try (InputStream in = zip.read(member)) {
            return in.readNBytes(LONGEST_TEXT);
        }
    }

    private static String withoutVersion(String path) {
        int slash = path.indexOf('/');
        String top = slash < 0 ? "" : path.substring(0, slash);
        for (String suffix : List.of(".dist-info", ".data")) {
            if (top.endsWith(suffix)) {
                return suffix + path.substring(slash);
            }
        }
        return path;
    }

    private static List<String> entryPoints(byte[] text) {
        List<String> lines = new ArrayList<>();
        EntryPointsFile.parse(new String(text, StandardCharsets.UTF_8))
                .sections()
                .forEach((group, entries) ->
                        entries.forEach((name, value) -> lines.add(group + ": " + name + " = " + value)));
        Collections.sort(lines);
        return lines;
    }

    /**
     * All files together.
     *
     * @return unpacked bytes
     */
    public long unpacked() {
        return members.values().stream().mapToLong(Member::size).sum();
    }
}
