package ai.invoke.release.dist.content;

import ai.invoke.release.digest.RunningDigest;
import ai.invoke.release.dist.zip.ZipArchive;
import ai.invoke.release.dist.zip.ZipFormatException;
import ai.invoke.release.dist.zip.ZipFraming;
import ai.invoke.release.dist.zip.ZipLimits;
import ai.invoke.release.dist.zip.ZipMember;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a wheel into its model: the records first, then each member's bytes once, in the order of the file. Nothing is
 * ever written to disk, and no member is held in memory except the few small files that rules read as a whole.
 */
public final class WheelReader {

    private static final int HEAD = 256;
    private static final int MAX_TEXTS = 64;
    private static final int MAX_SOURCE_TEXT = 256 << 10;
    private static final int MAX_TEXT_BYTES = 16 << 20;
    private static final Set<String> VERSION_FILES =
            Set.of("__init__.py", "_version.py", "version.py", "__version__.py", "__about__.py", "about.py");

    private final ContentLimits limits;

    /**
     * Creates a reader.
     *
     * @param limits how much of an archive is looked at
     */
    public WheelReader(ContentLimits limits) {
        this.limits = limits;
    }

    /**
     * Reads a wheel, however broken.
     *
     * @param file the wheel
     * @return its model
     * @throws IOException when the file itself cannot be read
     */
    public WheelContents read(Path file) throws IOException {
        String fileName = String.valueOf(file.getFileName());
        Optional<DistFileName.Wheel> name = DistFileName.tryParse(fileName).map(DistFileName.Wheel.class::cast);
        long size = Files.size(file);
        try (ZipArchive zip = ZipArchive.open(file, new ZipLimits(limits.entries(), limits.nameBytes()))) {
            return new WheelContents(fileName, name, size, archive(zip));
        } catch (ZipFormatException notAZip) {
            return new WheelContents(
                    fileName,
                    name,
                    size,
                    WheelContents.Archive.unreadable(String.valueOf(notAZip.getMessage()), notAZip.endFound()));
        } catch (RuntimeException unexpected) {
            // One file that this reader stumbles over must not hide what is found in the others.
            return new WheelContents(
                    fileName, name, size, WheelContents.Archive.unreadable("unexpected " + unexpected, true));
        }
    }

    private WheelContents.Archive archive(ZipArchive zip) throws IOException {
        Inspection inspection = new Inspection(zip);
        return inspection.run();
    }

    /** The state of looking at one archive. */
    private final class Inspection {

        private final ZipArchive zip;
        private final Map<String, byte[]> texts = new LinkedHashMap<>();
        private final Map<String, byte[]> heads = new LinkedHashMap<>();
        private final Map<String, Set<Mark>> marks = new LinkedHashMap<>();
        private final MarkScanner scanner = new MarkScanner();
        private final byte[] chunk = new byte[1 << 16];
        private long budget;
        private long textBytes;
        private boolean exploded;

        Inspection(ZipArchive zip) {
            this.zip = zip;
            this.budget = limits.budget(zip.size());
        }

        WheelContents.Archive run() throws IOException {
            List<ZipMember> members = zip.members();
            long unpacked = 0;
            for (ZipMember member : members) {
                unpacked += Math.min(member.size(), Long.MAX_VALUE - unpacked);
            }
            exploded = unpacked > budget;
            Optional<RecordFile> record = record(members);
            Map<String, String> algorithms = algorithms(record);
            WheelEntry[] entries = new WheelEntry[members.size()];
            for (int index : inFileOrder(members)) {
                entries[index] = inspect(members.get(index), algorithms);
            }
            return new WheelContents.Archive(
                    Optional.empty(),
                    true,
                    zip.end().comment(),
                    new WheelContents.Archive.Extent(zip.complete(), exploded, unpacked),
                    ZipFraming.check(zip),
                    List.of(entries),
                    new ReadContent(texts, heads, marks),
                    record);
        }

        /** Reading forward through the file keeps a slow disk from seeking. */
        private List<Integer> inFileOrder(List<ZipMember> members) {
            List<Integer> order = new ArrayList<>(members.size());
            for (int i = 0; i < members.size(); i++) {
                order.add(i);
            }
            order.sort(Comparator.comparingLong(i -> members.get(i).offset()));
            return order;
        }

