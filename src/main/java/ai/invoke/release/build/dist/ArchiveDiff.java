package ai.invoke.release.build.dist;

import ai.invoke.release.digest.RunningDigest;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.dist.zip.ZipArchive;
import ai.invoke.release.dist.zip.ZipLimits;
import ai.invoke.release.dist.zip.ZipMember;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Says in which members two archives differ, and how. */
public final class ArchiveDiff {

    /** What is said of a member that holds the path of the folder it was built in. */
    static final String PLACE = "it names the folder of the build";

    private static final int PART = 1 << 20;

    /** Its bytes, one in each character. */
    private final String place;

    /** What is compared of a member; the traits stand in the order of the message. */
    private record Member(String sha256, long size, boolean knowsPlace, Map<String, String> traits) {}

    /**
     * Creates a comparison.
     *
     * @param place the folder that the second of the archives was built in
     */
    public ArchiveDiff(Path place) {
        this.place = new String(place.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /**
     * Lists the differences of two archives.
     *
     * @param one a wheel or an sdist
     * @param other one of the same kind
     * @return a line for each difference; never empty when the bytes of the files differ
     * @throws IOException when one cannot be read
     */
    public List<String> between(Path one, Path other) throws IOException {
        Map<String, Member> first = members(one);
        Map<String, Member> second = members(other);
        SortedSet<String> names = new TreeSet<>(first.keySet());
        names.addAll(second.keySet());
        List<String> lines = new ArrayList<>();
        for (String name : names) {
            Member a = first.get(name);
            Member b = second.get(name);
            if (a == null) {
                lines.add(name + ": only in the second build");
            } else if (b == null) {
                lines.add(name + ": only in the first build");
            } else {
                lines.addAll(between(name, a, b));
            }
        }
        lines.addAll(order(first.keySet(), second.keySet()));
        if (lines.isEmpty() && !Sha256.of(one).equals(Sha256.of(other))) {
            lines.add("all members are equal; the compression or the headers of the archive differ");
        }
        return Collections.unmodifiableList(lines);
    }

    private static List<String> between(String name, Member a, Member b) {
        List<String> how = new ArrayList<>();
        if (!a.sha256().equals(b.sha256())) {
            how.add("content (" + a.size() + " and " + b.size() + " bytes" + (b.knowsPlace() ? "; " + PLACE : "")
                    + ")");
        }
        a.traits().forEach((trait, value) -> {
            String other = b.traits().getOrDefault(trait, "");
            if (!value.equals(other)) {
                how.add(trait + " (" + value + " and " + other + ")");
            }
        });
        return how.isEmpty() ? List.of() : List.of(name + ": " + String.join(", ", how));
    }

    private static List<String> order(Set<String> first, Set<String> second) {
        Iterator<String> others = second.stream().filter(first::contains).iterator();
        for (String name : first) {
            if (second.contains(name)) {
                String other = others.next();
                if (!name.equals(other)) {
                    return List.of("the order of the members: " + name + " and " + other + " stand at the same place");
                }
            }
        }
        return List.of();
    }

    private Map<String, Member> members(Path archive) throws IOException {
        return String.valueOf(archive.getFileName()).endsWith(".whl") ? zip(archive) : tar(archive);
    }

    private Map<String, Member> zip(Path archive) throws IOException {
        Map<String, Member> members = new LinkedHashMap<>();
        try (ZipArchive zip = ZipArchive.open(archive, ZipLimits.standard())) {
            List<ZipMember> inOrder = new ArrayList<>(zip.members());
            inOrder.sort(Comparator.comparingLong(ZipMember::offset));
            for (ZipMember member : inOrder) {
                Map<String, String> traits = new LinkedHashMap<>();
                traits.put("mode", mode(member.unixMode()));
                traits.put("time", time(member));
                traits.put("method", member.method() == ZipMember.STORED ? "STORED" : "DEFLATED");
                traits.put("flags", Integer.toHexString(member.flags()));
                try (InputStream in = zip.read(member)) {
                    put(members, member.path(), in, member.size(), traits);
                }
            }
        }
        return members;
    }

    /** PKWARE APPNOTE 4.4.6: seven bits of the year since 1980, and the time in steps of two seconds. */
    private static String time(ZipMember member) {
        int date = member.dosDate();
        int time = member.dosTime();
        return String.format(
                Locale.ROOT,
                "%04d-%02d-%02dT%02d:%02d:%02d",
                1980 + (date >> 9),
                date >> 5 & 0xF,
                date & 0x1F,
                time >> 11,
                time >> 5 & 0x3F,
                (time & 0x1F) * 2);
    }

    private Map<String, Member> tar(Path archive) throws IOException {
        Map<String, Member> members = new LinkedHashMap<>();
        try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
                TarArchiveInputStream tar = new TarArchiveInputStream(GzipCompressorInputStream.builder()
                        .setInputStream(file)
                        .setDecompressConcatenated(true)
                        .get())) {
            TarArchiveEntry entry;
            while ((entry = tar.getNextEntry()) != null) {
                Map<String, String> traits = new LinkedHashMap<>();
                traits.put("type", String.valueOf((char) entry.getLinkFlag()));
                traits.put("link", entry.getLinkName());
                traits.put("mode", mode(entry.getMode()));
                traits.put("time", entry.getLastModifiedTime().toString());
                traits.put(
                        "owner",
                        entry.getLongUserId() + ":" + entry.getLongGroupId() + " " + entry.getUserName() + ":"
                                + entry.getGroupName());
                put(members, entry.getName(), tar, entry.getSize(), traits);
            }
        }
        return members;
    }

    private static String mode(int mode) {
        return String.format(Locale.ROOT, "%04o", mode & 07777);
    }

    private void put(
            Map<String, Member> members, String name, InputStream content, long size, Map<String, String> traits)
            throws IOException {
        RunningDigest digest = RunningDigest.sha256();
        boolean knowsPlace = false;
        // The end of each part is looked at again with the next one.
        byte[] window = new byte[place.length() + PART];
        int kept = 0;
        int read;
        while ((read = content.read(window, kept, PART)) > 0) {
            digest.update(window, kept, read);
            int length = kept + read;
            knowsPlace |= new String(window, 0, length, StandardCharsets.ISO_8859_1).contains(place);
            kept = Math.min(place.length(), length);
            System.arraycopy(window, length - kept, window, 0, kept);
        }
        Member member = new Member(digest.finishHex(), size, knowsPlace, traits);
        String key = name;
        for (int i = 2; members.containsKey(key); i++) {
            key = name + " (" + i + ")";
        }
        members.put(key, member);
    }
}
