package ai.invoke.release.dist.zip;

import java.io.IOException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.RandomAccess;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks the records of an archive from the first byte to the last and compares what a streaming reader sees with what the
 * central directory says. The checks, their order and their words are those of PyPI's {@code validate_zipfile}; PyPI stops
 * at the first one, this walk goes on wherever the directory tells where the next record must be.
 *
 * @see <a href="https://docs.pypi.org/archives/">PyPI on archives</a>
 */
public final class ZipFraming {

    private static final int MAX_FAULTS = 200;

    private final ChannelWindow window;
    private final ZipArchive zip;
    private final List<ZipFault> faults = new ArrayList<>();
    private final NameIndex byName;
    private final long[] offsets;

    /** The member of each offset, the last one of those that claim it. */
    private final int[] byOffset;

    private final Names localNames = new Names();
    private final Names centralNames = new Names();
    private final Set<String> duplicates = new HashSet<>();
    private long records;
    private long directoryStart = -1;
    private long directoryLength;

    private ZipFraming(ZipArchive zip) {
        this.zip = zip;
        this.window = zip.window();
        List<ZipMember> members = zip.members();
        this.byName = new NameIndex(new Keys(members));
        this.offsets = members.stream().mapToLong(ZipMember::offset).toArray();
        Arrays.sort(offsets);
        this.byOffset = new int[offsets.length];
        for (int i = 0; i < byOffset.length; i++) {
            byOffset[Arrays.binarySearch(offsets, members.get(i).offset())] = i;
        }
    }

    private @Nullable ZipMember named(String key) {
        OptionalInt place = byName.last(key);
        return place.isPresent() ? zip.members().get(place.getAsInt()) : null;
    }

    private @Nullable ZipMember standingAt(long offset) {
        int found = Arrays.binarySearch(offsets, offset);
        return found < 0 ? null : zip.members().get(byOffset[found]);
    }

    private int occurrences(String key) {
        return Math.max(1, byName.count(key));
    }

    /**
     * Checks the framing.
     *
     * @param zip an open archive whose directory was read completely; of others nothing is said
     * @return the faults in the order in which PyPI would meet them, at most a few hundred
     * @throws IOException when the file cannot be read
     */
    public static List<ZipFault> check(ZipArchive zip) throws IOException {
        if (!zip.complete()) {
            return List.of();
        }
        ZipFraming framing = new ZipFraming(zip);
        framing.walk();
        return List.copyOf(framing.faults);
    }

    private void walk() throws IOException {
        long position = 0;
        long end64 = -1;
        long locator = -1;
        while (faults.size() < MAX_FAULTS) {
            if (!window.has(position, 4)) {
                fault(ZipFault.Kind.MALFORMED, "", "the archive ends within a record", "Malformed zip file");
                return;
            }
            long signature = window.u32(position);
            if (signature == ZipHeaders.LOCAL) {
                position = local(position);
            } else if (signature == ZipHeaders.CENTRAL) {
                position = central(position);
            } else if (signature == ZipHeaders.END64) {
                end64 = position;
                position = end64(position);
            } else if (signature == ZipHeaders.END64_LOCATOR) {
                if (!window.has(position, ZipHeaders.END64_LOCATOR_LENGTH)) {
                    fault(ZipFault.Kind.MALFORMED, "", "the archive ends within a record", "Malformed zip file");
                    return;
                }
                locator = window.u64(position + 8);
                position += ZipHeaders.END64_LOCATOR_LENGTH;
            } else if (signature == ZipHeaders.END) {
                end(position, end64, locator);
                return;
            } else {
                position = resync(position);
            }
            if (position < 0) {
                return;
            }
        }
    }

