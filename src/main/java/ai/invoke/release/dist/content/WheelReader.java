package ai.invoke.release.dist.content;

import ai.invoke.release.digest.RunningDigest;
import ai.invoke.release.dist.zip.MemberReader;
import ai.invoke.release.dist.zip.ZipArchive;
import ai.invoke.release.dist.zip.ZipFormatException;
import ai.invoke.release.dist.zip.ZipFraming;
import ai.invoke.release.dist.zip.ZipLimits;
import ai.invoke.release.dist.zip.ZipMember;
import ai.invoke.release.file.Parallel;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Reads a wheel into its model: the records first, then each member's bytes once, in the order of the file. Nothing is
 * ever written to disk, and no member is held in memory except the few small files that rules read as a whole.
 */
public final class WheelReader {

    private static final int HEAD = 256;
    private static final int MAX_TEXTS = 64;

    /** Below this many bytes one thread is done before others have started. */
    private static final long WORTH_THREADS = 1 << 20;

    private static final int MAX_SOURCE_TEXT = 256 << 10;
    private static final int MAX_TEXT_BYTES = 16 << 20;
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

    /** What to do with one member, decided from the directory alone. */
    private record Task(ZipMember member, boolean wanted, boolean text, boolean head, Optional<String> algorithm) {

        static Task skip(ZipMember member) {
            return new Task(member, false, false, false, Optional.empty());
        }
    }

    /** What was found in one member. */
    private record Seen(WheelEntry entry, Optional<byte[]> text, Optional<byte[]> head, Set<Mark> marks) {

        static Seen nothing(ZipMember member) {
            return of(new WheelEntry(member, Optional.empty(), Optional.empty(), Optional.empty()));
        }

        static Seen of(WheelEntry entry) {
            return new Seen(entry, Optional.empty(), Optional.empty(), Set.of());
        }
    }

    /** The state of looking at one archive. */
    private final class Inspection {

        private final ZipArchive zip;
        private final Set<String> texts = new HashSet<>();
        private int heads;
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
            List<Integer> order = inFileOrder(members);
            List<Seen> seen = look(plan(members, order, algorithms(record)));
            WheelEntry[] entries = new WheelEntry[members.size()];
            Map<String, byte[]> keptTexts = new LinkedHashMap<>();
            Map<String, byte[]> keptHeads = new LinkedHashMap<>();
            Map<String, Set<Mark>> marks = new LinkedHashMap<>();
            for (int i = 0; i < entries.length; i++) {
                Seen each = seen.get(i);
                String path = each.entry().path();
                entries[order.get(i)] = each.entry();
                each.text().ifPresent(text -> keptTexts.put(path, text));
                each.head().ifPresent(head -> keptHeads.put(path, head));
                if (!each.marks().isEmpty()) {
                    marks.put(path, each.marks());
                }
            }
            return new WheelContents.Archive(
                    Optional.empty(),
                    true,
                    zip.end().comment(),
                    new WheelContents.Archive.Extent(zip.complete(), exploded, unpacked),
                    ZipFraming.check(zip),
                    List.of(entries),
                    new ReadContent(keptTexts, keptHeads, marks),
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

        /** Limits are kept by what the directory says, which the bytes then have to match. */
        private List<Task> plan(List<ZipMember> members, List<Integer> order, Map<String, String> algorithms) {
            List<Task> tasks = new ArrayList<>(members.size());
            for (int index : order) {
                tasks.add(plan(members.get(index), algorithms));
            }
            return tasks;
        }

        private Task plan(ZipMember member, Map<String, String> algorithms) {
            boolean text = isText(member);
            if (member.isDirectory() || !member.isSupported() || (exploded && !text)) {
                return Task.skip(member);
            }
            if (member.size() > budget) {
                exploded = true;
                return Task.skip(member);
            }
            budget -= member.size();
            if (text) {
                texts.add(member.path());
                textBytes += member.size();
            }
            boolean head = member.path().contains(".data/scripts/") && heads < limits.entries() / 100;
            heads += head ? 1 : 0;
            return new Task(member, true, text, head, Optional.ofNullable(algorithms.get(member.path())));
        }

        private boolean isText(ZipMember member) {
            boolean more = !texts.contains(member.path());
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

        private List<Seen> look(List<Task> tasks) throws IOException {
            Seen[] seen = new Seen[tasks.size()];
            AtomicInteger next = new AtomicInteger();
            int workers = zip.size() < WORTH_THREADS ? 1 : Parallel.threads(tasks.size());
            List<Integer> numbers = IntStream.range(0, workers).boxed().toList();
            Parallel.map(numbers, number -> {
                // Hashing keeps one or two processors busy.
                if (number >= Math.max(1, workers - 2)) {
                    turn.run();
                }
                try (MemberReader reader = zip.reader()) {
                    Look look = new Look(reader);
                    for (int i = next.getAndIncrement(); i < seen.length; i = next.getAndIncrement()) {
                        seen[i] = look.at(tasks.get(i));
                    }
                    return number;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            return List.of(seen);
        }
    }

    /** One worker: unpacks members one after the other. */
    private static final class Look {

        private final MemberReader reader;
        private final MarkScanner scanner = new MarkScanner();
        private final byte[] chunk = new byte[1 << 16];

        Look(MemberReader reader) {
            this.reader = reader;
        }

        Seen at(Task task) {
            if (!task.wanted()) {
                return Seen.nothing(task.member());
            }
            Optional<RunningDigest> stated = task.algorithm().map(RunningDigest::of);
            try {
                return unpacked(task, stated);
            } catch (IOException damaged) {
                return Seen.of(new WheelEntry(
                        task.member(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(String.valueOf(damaged.getMessage()))));
            }
        }

        private Seen unpacked(Task task, Optional<RunningDigest> stated) throws IOException {
            Optional<ByteArrayOutputStream> text =
                    task.text() ? Optional.of(new ByteArrayOutputStream()) : Optional.empty();
            Optional<byte[]> head = Optional.empty();
            ZipMember member = task.member();
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
                    if (start && task.head()) {
                        head = Optional.of(Arrays.copyOf(chunk, Math.min(count, HEAD)));
                    }
                    start = false;
                }
            }
            return new Seen(
                    new WheelEntry(
                            member,
                            Optional.of(new Digest(sha256.finish())),
                            stated.map(other -> new Digest(other.finish())),
                            Optional.empty()),
                    text.map(ByteArrayOutputStream::toByteArray),
                    head,
                    scanner.marks());
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
