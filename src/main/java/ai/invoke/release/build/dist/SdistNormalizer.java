package ai.invoke.release.build.dist;

import ai.invoke.release.dist.content.ContentLimits;
import ai.invoke.release.dist.tar.GzipInput;
import ai.invoke.release.dist.tar.TarFormatException;
import ai.invoke.release.dist.tar.TarMember;
import ai.invoke.release.dist.tar.TarReader;
import ai.invoke.release.dist.tar.UnpackedTooLongException;
import ai.invoke.release.dist.tar.UnpackedTree;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipException;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;
import org.apache.commons.io.input.BoundedInputStream;

/**
 * Writes an sdist again so that its bytes depend on the content only: members sorted, one time, modes 0644 and 0755, no
 * owners, nothing of the machine in the gzip header. setuptools' own sdists are never the same twice
 * (pypa/setuptools#2133). Wheels are never touched.
 *
 * <p>It reads as {@code verify-dist} does and refuses what that would refuse: once it is rewritten, a device that became a
 * file or a second member of one name could not be found any more.
 */
final class SdistNormalizer {

    private static final int UNKNOWN_SYSTEM = 255;
    private static final int OWNER_EXECUTE = 0100;

    /** A member and where its content lies in the spool. */
    private record Member(char type, String link, int mode, long offset, long size) {}

    private final ContentLimits limits;
    // Sorted by code unit, which for names that differ in ASCII is what every other tool does, too.
    private final Map<String, Member> members = new TreeMap<>();
    private final List<TarMember> seen = new ArrayList<>();
    private final byte[] chunk = new byte[1 << 16];
    private long offset;
    private long names;

    private SdistNormalizer(ContentLimits limits) {
        this.limits = limits;
    }

    /**
     * Writes an sdist again without times, owners and order of its build.
     *
     * @param sdist a {@code .tar.gz}
     * @param target where the normal form goes
     * @param epoch seconds since 1970 for every time in it
     * @throws ProjectException when the sdist is broken, too much, or holds what is not the same for all readers or no part
     *     of an sdist: devices, pipes, sparse files, names that are not UTF-8 or occur twice
     * @throws IOException when the disk fails
     */
    static void normalize(Path sdist, Path target, long epoch) throws IOException {
        normalize(sdist, target, epoch, ContentLimits.standard());
    }

    static void normalize(Path sdist, Path target, long epoch, ContentLimits limits) throws IOException {
        Path spool = target.resolveSibling(target.getFileName() + ".spool");
        try {
            SdistNormalizer normalizer = new SdistNormalizer(limits);
            normalizer.read(sdist, spool);
            GzipParameters parameters = new GzipParameters();
            parameters.setModificationTime(epoch * 1000);
            parameters.setOperatingSystem(UNKNOWN_SYSTEM);
            parameters.setCompressionLevel(9);
            try (FileChannel content = FileChannel.open(spool);
                    OutputStream file = new BufferedOutputStream(Files.newOutputStream(target));
                    GzipCompressorOutputStream gzip = new GzipCompressorOutputStream(file, parameters)) {
                TarWriter tar = new TarWriter(gzip, epoch);
                for (var entry : normalizer.members.entrySet()) {
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

    private void read(Path sdist, Path spool) throws IOException {
        try {
            spool(sdist, spool);
        } catch (TarFormatException
                | UnpackedTooLongException
                | ZipException
                | EOFException
                | RefusedException refused) {
            throw new ProjectException(
                    Problem.of("the build backend made an sdist that is refused: %s: %s"
                                    .formatted(sdist.getFileName(), refused.getMessage()))
                            .next("leave it out (MANIFEST.in, or the exclude option of your backend) and build again"),
                    refused);
        }
    }

    /** What the sdist holds must not be rewritten. */
    private static final class RefusedException extends IOException {

        private static final long serialVersionUID = 1L;

        RefusedException(String why) {
            super(why);
        }
    }

    private void spool(Path sdist, Path spool) throws IOException {
        long size = Files.size(sdist);
        try (GzipInput gzip = new GzipInput(Files.newInputStream(sdist), limits.tarBudget(size));
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(
                        spool, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING))) {
            TarReader tar = new TarReader(gzip);
            for (Optional<TarMember> next = tar.next(); next.isPresent(); next = tar.next()) {
                if (next.get().size() > limits.budget(size) - offset) {
                    throw new RefusedException("it unpacks to more than %,d bytes".formatted(limits.budget(size)));
                }
                take(next.get(), tar, out);
                names += next.get().path().length() + next.get().link().length();
                if (members.size() > limits.entries() || names > limits.nameBytes()) {
                    throw new RefusedException(
                            "it has more than %,d members or absurdly long names".formatted(limits.entries()));
                }
            }
            Optional<UnpackedTree.Trouble> trouble =
                    UnpackedTree.in(seen).stream().findFirst();
            if (trouble.isPresent()) {
                throw new RefusedException(
                        trouble.get().member().path() + " " + trouble.get().why());
            }
            if (tar.rest().bytes() > 0) {
                throw new RefusedException("bytes follow the end of the tar archive");
            }
            if (gzip.trailing() > 0) {
                throw new RefusedException("bytes follow the gzip stream");
            }
            if (gzip.dispute().isPresent()) {
                throw new RefusedException(gzip.dispute().get());
            }
        }
    }

    private void take(TarMember member, TarReader tar, OutputStream out) throws IOException {
        String name = member.path();
        seen.add(member);
        if (!member.utf8()) {
            throw new RefusedException(name + " is named in another encoding than UTF-8");
        }
        if (member.sparse()) {
            throw new RefusedException(name + " is a sparse file");
        }
        switch (member.kind()) {
            case DIRECTORY -> members.put(name + "/", new Member('5', "", 0755, 0, 0));
            case SYMLINK -> members.put(name, new Member('2', member.link(), 0777, 0, 0));
            case HARDLINK -> {
                // Sorting could put a hard link before its target, so it becomes a file of its own.
                Member target = members.get(member.link());
                if (target == null || target.type() != '0') {
                    throw new RefusedException(name + " is a hard link to " + member.link()
                            + ", which is not an earlier file of the archive");
                }
                members.put(name, target);
            }
            case FILE -> {
                int mode = (member.mode() & OWNER_EXECUTE) == 0 ? 0644 : 0755;
                members.put(name, new Member('0', "", mode, offset, member.size()));
                for (int count = tar.read(chunk, 0, chunk.length);
                        count >= 0;
                        count = tar.read(chunk, 0, chunk.length)) {
                    out.write(chunk, 0, count);
                }
                offset += member.size();
            }
            case DEVICE, FIFO -> throw new RefusedException(name + " is neither a file nor a folder nor a link");
        }
    }
}