    private long local(long at) throws IOException {
        if (!window.has(at, ZipHeaders.LOCAL_LENGTH)) {
            return cutOff();
        }
        int flags = window.u16(at + 6);
        int method = window.u16(at + 8);
        long packed = window.u32(at + 18);
        long size = window.u32(at + 22);
        int nameLength = window.u16(at + 26);
        int extraLength = window.u16(at + 28);
        long data = at + ZipHeaders.LOCAL_LENGTH + nameLength + extraLength;
        if (!window.has(at, data - at)) {
            return cutOff();
        }
        byte[] rawName = window.bytes(at + ZipHeaders.LOCAL_LENGTH, nameLength);
        EntryName name = EntryName.of(rawName, flags);
        controlCharacters(rawName, name.text());

        ZipMember listed = named(key(name));
        ZipMember here = standingAt(at);
        LocalExtra extra = new LocalExtra(name.text(), method, packed, size);
        boolean sound = extra.read(at + ZipHeaders.LOCAL_LENGTH + nameLength, extraLength);

        boolean descriptor = (flags & ZipHeaders.FLAG_DATA_DESCRIPTOR) != 0;
        if (descriptor) {
            fault(ZipFault.Kind.DATA_DESCRIPTOR, name.text(), "", "ZIP contains a data descriptor");
        } else {
            compare(name, listed, here, extra, sound);
        }
        features(name, window.u16(at + 4), flags);
        if (listed != null && listed.name().sameBytes(name) && occurrences(key(name)) == 1) {
            compareHeaders(listed, flags, method, window.u32(at + 14));
        }
        if (!localNames.add(key(name))) {
            duplicate(name.text(), occurrences(key(name)), "Duplicate filename in local headers");
        }
        ZipMember guide = here != null ? here : listed;
        long length = descriptor && guide != null ? guide.packed() : extra.packed;
        if (!window.has(data, length)) {
            // PyPI seeks past the end here and then fails to read the next signature.
            return nextKnown(data, "the data of " + name.text() + " would reach beyond the end of the file");
        }
        long next = data + length;
        if (descriptor) {
            return nextKnownOr(next);
        }
        // A local header whose length is wrong would send the walk astray; the directory knows better.
        if (here != null && here.packed() != length && window.has(data, here.packed())) {
            return data + here.packed();
        }
        return next;
    }

    private void compare(
            EntryName name, @Nullable ZipMember listed, @Nullable ZipMember here, LocalExtra extra, boolean sound) {
        if (name.coding() == EntryName.Coding.OTHER) {
            fault(ZipFault.Kind.NAME_CODING, name.text(), name.hex(), "Filename not unicode");
            return;
        }
        if (name.coding() == EntryName.Coding.UTF8_UNMARKED
                || (listed != null && listed.name().coding() == EntryName.Coding.UTF8_UNMARKED)) {
            fault(ZipFault.Kind.NAME_CODING, name.text(), name.hex(), "Filename not in central directory");
            return;
        }
        if (listed == null) {
            if (here != null) {
                fault(ZipFault.Kind.OTHER_NAME, here.path(), name.text(), "Filename not in central directory");
            } else {
                fault(ZipFault.Kind.HIDDEN, name.text(), "", "Filename not in central directory");
            }
            return;
        }
        if (!sound) {
            return;
        }
        boolean packedDiffers = listed.packed() != extra.packed;
        boolean sizeDiffers = listed.size() != extra.size;
        if (packedDiffers || sizeDiffers) {
            String words = packedDiffers ? "Mis-matched data size" : "Mis-matched file size";
            int times = occurrences(key(name));
            if (times > 1) {
                duplicate(name.text(), times, words);
            } else {
                fault(
                        ZipFault.Kind.OTHER_SIZE,
                        name.text(),
                        packedDiffers
                                ? extra.packed + " packed bytes, the directory says " + listed.packed()
                                : extra.size + " bytes, the directory says " + listed.size(),
                        words);
            }
        }
    }

    /** What PyPI and pip take from the directory only, and streaming readers from the local header only. */
    private void compareHeaders(ZipMember listed, int flags, int method, long crc) {
        List<String> differences = new ArrayList<>();
        if (method != listed.method()) {
            differences.add("method: %d, the directory says %d".formatted(method, listed.method()));
        }
        boolean ascii = listed.name().coding() == EntryName.Coding.ASCII;
        int ignored = ZipHeaders.FLAGS_DEFLATE_LEVEL | (ascii ? ZipHeaders.FLAG_UTF8 : 0);
        if (((flags ^ listed.flags()) & ~ignored) != 0) {
            differences.add("flags: %04x, the directory says %04x".formatted(flags, listed.flags()));
        }
        if (crc != listed.crc() && (flags & ZipHeaders.FLAG_DATA_DESCRIPTOR) == 0) {
            differences.add("CRC-32: %08x, the directory says %08x".formatted(crc, listed.crc()));
        }
        if (!differences.isEmpty()) {
            fault(ZipFault.Kind.OTHER_HEADER, listed.path(), String.join("; ", differences), Optional.empty());
        }
    }

