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
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * How long verify-dist looks at a wheel, and that its memory does not grow with it.
 *
 * <p>Arguments: number of files, bytes a file, number of rounds, where to leave the wheel. Prints the milliseconds of each round
 * after {@code millis}.
 */
public final class VerifyDistBench {

    private static final String INFO = "bench-1.0.dist-info/";

    private VerifyDistBench() {}

    public static void main(String[] arguments) throws Exception {
        int files = Integer.parseInt(arguments[0]);
        long bytes = Long.parseLong(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        Path folder = Files.createTempDirectory("verify-dist-bench");
        Path wheel = folder.resolve("bench-1.0-py3-none-any.whl");
        try {
            write(wheel, files, bytes);
            System.out.printf(
                    "%,d files of %,d bytes, wheel of %,d bytes, heap at most %,d MiB%n",
                    files, bytes, Files.size(wheel), Runtime.getRuntime().maxMemory() >> 20);
            DistVerifier verifier = new DistVerifier();
            for (int round = 1; round <= rounds; round++) {
                long start = System.nanoTime();
                List<Finding> findings = verifier.verify(wheel);
                long millis = (System.nanoTime() - start) / 1_000_000;
                long errors = findings.stream()
                        .filter(finding -> finding.severity() == Severity.ERROR)
                        .count();
                System.out.printf("millis\t%d%n", millis);
                if (errors > 0 && round == 1) {
                    findings.forEach(System.out::println);
                }
            }
        } finally {
            Files.move(wheel, Path.of(arguments[3]), StandardCopyOption.REPLACE_EXISTING);
            Files.delete(folder);
        }
    }

    private static void write(Path wheel, int files, long bytes) throws Exception {
        try (Writer writer = new Writer(new BufferedOutputStream(Files.newOutputStream(wheel), 1 << 20))) {
            Random random = new Random(1);
            writer.add("bench/__init__.py", "__version__ = '1.0'\n".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < files; i++) {
                if (bytes > 1 << 24) {
                    writer.addNoise("bench/data" + i + ".bin", bytes, random);
                } else {
                    writer.add("bench/p" + i / 100 + "/m" + i + ".py", source(i, (int) bytes, random));
                }
            }
            writer.add(
                    INFO + "METADATA",
                    ("Metadata-Version: 2.1\nName: bench\nVersion: 1.0\nSummary: A bench\n"
                                    + "Description-Content-Type: text/markdown\n\n# Bench\n")
                            .getBytes(StandardCharsets.UTF_8));
            writer.add(
                    INFO + "WHEEL",
                    "Wheel-Version: 1.0\nGenerator: bench\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
                            .getBytes(StandardCharsets.UTF_8));
            writer.record.append(INFO + "RECORD,,\n");
            writer.add(INFO + "RECORD", writer.record.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static byte[] source(int number, int bytes, Random random) {
        StringBuilder text = new StringBuilder("number = " + number + "\n");
        while (text.length() < bytes) {
            text.append("def f").append(random.nextInt(100_000)).append("(x):\n    return x * ");
            text.append(random.nextInt()).append("\n");
        }
        return text.substring(0, bytes).getBytes(StandardCharsets.UTF_8);
    }

    /** A ZIP writer of the plain kind that build backends use: sizes in local headers, no data descriptors. */
    private static final class Writer implements AutoCloseable {

        private final OutputStream out;
        private final List<byte[]> directory = new ArrayList<>();
        private final StringBuilder record = new StringBuilder();
        private long position;

        Writer(OutputStream out) {
            this.out = out;
        }

        void add(String name, byte[] data) throws Exception {
            Deflater deflater = new Deflater(6, true);
            deflater.setInput(data);
            deflater.finish();
            byte[] packed = new byte[data.length + 100];
            int length = deflater.deflate(packed);
            deflater.end();
            CRC32 crc = new CRC32();
            crc.update(data);
            header(name, 8, crc.getValue(), length, data.length);
            put(packed, length);
            line(name, MessageDigest.getInstance("SHA-256").digest(data), data.length);
        }

        /** Stored, so that gigabytes are written in seconds; the same noise twice to know its checksum beforehand. */
        void addNoise(String name, long size, Random random) throws Exception {
            byte[] chunk = new byte[1 << 20];
            random.nextBytes(chunk);
            CRC32 crc = new CRC32();
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (long done = 0; done < size; done += chunk.length) {
                int length = (int) Math.min(chunk.length, size - done);
                crc.update(chunk, 0, length);
                digest.update(chunk, 0, length);
            }
            header(name, 0, crc.getValue(), size, size);
            for (long done = 0; done < size; done += chunk.length) {
                put(chunk, (int) Math.min(chunk.length, size - done));
            }
            line(name, digest.digest(), size);
        }

        private void line(String name, byte[] digest, long size) {
            if (!name.endsWith("/RECORD")) {
                String hash = Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
                record.append(name + ",sha256=" + hash + "," + size + "\n");
            }
        }

        private void header(String name, int method, long crc, long packed, long size) throws IOException {
            byte[] raw = name.getBytes(StandardCharsets.UTF_8);
            ByteBuffer local = buffer(30 + raw.length);
            local.putInt(0x04034b50).putShort((short) 20).putShort((short) 0).putShort((short) method);
            local.putShort((short) 0).putShort((short) 0x5821).putInt((int) crc).putInt((int) packed).putInt((int) size);
            local.putShort((short) raw.length).putShort((short) 0).put(raw);
            ByteBuffer central = buffer(46 + raw.length);
            central.putInt(0x02014b50).putShort((short) (3 << 8 | 20)).putShort((short) 20).putShort((short) 0);
            central.putShort((short) method).putShort((short) 0).putShort((short) 0x5821).putInt((int) crc);
            central.putInt((int) packed).putInt((int) size).putShort((short) raw.length).putShort((short) 0);
            central.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0100644 << 16);
            central.putInt((int) position).put(raw);
            directory.add(central.array());
            put(local.array(), local.capacity());
        }

        private void put(byte[] bytes, int length) throws IOException {
            out.write(bytes, 0, length);
            position += length;
        }

        @Override
        public void close() throws IOException {
            long start = position;
            for (byte[] entry : directory) {
                put(entry, entry.length);
            }
            long size = position - start;
            if (directory.size() > 0xFFFE) {
                ByteBuffer wide = buffer(76);
                wide.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45).putInt(0).putInt(0);
                wide.putLong(directory.size()).putLong(directory.size()).putLong(size).putLong(start);
                wide.putInt(0x07064b50).putInt(0).putLong(position).putInt(1);
                put(wide.array(), 76);
            }
            int count = Math.min(directory.size(), 0xFFFF);
            ByteBuffer end = buffer(22);
            end.putInt(0x06054b50).putInt(0).putShort((short) count).putShort((short) count);
            end.putInt((int) size).putInt((int) start).putShort((short) 0);
            put(end.array(), 22);
            out.close();
        }

        private static ByteBuffer buffer(int size) {
            return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
