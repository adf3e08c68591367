package ai.invoke.release.build.dist;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;
import org.apache.commons.io.input.BoundedInputStream;

/**
 * Writes an sdist again so that its bytes depend on the content only: members sorted, one time, modes 0644 and 0755, no
 * owners, nothing of the machine in the gzip header. setuptools' own sdists are never the same twice
 * (pypa/setuptools#2133). Wheels are never touched.
 */
final class SdistNormalizer {

    private static final int UNKNOWN_SYSTEM = 255;
    private static final int OWNER_EXECUTE = 0100;

    /** A member and where its content lies in the spool. */
    private record Member(char type, String link, int mode, long offset, long size) {}

    private SdistNormalizer() {}

    /**
     * Normalises.
     *
     * @param sdist a {@code .tar.gz}
     * @param target where the normal form goes
     * @param epoch seconds since 1970 for every time in it
     * @throws IOException when the sdist is broken or holds devices or pipes
     */
    static void normalize(Path sdist, Path target, long epoch) throws IOException {
        Path spool = target.resolveSibling(target.getFileName() + ".spool");
        try {
            Map<String, Member> members = spool(sdist, spool);
            GzipParameters parameters = new GzipParameters();
            parameters.setModificationTime(epoch * 1000);
            parameters.setOperatingSystem(UNKNOWN_SYSTEM);
            parameters.setCompressionLevel(9);
            try (FileChannel content = FileChannel.open(spool);
                    OutputStream file = new BufferedOutputStream(Files.newOutputStream(target));
                    GzipCompressorOutputStream gzip = new GzipCompressorOutputStream(file, parameters)) {
                TarWriter tar = new TarWriter(gzip, epoch);
                for (var entry : members.entrySet()) {
                    Member member = entry.getValue();
                    tar.header(member.type(), entry.getKey(), member.link(), member.mode(), member.size());
                    tar.content(part(content, member), member.size());
                }
                tar.end();
            }
        } finally {
            Files.deleteIfExists(spool);
        }
    }

    private static InputStream part(FileChannel content, Member member) throws IOException {
        content.position(member.offset());
        return BoundedInputStream.builder()
                .setInputStream(Channels.newInputStream(content))
                .setMaxCount(member.size())
                .setPropagateClose(false)
                .get();
    }

    private static Map<String, Member> spool(Path sdist, Path spool) throws IOException {
        // Sorted by code unit, which for names that differ in ASCII is what every other tool does, too.
        Map<String, Member> members = new TreeMap<>();
        long offset = 0;
        try (InputStream file = new BufferedInputStream(Files.newInputStream(sdist));
                TarArchiveInputStream tar = new TarArchiveInputStream(GzipCompressorInputStream.builder()
                        .setInputStream(file)
                        .setDecompressConcatenated(true)
                        .get());
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(
                        spool, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING))) {
            TarArchiveEntry entry;
            while ((entry = tar.getNextEntry()) != null) {
                String name = entry.getName();
                if (entry.isDirectory()) {
                    members.put(name.endsWith("/") ? name : name + "/", new Member('5', "", 0755, 0, 0));
                } else if (entry.isSymbolicLink()) {
                    members.put(name, new Member('2', entry.getLinkName(), 0777, 0, 0));
                } else if (entry.isLink()) {
                    // Sorting could put a hard link before its target, so it becomes a file of its own.
                    Member target = members.get(entry.getLinkName());
                    if (target == null || target.type() != '0') {
                        throw new IOException(name + " is a hard link to " + entry.getLinkName()
                                + ", which is not an earlier file of the archive");
                    }
                    members.put(name, target);
                } else if (entry.isFile()) {
                    long size = tar.transferTo(out);
                    int mode = (entry.getMode() & OWNER_EXECUTE) == 0 ? 0644 : 0755;
                    members.put(name, new Member('0', "", mode, offset, size));
                    offset += size;
                } else {
                    throw new IOException(name + " is neither a file nor a folder nor a link");
                }
            }
        }
        return members;
    }
}