    private void features(EntryName name, int version, int flags) {
        // Encryption and data descriptors are faults with names of their own.
        int known = ZipHeaders.FLAGS_DEFLATE_LEVEL
                | ZipHeaders.FLAG_ENCRYPTED
                | ZipHeaders.FLAG_DATA_DESCRIPTOR
                | ZipHeaders.FLAG_UTF8;
        if ((flags & ~known) != 0) {
            String detail = "flags %04x".formatted(flags);
            fault(ZipFault.Kind.UNKNOWN_FEATURE, name.text(), detail, Optional.empty());
        } else if ((version & 0xFF) > ZipHeaders.MAX_VERSION) {
            String detail = "version %d.%d of the format".formatted((version & 0xFF) / 10, (version & 0xFF) % 10);
            fault(ZipFault.Kind.UNKNOWN_FEATURE, name.text(), detail, Optional.empty());
        }
    }

    private long central(long at) throws IOException {
        if (!window.has(at, ZipHeaders.CENTRAL_LENGTH)) {
            return cutOff();
        }
        if (directoryStart < 0) {
            directoryStart = at;
        }
        records++;
        int flags = window.u16(at + 8);
        int nameLength = window.u16(at + 28);
        int extraLength = window.u16(at + 30);
        int commentLength = window.u16(at + 32);
        long end = at + ZipHeaders.CENTRAL_LENGTH + nameLength + extraLength;
        if (!window.has(at, end - at)) {
            return cutOff();
        }
        byte[] rawName = window.bytes(at + ZipHeaders.CENTRAL_LENGTH, nameLength);
        EntryName name = EntryName.of(rawName, flags);
        if (commentLength != 0) {
            fault(
                    ZipFault.Kind.ENTRY_COMMENT,
                    name.text(),
                    String.valueOf(commentLength),
                    "Comment in central directory");
        }
        features(name, window.u16(at + 6), flags);
        int disk = window.u16(at + 34);
        if (disk != 0 && disk != 0xFFFF) {
            fault(
                    ZipFault.Kind.MALFORMED,
                    name.text(),
                    name.text() + " begins on disk " + disk + " of a split archive",
                    Optional.empty());
        }
        centralExtra(name, end - extraLength, extraLength);
        String key = key(name);
        // The same name with a control character was reported when its local header passed by.
        if (!localNames.contains(key)) {
            controlCharacters(rawName, name.text());
        }
        directoryLength += ZipHeaders.CENTRAL_LENGTH + nameLength + extraLength;
        if (centralNames.contains(key)) {
            duplicate(name.text(), occurrences(key), "Duplicate filename in central directory");
        } else if (!localNames.contains(key)) {
            ZipMember member = named(key);
            boolean renamed = member != null
                    && faults.stream()
                            .anyMatch(fault -> fault.kind() == ZipFault.Kind.OTHER_NAME
                                    && fault.entry().equals(name.text()));
            if (!renamed) {
                fault(ZipFault.Kind.MISSING, name.text(), "", "Missing filename in local headers");
            }
        }
        centralNames.add(key);
        // PyPI counts the comment neither as part of the record nor of the directory, having refused it already.
        directoryLength += commentLength;
        return end + commentLength;
    }

    private void centralExtra(EntryName name, long start, int length) throws IOException {
        long at = start;
        long end = start + length;
        while (end - at >= 4) {
            int size = window.u16(at + 2);
            if (size > end - at - 4) {
                return;
            }
            if (window.u16(at) == ZipHeaders.EXTRA_UNICODE_PATH) {
                otherName(name.text(), at + 4, size);
            }
            otherAttributes(name.text(), window.u16(at));
            at += 4 + size;
        }
    }

