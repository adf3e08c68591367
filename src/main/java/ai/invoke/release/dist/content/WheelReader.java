package ai.invoke.release.dist.content;

import ai.invoke.release.digest.RunningDigest;
import ai.invoke.release.dist.zip.MemberReader;
import ai.invoke.release.dist.zip.NameIndex;
import ai.invoke.release.dist.zip.ZipArchive;
import ai.invoke.release.dist.zip.ZipFormatException;
import ai.invoke.release.dist.zip.ZipFraming;
import ai.invoke.release.dist.zip.ZipLimits;
import ai.invoke.release.dist.zip.ZipMember;
import ai.invoke.release.file.Parallel;
import ai.invoke.release.text.LetterCase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Reads a wheel into its model: the records first, then each member's bytes once, in the order of the file. Nothing is
 * ever written to disk, and no member is held in memory except the few small files that rules read as a whole.
 */
public final class WheelReader {

    private static final byte UNPACK = 1;
    private static final byte KEEP_TEXT = 2;
    private static final byte KEEP_HEAD = 4;
    private static final Seen NOTHING = new Seen(Optional.empty(), Optional.empty(), Set.of());

    private static final int HEAD = 256;
    private static final int MAX_VERSION_FILES = 64;

    /** A sound wheel has three: one directory of metadata, which is looked at whatever else there is. */
    private static final int MAX_METADATA_FILES = 16;

    /** Below this many bytes one thread is done before others have started. */
    private static final long WORTH_THREADS = 1 << 20;

    private static final int MAX_SOURCE_TEXT = 256 << 10;
    private static final int MAX_TEXT_BYTES = 16 << 20;
    private static final Set<String> METADATA = Set.of("METADATA", "WHEEL", "entry_points.txt");
    private static final Set<String> VERSION_FILES =
            Set.of("__init__.py", "_version.py", "version.py", "__version__.py", "__about__.py", "about.py");

    private final ContentLimits limits;
    private final Runnable turn;

    /**
     * Creates a reader.
     *
     * @param limits how much of an archive is looked at
     */
    public WheelReader(ContentLimits limits) {
        this(limits, () -> {});
    }

