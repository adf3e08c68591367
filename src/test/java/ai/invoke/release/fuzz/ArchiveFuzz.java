package ai.invoke.release.fuzz;

import ai.invoke.release.dist.DistVerifier;
import ai.invoke.release.dist.WheelFixture;
import ai.invoke.release.dist.content.SdistContents;
import ai.invoke.release.dist.content.WheelContents;
import ai.invoke.release.dist.rule.Severity;
import ai.invoke.release.dist.tar.TarFixture;
import ai.invoke.release.dist.tar.TarMember;
import ai.invoke.release.fuzz.FuzzTarget.Claim;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Whole archives: as bytes, and as scripts of which every line is one oddity in an archive that is sound otherwise. */
final class ArchiveFuzz {

    private static final String SDIST = "demo-1.0.tar.gz";

    /** Rules about what the files of an sdist say: an archive can be sound without a sound project in it. */
    private static final Set<String> CONTENT =
            Set.of("SD-05", "SD-06", "SD-07", "SD-08", "SD-17", "SD-18", "SD-19", "SD-25", "SD-26");

    private ArchiveFuzz() {}

    static List<FuzzTarget> targets() {
        return List.of(
                new FuzzTarget("wheel", script -> wheel(ZipScript.wheel(script)), List.of()),
                new FuzzTarget("wheel-bytes", ArchiveFuzz::wheel, List.of()),
                new FuzzTarget("sdist", script -> sdist(tar(script)), List.of()),
                new FuzzTarget("tar-bytes", ArchiveFuzz::sdist, List.of()),
                FuzzTarget.of("sdist-bytes", bytes -> verify(Scratch.file(SDIST, bytes)), List.of()));
    }

    private static boolean verify(Path file) {
        return new DistVerifier()
                .verify(file).stream()
                        .noneMatch(finding -> finding.severity() == Severity.ERROR
                                && !CONTENT.contains(finding.rule())
                                && (finding.rule().startsWith("ZIP-")
                                        || finding.rule().startsWith("SD-")));
    }

    /** What no rule about archives objects to, Python and a streaming reader read alike. */
    private static Optional<Claim> wheel(byte[] bytes) throws IOException {
        Path file = Scratch.file(WheelFixture.NAME, bytes);
        if (!verify(file)) {
            return Optional.empty();
        }
        List<List<?>> members = new ArrayList<>();
        for (var entry : ((WheelContents) new DistVerifier().read(file)).entries()) {
            members.add(List.of(
                    entry.path(),
                    entry.member().size(),
                    entry.digest().map(digest -> digest.base64()).orElse("")));
        }
        List<List<?>> streamed = streamed(bytes);
        if (!members.equals(streamed)) {
            throw new AssertionError("we read " + members + ", a streaming reader " + streamed);
        }
        return Optional.of(new Claim(List.of("zip", Base64.getEncoder().encodeToString(bytes)), members));
    }

    private static List<List<?>> streamed(byte[] bytes) throws IOException {
        List<List<?>> members = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] content = zip.readAllBytes();
                members.add(List.of(entry.getName(), (long) content.length, entry.isDirectory() ? "" : hash(content)));
            }
        }
        return members;
    }

    private static String hash(byte[] content) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What no rule about archives objects to, Python's {@code tarfile} lists alike. */
    private static Optional<Claim> sdist(byte[] tar) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(tar);
        }
        Path file = Scratch.file(SDIST, packed.toByteArray());
        if (!verify(file)) {
            return Optional.empty();
        }
        List<List<?>> members = new ArrayList<>();
        for (TarMember member : ((SdistContents) new DistVerifier().read(file)).members()) {
            boolean link = member.kind() == TarMember.Kind.SYMLINK || member.kind() == TarMember.Kind.HARDLINK;
            members.add(List.of(member.path(), member.kind().name(), member.size(), link ? member.link() : ""));
        }
        return Optional.of(new Claim(List.of("tar_list", Base64.getEncoder().encodeToString(tar)), members));
    }

    private static byte[] tar(byte[] script) {
        List<byte[]> blocks = new ArrayList<>();
        boolean end = true;
        for (Script.Line line : Script.lines(script, 40)) {
            switch (line.verb()) {
                case "add" -> add(blocks, line.bytes(1), line.utf8(2), line.bytes(3));
                case "pax" ->
                    add(
                            blocks,
                            line.bytes(1),
                            "p",
                            TarFixture.record(line.utf8(2), line.utf8(3)).getBytes(StandardCharsets.UTF_8));
                case "field" -> field(blocks, line);
                case "raw" -> blocks.add(line.bytes(1));
                case "zeros" -> blocks.add(new byte[line.small(1, 4096)]);
                case "endless" -> end = false;
                default -> {
                    // No word of ours.
                }
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        blocks.forEach(out::writeBytes);
        out.writeBytes(new byte[end ? 1024 : 0]);
        return out.toByteArray();
    }

    private static void add(List<byte[]> blocks, byte[] type, String name, byte[] content) {
        byte[] header = TarFixture.header(type.length == 0 ? '0' : (char) (type[0] & 0xFF), name, content.length);
        TarFixture.put(header, 0, 100, new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        TarFixture.checksum(header);
        blocks.add(header);
        blocks.add(Arrays.copyOf(content, (content.length + 511) / 512 * 512));
    }

    /** Changes the header before, and makes its checksum right again. */
    private static void field(List<byte[]> blocks, Script.Line line) {
        if (blocks.size() < 2 || blocks.get(blocks.size() - 2).length != 512) {
            return;
        }
        byte[] header = blocks.get(blocks.size() - 2);
        int offset = line.small(1, 512);
        TarFixture.put(header, offset, Math.min(line.small(2, 200), 512 - offset), line.text(3));
        TarFixture.checksum(header);
    }
}