    /** libarchive, which is behind bsdtar and many desktops, takes the kind of the member from such a field. */
    private void otherAttributes(String name, int id) {
        if (id == ZipHeaders.EXTRA_LIBARCHIVE) {
            fault(ZipFault.Kind.UNKNOWN_FEATURE, name, "an extra field %04x".formatted(id), Optional.empty());
        }
    }

    /** Info-ZIP Unicode path: version (1 byte), CRC-32 of the name (4 bytes), the name. */
    private void otherName(String name, long at, int length) throws IOException {
        String path = length < 5
                ? "nothing"
                : EntryName.of(window.bytes(at + 5, length - 5), ZipHeaders.FLAG_UTF8)
                        .text();
        if (length < 5 || !path.equals(name)) {
            fault(ZipFault.Kind.UNICODE_PATH, name, path, Optional.empty());
        }
    }

    private long end64(long at) throws IOException {
        if (!window.has(at, ZipHeaders.END64_LENGTH)) {
            return cutOff();
        }
        if (window.u64(at + 24) != window.u64(at + 32)) {
            fault(
                    ZipFault.Kind.MALFORMED,
                    "",
                    "the ZIP64 end record counts " + window.u64(at + 24) + " entries on this disk, "
                            + window.u64(at + 32) + " in total",
                    "Malformed zip file");
        }
        if (window.u64(at + 4) != ZipHeaders.END64_LENGTH - 12) {
            fault(
                    ZipFault.Kind.MALFORMED,
                    "",
                    "the ZIP64 end record holds extensible data",
                    "ZIP64 extensible data not allowed");
        }
        return at + ZipHeaders.END64_LENGTH;
    }

    private void end(long at, long end64, long locator) throws IOException {
        if (!window.has(at, ZipHeaders.END_LENGTH)) {
            cutOff();
            return;
        }
        if (end64 >= 0 && locator < 0) {
            fault(ZipFault.Kind.MALFORMED, "", "a ZIP64 end record without its locator", "Malformed zip file");
        }
        if (locator >= 0 && locator != end64) {
            String detail = end64 < 0
                    ? "a ZIP64 locator without an end record"
                    : "the ZIP64 locator says its record is at byte " + locator + ", it is at " + end64;
            fault(ZipFault.Kind.MALFORMED, "", detail, Optional.empty());
        }
        if (directoryStart < 0) {
            directoryStart = at;
        }
        int onDisk = window.u16(at + 8);
        int total = window.u16(at + 10);
        int comment = window.u16(at + 20);
        if (onDisk != total) {
            fault(
                    ZipFault.Kind.MALFORMED,
                    "",
                    "the end record counts " + onDisk + " entries on this disk, " + total + " in total",
                    "Malformed zip file");
        }
        boolean wide = end64 >= 0 && locator >= 0;
        int disk = Math.max(window.u16(at + 4), window.u16(at + 6));
        if (disk != 0 && !(wide && disk == 0xFFFF)) {
            fault(
                    ZipFault.Kind.MALFORMED,
                    "",
                    "the end record is that of disk " + disk + " of a split archive",
                    Optional.empty());
        }
        long count = wide ? window.u64(end64 + 32) : total;
        long length = wide ? window.u64(end64 + 40) : window.u32(at + 12);
        long start = wide ? window.u64(end64 + 48) : window.u32(at + 16);
        // Readers without ZIP64, and unzip, would find another directory.
        boolean narrow = (total != ZipHeaders.ABSENT_16 && total != count)
                || (window.u32(at + 12) != ZipHeaders.ABSENT_32 && window.u32(at + 12) != length)
                || (window.u32(at + 16) != ZipHeaders.ABSENT_32 && window.u32(at + 16) != start);
        if (narrow) {
            fault(
                    ZipFault.Kind.MALFORMED,
                    "",
                    "the end record and the ZIP64 end record name two different directories",
                    Optional.empty());
        }
        if (count != records && onDisk == total) {
            fault(
                    ZipFault.Kind.MALFORMED,
                    "",
                    "the end record counts " + count + " entries, the directory holds " + records,
                    "Mismatched central directory records");
        }
        boolean stray = faults.stream().anyMatch(fault -> fault.kind() == ZipFault.Kind.STRAY_BYTES);
        if (start != directoryStart && !stray) {
            fault(
                    ZipFault.Kind.MALFORMED,
                    "",
                    "the end record says the directory begins at byte " + start + ", it begins at " + directoryStart,
                    "Mismatched central directory offset");
        }
        if (length != directoryLength) {
            fault(
                    ZipFault.Kind.MALFORMED,
                    "",
                    "the end record says the directory has " + length + " bytes, it has " + directoryLength,
                    "Mismatched central directory size");
        }
        long after = window.size() - at - ZipHeaders.END_LENGTH - comment;
        if (after != 0) {
            fault(ZipFault.Kind.TRAILING_BYTES, "", String.valueOf(Math.max(after, 0)), "Trailing data");
        }
    }

