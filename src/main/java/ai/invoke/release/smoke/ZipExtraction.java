package ai.invoke.release.smoke;

import ai.invoke.release.dist.zip.ZipArchive;
import ai.invoke.release.dist.zip.ZipMember;
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

/** Takes one file out of a zip as {@code unzip} does: the bytes must be those that went in, and the mode counts. */
final class ZipExtraction {

    private static final int BUFFER = 64 * 1024;

    private final Path zip;
    private final ZipArchive archive;
    private final ZipMember member;

    /**
     * Creates an extraction.
     *
     * @param zip for messages
     * @param archive the open zip
     * @param member a file in it
     */
    ZipExtraction(Path zip, ZipArchive archive, ZipMember member) {
        this.zip = zip;
        this.archive = archive;
        this.member = member;
    }

    /**
     * Extracts the entry.
     *
     * @param target where to; must not exist
     * @throws IOException when the disk fails
     * @throws ai.invoke.release.problem.ProjectException when the zip is damaged; it never unpacks to more than it says
     */
    void to(Path target) throws IOException {
        Path parent = target.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        byte[] buffer = new byte[BUFFER];
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                InputStream in = open()) {
            for (int n = read(in, buffer); n >= 0; n = read(in, buffer)) {
                out.write(buffer, 0, n);
            }
        }
        boolean posix = target.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (posix && member.unixMode() != 0) {
            Files.setPosixFilePermissions(target, permissions(member.unixMode()));
        }
    }

    private InputStream open() {
        try {
            return archive.read(member);
        } catch (IOException e) {
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
        return Unpacker.unsafe(zip, "its entry '" + member.path() + "' is damaged: " + why);
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
