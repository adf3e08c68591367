package ai.invoke.release.dist;

import java.io.IOException;
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
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A sound wheel of {@code demo} 1.0, to be made wrong in one place. */
public final class WheelFixture {

    public static final String NAME = "demo-1.0-py3-none-any.whl";
    public static final String INFO = "demo-1.0.dist-info/";

    public final Map<String, byte[]> files = new LinkedHashMap<>();
    private String fileName = NAME;
    private String info = INFO;
    private boolean record = true;
    private UnaryOperator<String> editRecord = UnaryOperator.identity();
    private final List<Consumer<ZipFixture>> edits = new ArrayList<>();

    public WheelFixture() {
        put("demo/__init__.py", "__version__ = '1.0'\n");
        put("demo/cli.py", "def main():\n    print('hello')\n");
        put(
                INFO + "METADATA",
                "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\nSummary: A demonstration\n"
                        + "Description-Content-Type: text/markdown\n\n# Demo\n");
        put(INFO + "WHEEL", "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
        put(INFO + "entry_points.txt", "[console_scripts]\ndemo = demo.cli:main\n");
    }

    public WheelFixture put(String path, String text) {
        return put(path, text.getBytes(StandardCharsets.UTF_8));
    }

    public WheelFixture put(String path, byte[] content) {
        files.put(path, content);
        return this;
    }

    public WheelFixture remove(String path) {
        files.remove(path);
        return this;
    }

    public WheelFixture named(String name) {
        fileName = name;
        return this;
    }

    /** Names file and .dist-info directory alike. */
    public WheelFixture version(String version) {
        fileName = "demo-" + version + "-py3-none-any.whl";
        String other = "demo-" + version + ".dist-info/";
        Map<String, byte[]> moved = new LinkedHashMap<>();
        files.forEach((path, content) -> moved.put(path.replace(info, other), content));
        files.clear();
        files.putAll(moved);
        info = other;
        return this;
    }

    public WheelFixture record(UnaryOperator<String> edit) {
        editRecord = edit;
        return this;
    }

    public WheelFixture withoutRecord() {
        record = false;
        return this;
    }

    public WheelFixture zip(Consumer<ZipFixture> edit) {
        edits.add(edit);
        return this;
    }

    public WheelFixture entry(String name, Consumer<ZipFixture.Entry> edit) {
        return zip(zip -> zip.with(name, entry -> {
            edit.accept(entry);
            return entry;
        }));
    }

    public ZipFixture zip() {
        ZipFixture zip = new ZipFixture();
        StringBuilder lines = new StringBuilder();
        files.forEach((path, content) -> {
            zip.add(path, content);
            if (!path.endsWith("/")) {
                String shown = path.contains(",") ? '"' + path + '"' : path;
                lines.append(shown + ",sha256=" + hash(content) + "," + content.length + "\n");
            }
        });
        if (record) {
            lines.append(info + "RECORD,,\n");
            zip.add(info + "RECORD", editRecord.apply(lines.toString()).getBytes(StandardCharsets.UTF_8));
        }
        edits.forEach(edit -> edit.accept(zip));
        return zip;
    }

    public Path write(Path directory) throws IOException {
        return Files.write(directory.resolve(fileName), zip().bytes());
    }

    static String hash(byte[] content) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
