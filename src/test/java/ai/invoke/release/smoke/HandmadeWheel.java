package ai.invoke.release.smoke;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A wheel with any content, as broken as a test wants it. */
final class HandmadeWheel {

    private final String name;
    private final String version;
    private final Map<String, String> files = new LinkedHashMap<>();
    private String metadata = "";
    private String build = "";
    private String windows = "";
    private String tag = "py3-none-any";

    HandmadeWheel(String version) {
        this("hand_made", version);
    }

    /** With a distribution name as it stands in the file name; the metadata have hyphens in it. */
    HandmadeWheel(String name, String version) {
        this.name = name;
        this.version = version;
    }

    HandmadeWheel file(String name, String text) {
        files.put(name, text);
        return this;
    }

    HandmadeWheel requires(String requirement) {
        metadata += "Requires-Dist: " + requirement + "\n";
        return this;
    }

    HandmadeWheel script(String name, String value) {
        files.merge(info() + "entry_points.txt", name + " = " + value + "\n", (old, line) -> old + line);
        return this;
    }

    /** A script that opens a window. */
    HandmadeWheel gui(String name, String value) {
        windows += name + " = " + value + "\n";
        files.putIfAbsent(info() + "entry_points.txt", "");
        return this;
    }

    HandmadeWheel extra(String extra, String requirement) {
        metadata += "Provides-Extra: " + extra + "\n";
        return requires(requirement + "; extra == '" + extra + "'");
    }

    HandmadeWheel tag(String value) {
        tag = value;
        return this;
    }

    HandmadeWheel build(String value) {
        build = "-" + value;
        return this;
    }

    private String info() {
        return name + "-" + version + ".dist-info/";
    }

    Path write(Path folder) throws IOException {
        String title = name.equals("hand_made") ? "Hand-Made" : name.replace('_', '-');
        Map<String, String> all = new LinkedHashMap<>(files);
        all.computeIfPresent(
                info() + "entry_points.txt",
                (name, text) -> "[console_scripts]\n" + text + "[gui_scripts]\n" + windows);
        all.put(
                info() + "METADATA",
                "Metadata-Version: 2.1\nName: " + title + "\nVersion: " + version + "\n" + metadata);
        all.put(info() + "WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: " + tag + "\n");
        StringBuilder record = new StringBuilder();
        all.keySet().forEach(name -> record.append(name).append(",,\n"));
        all.put(info() + "RECORD", record + info() + "RECORD,,\n");
        Path file = Files.createDirectories(folder).resolve(name + "-" + version + build + "-" + tag + ".whl");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, String> entry : all.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return file;
    }
}
