package ai.invoke.release.build;

import ai.invoke.release.digest.Sha256;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Says in which members two archives differ, and how. */
final class ArchiveDiff {

    private record Member(String sha256, long size, int mode, long time) {}

    private ArchiveDiff() {}

    /**
     * Compares.
     *
     * @param one a wheel or an sdist
     * @param other one of the same kind
     * @return a line for each difference; never empty when the bytes of the files differ
     * @throws IOException when one cannot be read
     */
    static List<String> between(Path one, Path other) throws IOException {
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
        if (lines.isEmpty() && !Sha256.of(one).equals(Sha256.of(other))) {
            lines.add("all members are equal; their order, compression or the headers of the archive differ");
        }
        return Collections.unmodifiableList(lines);
    }

    private static List<String> between(String name, Member a, Member b) {
        List<String> how = new ArrayList<>();
        if (!a.sha256().equals(b.sha256())) {
            how.add("content (" + a.size() + " and " + b.size() + " bytes)");
        }
        if (a.mode() != b.mode()) {
            how.add(String.format(Locale.ROOT, "mode (%04o and %04o)", a.mode() & 07777, b.mode() & 07777));
        }
        if (a.time() != b.time()) {
            how.add("time (" + java.time.Instant.ofEpochMilli(a.time()) + " and "
                    + java.time.Instant.ofEpochMilli(b.time()) + ")");
        }
        return how.isEmpty() ? List.of() : List.of(name + ": " + String.join(", ", how));
    }

    private static Map<String, Member> members(Path archive) throws IOException {
        return String.valueOf(archive.getFileName()).endsWith(".whl") ? zip(archive) : tar(archive);
    }

    private static Map<String, Member> zip(Path archive) throws IOException {
        Map<String, Member> members = new TreeMap<>();
        try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
                try (InputStream in = zip.getInputStream(entry)) {
                    members.put(
                            entry.getName(),
                            new Member(Sha256.of(in), entry.getSize(), entry.getUnixMode(), entry.getTime()));
                }
            }
        }
        return members;
    }

    private static Map<String, Member> tar(Path archive) throws IOException {
        Map<String, Member> members = new TreeMap<>();
        try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
                TarArchiveInputStream tar = new TarArchiveInputStream(GzipCompressorInputStream.builder()
                        .setInputStream(file)
                        .setDecompressConcatenated(true)
                        .get())) {
            TarArchiveEntry entry;
            while ((entry = tar.getNextEntry()) != null) {
                long time = entry.getLastModifiedTime().toMillis();
                members.put(entry.getName(), new Member(Sha256.of(tar), entry.getSize(), entry.getMode(), time));
            }
        }
        return members;
    }
}