        private Optional<RecordFile> record(List<ZipMember> members) {
            ZipMember found = null;
            for (ZipMember member : members) {
                int slash = member.path().indexOf('/');
                if (slash > 0
                        && member.path().startsWith("/RECORD", slash)
                        && member.path().length() == slash + "/RECORD".length()
                        && member.path().startsWith(".dist-info", slash - ".dist-info".length())) {
                    found = member;
                }
            }
            if (found == null || !found.isSupported() || found.size() > limits.recordBytes()) {
                return Optional.empty();
            }
            try (InputStream in = zip.read(found)) {
                return Optional.of(RecordFile.read(in, limits.entries()));
            } catch (IOException damaged) {
                // The pass over all members meets the same damage and reports it as this member's.
                return Optional.empty();
            }
        }

        /** Which members RECORD gives a digest for that is not SHA-256 but can be checked here. */
        private Map<String, String> algorithms(Optional<RecordFile> record) {
            Map<String, String> found = new HashMap<>();
            for (RecordRow row : record.map(RecordFile::rows).orElse(List.of())) {
                RecordHash.jdkName(row.algorithm())
                        .filter(jdk -> !jdk.equals("SHA-256"))
                        .ifPresent(jdk -> found.put(row.path(), jdk));
            }
            return found;
        }

        private WheelEntry inspect(ZipMember member, Map<String, String> algorithms) {
            if (member.isDirectory() || !member.isSupported() || (exploded && !isText(member))) {
                return new WheelEntry(member, Optional.empty(), Optional.empty(), Optional.empty());
            }
            if (member.size() > budget) {
                exploded = true;
                return new WheelEntry(member, Optional.empty(), Optional.empty(), Optional.empty());
            }
            budget -= member.size();
            String other = algorithms.get(member.path());
            RunningDigest stated = other == null ? null : RunningDigest.of(other);
            try {
                Digest digest = consume(member, stated);
                return new WheelEntry(
                        member,
                        Optional.of(digest),
                        stated == null ? Optional.empty() : Optional.of(new Digest(stated.finish())),
                        Optional.empty());
            } catch (IOException damaged) {
                texts.remove(member.path());
                return new WheelEntry(
                        member, Optional.empty(), Optional.empty(), Optional.of(String.valueOf(damaged.getMessage())));
            }
        }

        private Digest consume(ZipMember member, @Nullable RunningDigest stated) throws IOException {
            String path = member.path();
            ByteArrayOutputStream text = isText(member) ? new ByteArrayOutputStream() : null;
            textBytes += text == null ? 0 : member.size();
            scanner.begin(path, member.size());
            boolean script = path.contains(".data/scripts/");
            boolean start = true;
            RunningDigest sha256 = RunningDigest.sha256();
            try (InputStream in = zip.read(member)) {
                for (int count = in.read(chunk, 0, chunk.length); count >= 0; count = in.read(chunk, 0, chunk.length)) {
                    sha256.update(chunk, 0, count);
                    scanner.feed(chunk, count);
                    if (stated != null) {
                        stated.update(chunk, 0, count);
                    }
                    if (text != null) {
                        text.write(chunk, 0, count);
                    }
                    if (start && script && heads.size() < limits.entries() / 100) {
                        heads.put(path, Arrays.copyOf(chunk, Math.min(count, HEAD)));
                    }
                    start = false;
                }
            }
            Set<Mark> found = scanner.marks();
            if (!found.isEmpty()) {
                marks.put(path, found);
            }
            if (text != null) {
                texts.put(path, text.toByteArray());
            }
            return new Digest(sha256.finish());
        }

        private boolean isText(ZipMember member) {
            boolean more = !texts.containsKey(member.path());
            if (textBytes + member.size() > MAX_TEXT_BYTES || (more && texts.size() >= MAX_TEXTS)) {
                return false;
            }
            String path = member.path();
            int slash = path.indexOf('/');
            if (slash > 0 && path.startsWith(".dist-info", slash - ".dist-info".length())) {
                return member.size() <= limits.text()
                        && switch (path.substring(slash + 1)) {
                            case "METADATA", "WHEEL", "entry_points.txt" -> true;
                            default -> false;
                        };
            }
            return member.size() <= MAX_SOURCE_TEXT && isVersionFile(path);
        }
    }

    /** {@code top.py}, {@code top/_version.py}, {@code top/version/*.py}: where {@code __version__} is usually kept. */
    private static boolean isVersionFile(String path) {
        if (!path.endsWith(".py")) {
            return false;
        }
        String[] parts = path.split("/", 4);
        return switch (parts.length) {
            case 1 -> true;
            case 2 ->
                VERSION_FILES.contains(parts[1])
                        || parts[1].toLowerCase(Locale.ROOT).endsWith("version.py");
            case 3 -> parts[1].equals("version");
            default -> false;
        };
    }
}
