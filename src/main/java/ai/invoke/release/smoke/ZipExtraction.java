package ai.invoke.release.smoke;

import ai.invoke.release.dist.zip.ZipContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Takes one file out of a zip as {@code unzip} does: the bytes must be those that went in, and the mode counts. */
final class ZipExtraction {

    private static final int BUFFER = 64 * 1024;

    private final Path zip;
    private final ZipFile archive;
    private final ZipArchiveEntry entry;

    /**
     * Creates an extraction.
     *
     * @param zip for messages
     * @param archive the open zip
     * @param entry a file in it
     */
    ZipExtraction(Path zip, ZipFile archive, ZipArchiveEntry entry) {
        this.zip = zip;
        this.archive = archive;
        this.entry = entry;
    }

    /**
     * Extracts the entry.
     *
     * @param target where to; must not exist
     * @param room how many bytes it may hold
     * @return how many it holds
     * @throws IOException when the disk fails
     * @throws ai.invoke.release.problem.ProjectException when the zip is damaged, or the file is too large
     */
    long to(Path target, long room) throws IOException {
        Path parent = target.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        CRC32 crc = new CRC32();
        long size = 0;
        byte[] buffer = new byte[BUFFER];
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                InputStream in = open()) {
            int n;
            while ((n = read(in, buffer)) >= 0) {
                size += n;
                if (size > room) {
                    throw Unpacker.unsafe(zip, "it unpacks to far more than is plausible for its size");
                }
                crc.update(buffer, 0, n);
                out.write(buffer, 0, n);
            }
        }
        if (size != entry.getSize() || crc.getValue() != entry.getCrc()) {
            throw Unpacker.unsafe(zip, "its entry '" + entry.getName() + "' is damaged (wrong length or CRC-32)");
        }
        boolean posix = target.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (posix && entry.getPlatform() == ZipArchiveEntry.PLATFORM_UNIX) {
            Files.setPosixFilePermissions(target, permissions(entry.getUnixMode()));
        }
        return size;
    }

    private InputStream open() {
        try {
            return ZipContent.open(archive, entry);
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(String.valueOf(e.getMessage()));
        }
    }

    private int read(InputStream in, byte[] buffer) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw damaged(String.valueOf(e.getMessage()));
        }
    }

    private RuntimeException damaged(String why) {
        return Unpacker.unsafe(zip, "its entry '" + entry.getName() + "' is damaged: " + why);
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        // In the order of the bits, from 0001 up.
        List<PosixFilePermission> bits = List.of(
                PosixFilePermission.OTHERS_EXECUTE,
                PosixFilePermission.OTHERS_WRITE,
                PosixFilePermission.OTHERS_READ,
                PosixFilePermission.GROUP_EXECUTE,
                PosixFilePermission.GROUP_WRITE,
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.OWNER_EXECUTE,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.OWNER_READ);
        Set<PosixFilePermission> result = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < bits.size(); i++) {
            if ((mode & (1 << i)) != 0) {
                result.add(bits.get(i));
            }
        }
        return result;
    }
}
