package ai.invoke.release.fuzz;

import ai.invoke.release.dist.WheelFixture;
import ai.invoke.release.dist.ZipFixture;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** ZIP archives of scripts: each line changes one thing in an archive that is sound otherwise. */
public final class ZipScript {

    private ZipScript() {}

    /** The sound wheel of the tests, changed. */
    static byte[] wheel(byte[] script) {
        WheelFixture wheel = new WheelFixture();
        List<Script.Line> lines = Script.lines(script, 40);
        for (Script.Line line : lines) {
            switch (line.verb()) {
                case "put" -> wheel.put(line.utf8(1), line.bytes(2));
                case "add" ->
                    wheel.files.merge(
                            line.utf8(1),
                            line.bytes(2),
                            (before, more) -> (new String(before, StandardCharsets.ISO_8859_1)
                                            + new String(more, StandardCharsets.ISO_8859_1))
                                    .getBytes(StandardCharsets.ISO_8859_1));
                case "remove" -> wheel.remove(line.utf8(1));
                case "record" -> wheel.record(text -> text + line.utf8(1));
                default -> {
                    // The others change what the archive says of its members.
                }
            }
        }
        return changed(wheel.zip(), lines);
    }

    /** A sound installer, changed. */
    public static byte[] installer(byte[] script) {
        ZipFixture zip = new ZipFixture();
        zip.add("Demo-Installer/install.sh", "#!/bin/sh\n".getBytes(StandardCharsets.UTF_8)).mode = 0100755;
        zip.add("Demo-Installer/install.bat", "@echo off\r\n".getBytes(StandardCharsets.UTF_8));
        zip.add("Demo-Installer/lib/demo-1.0-py3-none-any.whl", "wheel".getBytes(StandardCharsets.UTF_8), 0);
        List<Script.Line> lines = Script.lines(script, 40);
        for (Script.Line line : lines) {
            if (line.verb().equals("put")) {
                zip.add(line.utf8(1), line.bytes(2));
            }
        }
        return changed(zip, lines);
    }

    private static byte[] changed(ZipFixture zip, List<Script.Line> lines) {
        lines.forEach(line -> change(zip, line));
        byte[] bytes = zip.bytes();
        for (Script.Line line : lines) {
            if (line.verb().equals("flip")) {
                bytes[line.small(1, bytes.length)] ^= (byte) line.number(2);
            }
        }
        return bytes;
    }

    private static void change(ZipFixture zip, Script.Line line) {
        switch (line.verb()) {
            case "before" -> zip.before = line.bytes(1);
            case "after" -> zip.after = line.bytes(1);
            case "comment" -> zip.comment = line.bytes(1);
            case "disk" -> zip.countOnDisk = line.small(1, 1 << 16);
            case "count" -> zip.countInTotal = line.small(1, 1 << 16);
            case "offset" -> zip.directoryOffsetError = line.small(1, 1 << 10);
            case "twice" -> zip.entries.add(zip.entries.get(line.small(1, zip.entries.size())));
            case "entry" -> change(zip.entries.get(line.small(1, zip.entries.size())), line);
            default -> {
                // Done already, or no word of ours.
            }
        }
    }

    private static void change(ZipFixture.Entry entry, Script.Line line) {
        switch (line.text(2)) {
            case "flags" -> entry.flags = line.small(3, 1 << 16);
            case "local-flags" -> entry.localFlags = line.small(3, 1 << 16);
            case "method" -> entry.method = line.small(3, 1 << 16);
            case "local-method" -> entry.localMethod = line.small(3, 1 << 16);
            case "crc" -> entry.crc = line.number(3);
            case "local-crc" -> entry.localCrc = line.number(3) & 0xFFFFFFFFL;
            case "version" -> entry.version = line.small(3, 1 << 16);
            case "size" -> entry.size = line.number(3);
            case "local-size" -> entry.localSize = line.number(3);
            case "packed" -> entry.packedSize = line.number(3);
            case "local-packed" -> entry.localPackedSize = line.number(3);
            case "name" -> entry.name = line.bytes(3);
            case "local-name" -> entry.localName = line.bytes(3);
            case "extra" -> entry.centralExtra = line.bytes(3);
            case "local-extra" -> entry.localExtra = line.bytes(3);
            case "comment" -> entry.comment = line.bytes(3);
            case "after" -> entry.afterData = line.bytes(3);
            case "mode" -> entry.mode = line.small(3, 1 << 16);
            case "time" -> entry.time = line.small(3, 1 << 16);
            case "date" -> entry.date = line.small(3, 1 << 16);
            case "hidden" -> entry.listed = false;
            default -> {
                // No word of ours.
            }
        }
    }
}
