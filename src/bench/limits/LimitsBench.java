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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Archives of many members and of sizes that nobody sends, looked at in a small heap. Run by {@code run.sh}. */
public final class LimitsBench {

    private static final String INFO = "demo-1.0.dist-info/";
    private static final long HUGE = 0xFFFFFFFEL;

    private LimitsBench() {}

    public static void main(String[] arguments) throws Exception {
        int members = Integer.parseInt(arguments[0]);
        Path folder = Files.createTempDirectory("limits-bench");
        Path wheel = folder.resolve("demo-1.0-py3-none-any.whl");
        Path sdist = folder.resolve("demo-1.0.tar.gz");
        try {
            wheel(wheel, members);
            look("wheel of " + members + " members", wheel);
            sdist(sdist, members, 0);
            look("sdist of " + members + " members", sdist);
            sdist(sdist, 1, 1L << 32);
            look("sdist with a file of 4 GB", sdist);
            sdist(sdist, 3, -(1L << 32));
            look("sdist that only says so", sdist);
            wheel(wheel, 3);
            promise(wheel);
            look("wheel that says 4 GB of each member", wheel);
        } finally {
            Files.deleteIfExists(wheel);
            Files.deleteIfExists(sdist);
            Files.delete(folder);
        }
    }

    private static void look(String what, Path file) throws IOException {
        long start = System.nanoTime();
        List<Finding> findings = new DistVerifier().verify(file);
        long millis = (System.nanoTime() - start) / 1_000_000;
        Map<String, Integer> errors = new TreeMap<>();
        findings.stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .forEach(finding -> errors.merge(finding.rule(), 1, Integer::sum));
        System.out.printf(
                Locale.ROOT,
                "%-40s %,12d bytes %,7d ms, heap at most %d MiB, errors %s%n",
                what,
                Files.size(file),
                millis,
                Runtime.getRuntime().maxMemory() >> 20,
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