    /**
     * Creates a reader that leaves processors to others.
     *
     * @param limits how much of an archive is looked at
     * @param turn returns when whoever else works on the file needs them no longer; only the first thread or two that unpack
     *     do not wait for it
     */
    public WheelReader(ContentLimits limits, Runnable turn) {
        this.limits = limits;
        this.turn = turn;
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

    /** What was kept of one member. */
    private record Seen(Optional<byte[]> text, Optional<byte[]> head, Set<Mark> marks) {}

    /** What is kept of one kind of text, within its limits. */
    private static final class Texts {

        private final int most;
        private final int longest;
        private final Set<String> taken = new HashSet<>();
        private long bytes;

        Texts(int most, int longest) {
            this.most = most;
            this.longest = longest;
        }

        boolean take(ZipMember member) {
            boolean more = !taken.contains(member.path());
            if (member.size() > longest || bytes + member.size() > MAX_TEXT_BYTES || (more && taken.size() >= most)) {
                return false;
            }
            taken.add(member.path());
            bytes += member.size();
            return true;
        }
    }

    /** The state of looking at one archive. */
    private final class Inspection {

        private final ZipArchive zip;
        private final Texts metadata = new Texts(MAX_METADATA_FILES, limits.text());
        private final Texts versionFiles = new Texts(MAX_VERSION_FILES, MAX_SOURCE_TEXT);
        private final List<String> unread = new ArrayList<>();
        private int heads;
        private long budget;
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
            WheelEntries entries = new WheelEntries(members);
            NameIndex index = new NameIndex(entries.names());
            Optional<RecordFile> record = record(members, index);
            Map<String, String> algorithms = algorithms(record);
            int[] order = inFileOrder(members);
            byte[] tasks = plan(members, order);
            SortedMap<Integer, Seen> seen = look(members, order, tasks, algorithms, entries);
            Map<String, byte[]> keptTexts = new LinkedHashMap<>();
            Map<String, byte[]> keptHeads = new LinkedHashMap<>();
            Map<String, Set<Mark>> marks = new LinkedHashMap<>();
            seen.forEach((place, each) -> {
                String path = members.get(order[place]).path();
                each.text().ifPresent(text -> keptTexts.put(path, text));
                each.head().ifPresent(head -> keptHeads.put(path, head));
                if (!each.marks().isEmpty()) {
                    marks.put(path, each.marks());
                }
            });
            return new WheelContents.Archive(
                    Optional.empty(),
                    true,
                    zip.end().comment(),
                    new WheelContents.Archive.Extent(zip.complete(), exploded, unpacked),
                    ZipFraming.check(zip),
                    entries,
                    index,
                    new ReadContent(keptTexts, keptHeads, marks, unread),
                    record);
        }

        /** Reading forward through the file keeps a slow disk from seeking. */
        private int[] inFileOrder(List<ZipMember> members) {
            return IntStream.range(0, members.size())
                    .boxed()
                    .sorted(Comparator.comparingLong(i -> members.get(i).offset()))
                    .mapToInt(Integer::intValue)
                    .toArray();
        }

        private Optional<RecordFile> record(List<ZipMember> members, NameIndex index) {
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
                return Optional.of(RecordFile.read(in, limits.entries(), path -> {
                    OptionalInt place = index.last(path);
                    return place.isPresent() ? members.get(place.getAsInt()).path() : path;
                }));
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

        /** What to do with each member. Limits are kept by what the directory says, which the bytes then have to match. */
        private byte[] plan(List<ZipMember> members, int[] order) {
            byte[] tasks = new byte[order.length];
            for (int i = 0; i < order.length; i++) {
                tasks[i] = plan(members.get(order[i]));
            }
            return tasks;
        }

        private byte plan(ZipMember member) {
            boolean text = keeps(member);
            if (member.isDirectory() || !member.isSupported() || (exploded && !text)) {
                return 0;
            }
            if (member.size() > budget) {
                exploded = true;
                return 0;
            }
            budget -= member.size();
            boolean head = member.path().contains(".data/scripts/") && heads < limits.entries() / 100;
            heads += head ? 1 : 0;
            return (byte) (UNPACK | (text ? KEEP_TEXT : 0) | (head ? KEEP_HEAD : 0));
        }

        private boolean keeps(ZipMember member) {
            if (isMetadata(member.path())) {
                boolean kept = metadata.take(member);
                if (!kept) {
                    unread.add(member.path());
                }
                return kept;
            }
            return isVersionFile(member.path()) && versionFiles.take(member);
        }

        private SortedMap<Integer, Seen> look(
                List<ZipMember> members,
                int[] order,
                byte[] tasks,
                Map<String, String> algorithms,
                WheelEntries entries)
                throws IOException {
            SortedMap<Integer, Seen> seen = new ConcurrentSkipListMap<>();
            AtomicInteger next = new AtomicInteger();
            int workers = zip.size() < WORTH_THREADS ? 1 : Parallel.threads(tasks.length);
            List<Integer> numbers = IntStream.range(0, workers).boxed().toList();
            Parallel.map(numbers, number -> {
                // Hashing keeps one or two processors busy.
                if (number >= Math.max(1, workers - 2)) {
                    turn.run();
                }
                try (MemberReader reader = zip.reader()) {
                    Look look = new Look(reader, entries);
                    for (int i = next.getAndIncrement(); i < tasks.length; i = next.getAndIncrement()) {
                        ZipMember member = members.get(order[i]);
                        if ((tasks[i] & UNPACK) != 0) {
                            Seen found = look.at(
                                    order[i], member, tasks[i], Optional.ofNullable(algorithms.get(member.path())));
                            if (!found.equals(NOTHING)) {
                                seen.put(i, found);
                            }
                        }
                    }
                    return number;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            return seen;
        }
    }

    /** One worker: unpacks members one after the other. */
    private static final class Look {

        private final MemberReader reader;
        private final WheelEntries entries;
        private final MarkScanner scanner = new MarkScanner();
        private final byte[] chunk = new byte[1 << 16];

        Look(MemberReader reader, WheelEntries entries) {
            this.reader = reader;
            this.entries = entries;
        }

        Seen at(int index, ZipMember member, byte task, Optional<String> algorithm) {
            try {
                return unpacked(index, member, task, algorithm.map(RunningDigest::of));
            } catch (IOException damaged) {
                entries.damaged(index, String.valueOf(damaged.getMessage()));
                return NOTHING;
            }
        }

        private Seen unpacked(int index, ZipMember member, byte task, Optional<RunningDigest> stated)
                throws IOException {
            Optional<ByteArrayOutputStream> text =
                    (task & KEEP_TEXT) != 0 ? Optional.of(new ByteArrayOutputStream()) : Optional.empty();
            Optional<byte[]> head = Optional.empty();
            scanner.begin(member.path(), member.size());
            RunningDigest sha256 = RunningDigest.sha256();
            try (InputStream in = reader.read(member)) {
                boolean start = true;
                for (int count = in.read(chunk, 0, chunk.length); count >= 0; count = in.read(chunk, 0, chunk.length)) {
                    sha256.update(chunk, 0, count);
                    scanner.feed(chunk, count);
                    if (stated.isPresent()) {
                        stated.get().update(chunk, 0, count);
                    }
                    if (text.isPresent()) {
                        text.get().write(chunk, 0, count);
                    }
                    if (start && (task & KEEP_HEAD) != 0) {
                        head = Optional.of(Arrays.copyOf(chunk, Math.min(count, HEAD)));
                    }
                    start = false;
                }
            }
            entries.hashed(index, sha256.finish(), stated.map(RunningDigest::finish));
            return new Seen(text.map(ByteArrayOutputStream::toByteArray), head, scanner.marks());
        }
    }

    private static boolean isMetadata(String path) {
        int slash = path.indexOf('/');
        return slash > 0
                && path.startsWith(".dist-info", slash - ".dist-info".length())
                && METADATA.contains(path.substring(slash + 1));
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
                VERSION_FILES.contains(parts[1]) || LetterCase.lower(parts[1]).endsWith("version.py");
            case 3 -> parts[1].equals("version");
            default -> false;
        };
    }
}