    /** Bytes that are no record: goes on where the directory knows the next one. */
    private long resync(long at) {
        long next = nextKnownOr(at);
        if (next == at) {
            fault(
                    ZipFault.Kind.STRAY_BYTES,
                    "",
                    "the bytes at " + at + " are no ZIP record",
                    "Unknown record signature");
            return -1;
        }
        fault(
                ZipFault.Kind.STRAY_BYTES,
                "",
                at == 0
                        ? (next + " bytes precede the first local header")
                        : ((next - at) + " bytes at " + at + " belong to no entry"),
                "Unknown record signature");
        return next;
    }

    /** The next place after {@code at} where a record must begin; {@code at} itself when none is known. */
    private long nextKnownOr(long at) {
        int found = Arrays.binarySearch(offsets, at);
        int index = found >= 0 ? found : -found - 1;
        long directory = zip.end().directoryPosition();
        if (index < offsets.length && offsets[index] < directory) {
            return offsets[index];
        }
        if (directory >= at && directory < zip.end().position()) {
            return directory;
        }
        return zip.end().position() > at ? zip.end().position() : at;
    }

    private long nextKnown(long at, String why) {
        fault(ZipFault.Kind.MALFORMED, "", why, "Malformed zip file");
        long next = nextKnownOr(at);
        return next == at ? -1 : next;
    }

    private long cutOff() {
        fault(ZipFault.Kind.MALFORMED, "", "the archive ends within a record", "Malformed zip file");
        return -1;
    }

    private void controlCharacters(byte[] rawName, String name) {
        for (byte b : rawName) {
            if ((b >= 0 && b < 0x20) || b == 0x7F) {
                fault(
                        ZipFault.Kind.CONTROL_CHARACTER,
                        name,
                        "%04X".formatted((int) b),
                        "Invalid character in filename");
                return;
            }
        }
    }

    private void duplicate(String name, int times, String words) {
        if (duplicates.add(name)) {
            fault(ZipFault.Kind.DUPLICATE, name, String.valueOf(Math.max(2, times)), words);
        }
    }

    private void fault(ZipFault.Kind kind, String entry, String detail, String pypi) {
        fault(kind, entry, detail, Optional.of(pypi));
    }

    private void fault(ZipFault.Kind kind, String entry, String detail, Optional<String> pypi) {
        if (faults.size() < MAX_FAULTS) {
            faults.add(new ZipFault(kind, entry, detail, pypi));
        }
    }

    /** Names are the same when their bytes are; one that is not UTF-8 can never equal one that is. */
    private static String key(EntryName name) {
        return name.coding() == EntryName.Coding.OTHER ? "\uFFFF" + name.text() : name.text();
    }

    /** The keys of all members' names, made when they are asked for: only names of an odd coding need one. */
    private static final class Keys extends AbstractList<String> implements RandomAccess {

        private final List<ZipMember> members;

        Keys(List<ZipMember> members) {
            this.members = members;
        }

        @Override
        public String get(int index) {
            return key(members.get(index).name());
        }

        @Override
        public int size() {
            return members.size();
        }
    }

    /** A set of names: a bit for those of members. Of others each is a fault, so that there are few. */
    private final class Names {

        private final BitSet places = new BitSet();
        private final Set<String> others = new HashSet<>();

