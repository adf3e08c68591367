package ai.invoke.release.dist;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A sound sdist of {@code demo} 1.0, to be made wrong in one place. */
public final class SdistFixture {

    public static final String NAME = "demo-1.0.tar.gz";
    public static final String TOP = "demo-1.0/";

    public final Map<String, byte[]> files = new LinkedHashMap<>();
    private final List<TarArchiveEntry> extra = new ArrayList<>();
    private String fileName = NAME;
    private UnaryOperator<String> rename = UnaryOperator.identity();
    private boolean gzip = true;
    private UnaryOperator<byte[]> edit = UnaryOperator.identity();

    public SdistFixture() {
        put(
                TOP + "PKG-INFO",
                "Metadata-Version: 2.2\nName: demo\nVersion: 1.0\nSummary: A demonstration\n"
                        + "Description-Content-Type: text/markdown\n\n# Demo\n");
        put(TOP + "pyproject.toml", "[project]\nname = 'demo'\nversion = '1.0'\n");
        put(TOP + "src/demo/__init__.py", "__version__ = '1.0'\n");
    }

    public SdistFixture put(String path, String text) {
        files.put(path, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    public SdistFixture remove(String path) {
        files.remove(path);
        return this;
    }

    public SdistFixture named(String name) {
        fileName = name;
        return this;
    }

    public SdistFixture rename(UnaryOperator<String> change) {
        rename = change;
        return this;
    }

    public SdistFixture member(String path, byte type, Consumer<TarArchiveEntry> change) {
        TarArchiveEntry entry = new TarArchiveEntry(path, type, true);
        change.accept(entry);
        extra.add(entry);
        return this;
    }

    /** A symbolic link below the top directory. */
    public SdistFixture link(String path, String target) {
        return member(TOP + path, TarConstants.LF_SYMLINK, entry -> entry.setLinkName(target));
    }

    public SdistFixture plain() {
        gzip = false;
        return this;
    }

    public SdistFixture bytes(UnaryOperator<byte[]> change) {
        edit = change;
        return this;
    }

    public byte[] build() throws IOException {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(raw, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(rename.apply(file.getKey()), true);
                entry.setSize(file.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
            for (TarArchiveEntry entry : extra) {
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            }
        }
        return edit.apply(gzip ? gzip(raw.toByteArray()) : raw.toByteArray());
    }

    public Path write(Path directory) throws IOException {
        return Files.write(directory.resolve(fileName), build());
    }

    static byte[] gzip(byte[] data) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(data);
        }
        return out.toByteArray();
    }
}
