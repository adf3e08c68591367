package ai.invoke.release.dist.content;

import ai.invoke.release.digest.FileDigests;
import ai.invoke.release.dist.metadata.CoreMetadata;
import ai.invoke.release.dist.tar.GzipInput;
import ai.invoke.release.dist.tar.TarFormatException;
import ai.invoke.release.dist.tar.TarMember;
import ai.invoke.release.dist.tar.TarReader;
import ai.invoke.release.dist.tar.UnpackedTooLongException;
import ai.invoke.release.dist.zip.ZipArchive;
import ai.invoke.release.dist.zip.ZipFormatException;
import ai.invoke.release.dist.zip.ZipLimits;
import ai.invoke.release.dist.zip.ZipMember;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipException;

/** Opens well-formed files for an uploader: digest and metadata only, without looking at anything else. */
public final class DistributionOpener {

    private static final String ADVICE = "look at everything that is wrong with it: mvn invokeai-release:verify-dist";

    private final ContentLimits limits;

    /**
     * Creates an opener.
     *
     * @param limits how long metadata may be
     */
    public DistributionOpener(ContentLimits limits) {
        this.limits = limits;
    }

    /**
     * Opens a file.
     *
     * @param file a wheel or a {@code .tar.gz} sdist
     * @return what an uploader needs
     */
    public Distribution open(Path file) {
        return open(file, () -> FileDigests.of(file, false));
    }

    Distribution open(Path file, FileDigests digests) {
        return open(file, () -> digests);
    }

    private interface Hashing {
        FileDigests digests() throws IOException;
    }

    private Distribution open(Path file, Hashing hashing) {
        String fileName = String.valueOf(file.getFileName());
        DistFileName name = DistFileName.parse(fileName);
        try {
            long size = Files.size(file);
            byte[] metadata =
                    name instanceof DistFileName.Wheel wheel ? fromWheel(file, wheel) : fromSdist(file, fileName);
            return new Distribution(
                    file,
                    name instanceof DistFileName.Wheel ? Distribution.Kind.WHEEL : Distribution.Kind.SDIST,
                    size,
                    hashing.digests(),
                    name.pythonTag(),
                    CoreMetadata.parse(metadata));
        } catch (NoSuchFileException missing) {
            throw new ProjectException(
                    Problem.of("there is no file " + file).next("build it first: mvn invokeai-release:build-dist"),
                    missing);
        } catch (ZipFormatException
                | ZipException
                | TarFormatException
                | UnpackedTooLongException
                | EOFException damaged) {
            throw new ProjectException(
                    Problem.of(fileName + " cannot be read: " + damaged.getMessage())
                            .next(ADVICE),
                    damaged);
        } catch (IOException failure) {
            throw new EnvironmentException(
                    Problem.of(fileName + " cannot be read from disk: " + failure.getMessage()), failure);
        }
    }

    private byte[] fromWheel(Path file, DistFileName.Wheel name) throws IOException {
        try (ZipArchive zip = ZipArchive.open(file, new ZipLimits(limits.entries(), limits.nameBytes()))) {
            List<ZipMember> candidates = zip.members().stream()
                    .filter(member -> isMetadata(member.path()))
                    .toList();
            String expected = name.distInfo() + "/METADATA";
            ZipMember member = candidates.stream()
                    .filter(candidate -> candidate.path().equals(expected))
                    .findFirst()
                    .or(() -> candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty())
                    .orElseThrow(() -> missing(name.fileName(), expected));
            if (member.size() > limits.text()) {
                throw tooLong(name.fileName(), member.path(), member.size());
            }
            try (InputStream in = zip.read(member)) {
                return in.readAllBytes();
            }
        }
    }

    private static boolean isMetadata(String path) {
        return path.endsWith(".dist-info/METADATA") && path.indexOf('/') == path.length() - "/METADATA".length();
    }

    private byte[] fromSdist(Path file, String fileName) throws IOException {
        try (GzipInput gzip = new GzipInput(Files.newInputStream(file), limits.tarBudget(Files.size(file)))) {
            TarReader tar = new TarReader(gzip);
            for (Optional<TarMember> next = tar.next(); next.isPresent(); next = tar.next()) {
                TarMember member = next.get();
                if (isPkgInfo(member)) {
                    if (member.size() > limits.text()) {
                        throw tooLong(fileName, member.path(), member.size());
                    }
                    return content(tar, (int) member.size());
                }
            }
        }
        throw missing(fileName, "<directory>/PKG-INFO");
    }

    private static boolean isPkgInfo(TarMember member) {
        return member.kind() == TarMember.Kind.FILE
                && member.path().endsWith("/PKG-INFO")
                && member.path().indexOf('/') == member.path().length() - "/PKG-INFO".length();
    }

    private static byte[] content(TarReader tar, int size) throws IOException {
        byte[] content = new byte[size];
        int filled = 0;
        while (filled < size) {
            int count = tar.read(content, filled, size - filled);
            if (count < 0) {
                throw new EOFException("PKG-INFO is cut off");
            }
            filled += count;
        }
        return content;
    }

    private static ProjectException missing(String fileName, String place) {
        return new ProjectException(Problem.of(fileName + " has no " + place).next(ADVICE));
    }

    private static ProjectException tooLong(String fileName, String place, long size) {
        return new ProjectException(
                Problem.of("%s: %s has %,d bytes, far more than such a file needs".formatted(fileName, place, size))
                        .next(ADVICE));
    }
}
