package ai.invoke.release.dist.compare;

import ai.invoke.release.dist.metadata.CoreMetadata;
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
import java.util.Enumeration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

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

    /** The most files of a wheel that are looked at. */
    static final int MOST_MEMBERS = 200_000;

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
        try (ZipFile zip = new ZipFile(wheel.toFile())) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (entry.isDirectory()) {
                    continue;
                }
                if (members.size() >= MOST_MEMBERS) {
                    throw new IOException("it has more than " + MOST_MEMBERS + " files");
                }
                String path = withoutVersion(entry.getName());
                members.put(path, new Member(Math.max(0, entry.getSize()), entry.getCrc()));
                if (path.equals(".dist-info/METADATA")) {
                    metadata = text(zip, entry);
                } else if (path.equals(".dist-info/entry_points.txt")) {
                    entryPoints = text(zip, entry);
                }
            }
            return new WheelOutline(
                    String.valueOf(wheel.getFileName()),
                    Files.size(wheel),
                    members,
                    CoreMetadata.parse(metadata),
                    entryPoints(entryPoints));
        } catch (IOException | IllegalArgumentException e) {
            throw new ProjectException(
                    Problem.of("cannot be compared: " + e.getMessage())
                            .at(Location.of(wheel.toString()))
                            .next("remove it; mvn invokeai-release:collect fetches it again"),
                    e);
        }
    }

    private static byte[] text(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
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
        String group = "";
        for (String line : new String(text, StandardCharsets.UTF_8).lines().toList()) {
            String stripped = line.strip();
            if (stripped.startsWith("[") && stripped.endsWith("]")) {
                group = stripped.substring(1, stripped.length() - 1);
            } else if (!stripped.isEmpty() && !stripped.startsWith("#")) {
                lines.add(group + ": " + stripped);
            }
        }
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