        boolean add(String key) {
            OptionalInt place = byName.last(key);
            if (place.isEmpty()) {
                return others.add(key);
            }
            boolean first = !places.get(place.getAsInt());
            places.set(place.getAsInt());
            return first;
        }

        boolean contains(String key) {
            OptionalInt place = byName.last(key);
            return place.isPresent() ? places.get(place.getAsInt()) : others.contains(key);
        }
    }

    /** Extra fields of a local header, and the sizes after ZIP64 was taken into account. */
    private final class LocalExtra {

        private final String name;
        private final int method;
        private long packed;
        private long size;

        LocalExtra(String name, int method, long packed, long size) {
            this.name = name;
            this.method = method;
            this.packed = packed;
            this.size = size;
        }

        /** Returns whether the sizes can be relied on. */
        boolean read(long start, int length) throws IOException {
            long at = start;
            long end = start + length;
            boolean zip64 = false;
            boolean unicode = false;
            while (at < end) {
                if (end - at < 4 || window.u16(at + 2) + 4 > end - at) {
                    fault(
                            ZipFault.Kind.MALFORMED,
                            name,
                            "an extra field of " + name + " is cut off",
                            "Malformed zip file");
                    return false;
                }
                int id = window.u16(at);
                int size = window.u16(at + 2);
                boolean again =
                        (id == ZipHeaders.EXTRA_ZIP64 && zip64) || (id == ZipHeaders.EXTRA_UNICODE_PATH && unicode);
                if (again) {
                    fault(
                            ZipFault.Kind.DUPLICATE_EXTRA,
                            name,
                            "%04x".formatted(id),
                            "Invalid duplicate extra in local file");
                    return true;
                }
                if (id == ZipHeaders.EXTRA_ZIP64) {
                    zip64 = true;
                    if (!zip64(at + 4, size)) {
                        fault(
                                ZipFault.Kind.MALFORMED,
                                name,
                                "the ZIP64 extra field of " + name + " has " + size + " bytes",
                                "Malformed zip file");
                        return false;
                    }
                } else if (id == ZipHeaders.EXTRA_UNICODE_PATH) {
                    unicode = true;
                    unicodePath(at + 4, size);
                }
                otherAttributes(name, id);
                at += 4 + size;
            }
            return true;
        }

        private boolean zip64(long at, int length) throws IOException {
            switch (length) {
                case 0 -> {
                    return packed != ZipHeaders.ABSENT_32 && size != ZipHeaders.ABSENT_32;
                }
                case 8 -> {
                    if (method != ZipMember.STORED) {
                        return false;
                    }
                    twoSizes("has 8 bytes, where the format wants both sizes");
                    packed = window.u64(at);
                    if (size == ZipHeaders.ABSENT_32) {
                        size = packed;
                    }
                    return true;
                }
                case 16, 24, 28 -> {
                    long narrowPacked = packed;
                    packed = window.u64(at + 8);
                    boolean other = (size != ZipHeaders.ABSENT_32 && size != window.u64(at))
                            || (narrowPacked != ZipHeaders.ABSENT_32 && narrowPacked != packed);
                    if (other) {
                        twoSizes("has other sizes than the header before it");
                    }
                    if (size == ZipHeaders.ABSENT_32) {
                        size = window.u64(at);
                    }
                    return true;
                }
                default -> {
                    return false;
                }
            }
        }

        /** PyPI and pip take the field, streaming readers and unzip may not. */
        private void twoSizes(String why) {
            fault(ZipFault.Kind.MALFORMED, name, "the ZIP64 extra field of " + name + " " + why, Optional.empty());
        }

        private void unicodePath(long at, int length) throws IOException {
            if (length > 5) {
                byte[] path = window.bytes(at + 5, length - 5);
                controlCharacters(path, name);
                if (EntryName.of(path, ZipHeaders.FLAG_UTF8).coding() == EntryName.Coding.OTHER) {
                    fault(ZipFault.Kind.NAME_CODING, name, "its Unicode path field", "Filename not valid UTF-8");
                    return;
                }
            }
            otherName(name, at, length);
        }
    }
}
