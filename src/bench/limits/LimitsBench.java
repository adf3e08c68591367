import ai.invoke.release.dist.DistVerifier;
import ai.invoke.release.dist.rule.Finding;
import ai.invoke.release.dist.rule.Severity;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Archives of many members and of sizes that nobody sends, looked at in a small heap. {@code make} writes them, {@code look} looks at the one in a folder. */
public final class LimitsBench {

    private static final String INFO = "demo-1.0.dist-info/";
    private static final String WHEEL = "demo-1.0-py3-none-any.whl";
    private static final String SDIST = "demo-1.0.tar.gz";
    private static final long HUGE = 0xFFFFFFFEL;

    private LimitsBench() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        if (arguments[0].equals("make")) {
            make(folder, Integer.parseInt(arguments[2]), arguments.length > 3);
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            look(files.findFirst().orElseThrow());
        }
    }

    private static void make(Path folder, int members, boolean real) throws Exception {
        wheel(place(folder, "bad wheel of " + "%,d".formatted(members) + " members", WHEEL), members);
        clean(place(folder, "clean wheel of " + "%,d".formatted(members) + " members", WHEEL), members, 0);
        if (real) {
            clean(place(folder, "clean wheel with a member over 4 GB", WHEEL), 1, (1L << 32) + 12345);
        }
        sdist(place(folder, "sdist of " + "%,d".formatted(members) + " members", SDIST), members, 0);
        sdist(place(folder, "sdist with a file of 4 GB", SDIST), 1, 1L << 32);
        sdist(place(folder, "sdist that only says 4 GB", SDIST), 3, -(1L << 32));
        Path promising = place(folder, "wheel that says 4 GB of each member", WHEEL);
        wheel(promising, 3);
        promise(promising);
    }

    private static Path place(Path folder, String what, String name) throws IOException {
        return Files.createDirectories(folder.resolve(what)).resolve(name);
    }

    private static void look(Path file) throws IOException {
        long start = System.nanoTime();
        List<Finding> findings = new DistVerifier().verify(file);
        long millis = (System.nanoTime() - start) / 1_000_000;
        Map<String, Integer> errors = new TreeMap<>();
        findings.stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .forEach(finding -> errors.merge(finding.rule(), 1, Integer::sum));
        System.out.printf(
                Locale.ROOT,
                "millis\t%d%n%,d bytes, errors %s%n",
                millis,
                Files.size(file),
                errors);
    }

    private static void wheel(Path file, int members) throws IOException {
        try (ZipOutputStream zip =
                new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
            StringBuilder record = new StringBuilder();
            List<String> names = new ArrayList<>(List.of("demo/__init__.py", INFO + "METADATA", INFO + "WHEEL"));
            for (int i = 0; i < members; i++) {
                names.add("demo/package" + i / 1000 + "/module" + i + ".py");
            }
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write("x = 1\n".getBytes(StandardCharsets.UTF_8));
                record.append(name).append(",,\n");
            }
            zip.putNextEntry(new ZipEntry(INFO + "RECORD"));
            zip.write(record.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** As a backend writes it: headers with sizes, RECORD with digests, each module another content; names in two cases. */
    private static void clean(Path file, int members, long large) throws Exception {
        StringBuilder record = new StringBuilder();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(file)) {
            zip.setUseZip64(Zip64Mode.AsNeeded);
            member(zip, record, "demo/__init__.py", "__version__ = '1.0'\n");
            for (int i = 0; i < members; i++) {
                member(zip, record, "demo/package" + i / 1000 + "/Module" + i + ".py", "x = " + i + "\n");
            }
            if (large > 0) {
                large(zip, record, large);
            }
            member(zip, record, INFO + "METADATA", """
                    Metadata-Version: 2.4
                    Name: demo
                    Version: 1.0
                    Summary: A demo
                    Requires-Python: >=3.10
                    License-Expression: MIT

                    A demo.
                    """);
            member(zip, record, INFO + "WHEEL", """
                    Wheel-Version: 1.0
                    Generator: bench (1)
                    Root-Is-Purelib: true
                    Tag: py3-none-any
                    """);
            record.append(INFO).append("RECORD,,\n");
            member(zip, new StringBuilder(), INFO + "RECORD", record.toString());
        }
    }

    private static void member(ZipArchiveOutputStream zip, StringBuilder record, String name, String text)
            throws Exception {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        ZipArchiveEntry entry = new ZipArchiveEntry(name);
        entry.setTime(315_619_200_000L);
        entry.setUnixMode(0100644);
        zip.putArchiveEntry(entry);
        zip.write(content);
        zip.closeArchiveEntry();
        record(record, name, MessageDigest.getInstance("SHA-256").digest(content), content.length);
    }

    private static void record(StringBuilder record, String name, byte[] digest, long size) {
        record.append(name)
                .append(",sha256=")
                .append(Base64.getUrlEncoder().withoutPadding().encodeToString(digest))
                .append(',')
                .append(size)
                .append('\n');
    }

    private static void large(ZipArchiveOutputStream zip, StringBuilder record, long size) throws Exception {
        byte[] zeros = new byte[1 << 16];
        CRC32 crc = new CRC32();
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (long left = size; left > 0; left -= zeros.length) {
            int count = (int) Math.min(left, zeros.length);
            crc.update(zeros, 0, count);
            digest.update(zeros, 0, count);
        }
        ZipArchiveEntry entry = new ZipArchiveEntry("demo/model.bin");
        entry.setTime(315_619_200_000L);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(size);
        entry.setCompressedSize(size);
        entry.setCrc(crc.getValue());
        zip.putArchiveEntry(entry);
        for (long left = size; left > 0; left -= zeros.length) {
            zip.write(zeros, 0, (int) Math.min(left, zeros.length));
        }
        zip.closeArchiveEntry();
        record(record, entry.getName(), digest.digest(), size);
    }

    /** Changes the sizes in the directory. */
    private static void promise(Path wheel) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(wheel)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i + 46 < bytes.limit(); i++) {
            if (bytes.getInt(i) == 0x02014b50) {
                bytes.putInt(i + 24, (int) HUGE);
            }
        }
        Files.write(wheel, bytes.array());
    }

    /** Of a size below zero only the header is written. */
    private static void sdist(Path file, int members, long size) throws IOException {
        try (OutputStream gzip = new BufferedOutputStream(new GZIPOutputStream(Files.newOutputStream(file)), 1 << 16)) {
            for (int i = 0; i < members; i++) {
                byte[] header = new byte[512];
                put(header, 0, "demo-1.0/package" + i / 1000 + "/module" + i + ".py");
                put(header, 100, "0000644");
                put(header, 108, "0000000");
                put(header, 116, "0000000");
                put(header, 124, Math.abs(size) < 1L << 33 ? "%011o".formatted(Math.abs(size)) : "");
                put(header, 136, "14700000000");
                header[156] = '0';
                put(header, 257, "ustar\00000");
                put(header, 148, "        ");
                int sum = 0;
                for (byte b : header) {
                    sum += b & 0xFF;
                }
                put(header, 148, "%06o\0 ".formatted(sum));
                gzip.write(header);
                byte[] zeros = new byte[1 << 16];
                for (long left = Math.max(0, size); left > 0; left -= zeros.length) {
                    gzip.write(zeros);
                }
            }
            gzip.write(new byte[1024]);
        }
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
