package ai.invoke.release.testing;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** Small wheels and sdists that every tool accepts: right RECORD, no data descriptors, any Metadata-Version. */
public final class DistMaker {

    private final String name;
    private final String version;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final List<String> headers = new ArrayList<>();
    private String metadataVersion = "2.1";
    private String tag = "py3-none-any";
    private Optional<String> metadata = Optional.empty();

    private DistMaker(String name, String version) {
        this.name = name;
        this.version = version;
        String module = name.replaceAll("[-_.]+", "_").toLowerCase(java.util.Locale.ROOT);
        files.put(module + "/__init__.py", ("__version__ = \"" + version + "\"\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A project with one module that holds its version.
     *
     * @param name the project's name in file-name form, for instance {@code demo_app}
     * @param version the normalised version
     * @return the builder
     */
    public static DistMaker of(String name, String version) {
        return new DistMaker(name, version);
    }

    /** Metadata-Version; 2.1 unless told otherwise, which old twine understands. */
    public DistMaker metadataVersion(String value) {
        metadataVersion = value;
        return this;
    }

    /** One more header line of the metadata. */
    public DistMaker header(String line) {
        headers.add(line);
        return this;
    }

    /** All of the metadata, instead of what this class writes. */
    public DistMaker metadata(String text) {
        metadata = Optional.of(text);
        return this;
    }

    /** One more file of the package. */
    public DistMaker file(String path, String text) {
        files.put(path, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** The wheel's tag instead of {@code py3-none-any}. */
    public DistMaker tag(String value) {
        tag = value;
        return this;
    }

    /** Writes the wheel under its own name. */
    public Path wheel(Path folder) {
        String info = name + "-" + version + ".dist-info/";
        Map<String, byte[]> entries = new LinkedHashMap<>(files);
        entries.put(info + "METADATA", metadata());
        entries.put(
                info + "WHEEL",
                ("Wheel-Version: 1.0\nGenerator: DistMaker\nRoot-Is-Purelib: true\nTag: " + tag + "\n")
                        .getBytes(StandardCharsets.UTF_8));
        StringBuilder lines = new StringBuilder();
        entries.forEach((path, bytes) -> lines.append(path)
                .append(",sha256=")
                .append(Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(bytes)))
                .append(',')
                .append(bytes.length)
                .append('\n'));
        lines.append(info).append("RECORD,,\n");
        entries.put(info + "RECORD", lines.toString().getBytes(StandardCharsets.UTF_8));
        Path file = folder.resolve(name + "-" + version + "-" + tag + ".whl");
        // On a file (not a stream) this writer goes back to fill in sizes, so no data descriptors are needed.
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(file)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                ZipArchiveEntry head = new ZipArchiveEntry(entry.getKey());
                head.setTime(315_619_200_000L);
                head.setUnixMode(0100644);
                zip.putArchiveEntry(head);
                zip.write(entry.getValue());
                zip.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** Writes the sdist; without a pyproject.toml that would need a backend to install. */
    public Path sdist(Path folder) {
        String top = name + "-" + version;
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("PKG-INFO", metadata());
        entries.put(
                "pyproject.toml",
                "[build-system]\nrequires = [\"setuptools\"]\nbuild-backend = \"setuptools.build_meta\"\n"
                        .getBytes(StandardCharsets.UTF_8));
        entries.putAll(files);
        Path file = folder.resolve(top + ".tar.gz");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(out))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                TarArchiveEntry head = new TarArchiveEntry(top + "/" + entry.getKey());
                head.setSize(entry.getValue().length);
                head.setModTime(315_619_200_000L);
                tar.putArchiveEntry(head);
                tar.write(entry.getValue());
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /**
     * Writes a wheel of a given size, its bulk one stored file of pseudo-random bytes that no tool can compress.
     *
     * @param folder where to
     * @param bytes the size of the bulk
     */
    public Path largeWheel(Path folder, long bytes) {
        String info = name + "-" + version + ".dist-info/";
        Path file = folder.resolve(name + "-" + version + "-" + tag + ".whl");
        String module = files.keySet().iterator().next();
        String bulk = module.replaceAll("/.*", "/bulk.bin");
        Map<String, byte[]> entries = new LinkedHashMap<>(files);
        entries.put(info + "METADATA", metadata());
        entries.put(
                info + "WHEEL",
                ("Wheel-Version: 1.0\nGenerator: DistMaker\nRoot-Is-Purelib: true\nTag: " + tag + "\n")
                        .getBytes(StandardCharsets.UTF_8));
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(file)) {
            CRC32 crc = new CRC32();
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            pump(bytes, (block, length) -> {
                crc.update(block, 0, length);
                digest.update(block, 0, length);
            });
            ZipArchiveEntry head = new ZipArchiveEntry(bulk);
            head.setMethod(java.util.zip.ZipEntry.STORED);
            head.setTime(315_619_200_000L);
            head.setSize(bytes);
            head.setCrc(crc.getValue());
            zip.putArchiveEntry(head);
            pump(bytes, (block, length) -> zip.write(block, 0, length));
            zip.closeArchiveEntry();
            StringBuilder lines = new StringBuilder();
            lines.append(bulk)
                    .append(",sha256=")
                    .append(Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest()))
                    .append(',')
                    .append(bytes)
                    .append('\n');
            entries.forEach((path, content) -> lines.append(path)
                    .append(",sha256=")
                    .append(Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(content)))
                    .append(',')
                    .append(content.length)
                    .append('\n'));
            lines.append(info).append("RECORD,,\n");
            entries.put(info + "RECORD", lines.toString().getBytes(StandardCharsets.UTF_8));
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                ZipArchiveEntry small = new ZipArchiveEntry(entry.getKey());
                small.setTime(315_619_200_000L);
                zip.putArchiveEntry(small);
                zip.write(entry.getValue());
                zip.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return file;
    }

    private interface Sink {
        void take(byte[] block, int length) throws IOException;
    }

    private static void pump(long bytes, Sink sink) throws IOException {
        byte[] block = new byte[64 * 1024];
        new java.util.Random(42).nextBytes(block);
        for (long left = bytes; left > 0; left -= block.length) {
            sink.take(block, (int) Math.min(block.length, left));
        }
    }

    private byte[] metadata() {
        if (metadata.isPresent()) {
            return metadata.get().getBytes(StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder("Metadata-Version: " + metadataVersion + "\nName: "
                + name.replace('_', '-') + "\nVersion: " + version + "\nSummary: a package made for a test\n");
        headers.forEach(line -> text.append(line).append('\n'));
        text.append("Description-Content-Type: text/plain\n\nMade for a test.\n");
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
