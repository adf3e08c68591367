package ai.invoke.release.dist.tar;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.testing.PythonJudge;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the strict reader takes, Python's {@code tarfile} reads alike: names, kinds, sizes, links and contents. */
class TarDifferentialTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SEED = Long.getLong("invokeai.test.seed", 20261130L);

    @TempDir
    Path folder;

    private PythonJudge judge() {
        return new PythonJudge(folder, "archives_oracle.py", Map.of());
    }

    /** What the reader lists; empty when it refuses. */
    private static Optional<JsonNode> ours(byte[] tar) throws IOException {
        List<List<?>> members = new ArrayList<>();
        TarReader reader = new TarReader(new ByteArrayInputStream(tar));
        try {
            for (Optional<TarMember> next = reader.next(); next.isPresent(); next = reader.next()) {
                TarMember member = next.get();
                ByteArrayOutputStream content = new ByteArrayOutputStream();
                byte[] chunk = new byte[512];
                for (int n = reader.read(chunk, 0, 512); n >= 0; n = reader.read(chunk, 0, 512)) {
                    content.write(chunk, 0, n);
                }
                boolean link = member.kind() == TarMember.Kind.SYMLINK || member.kind() == TarMember.Kind.HARDLINK;
                if (member.sparse() || !member.utf8()) {
                    return Optional.empty();
                }
                members.add(List.of(
                        member.path(),
                        member.kind().name(),
                        member.size(),
                        link ? member.link() : "",
                        Base64.getEncoder().encodeToString(content.toByteArray())));
            }
            return reader.rest().bytes() > 0 ? Optional.empty() : Optional.of(JSON.valueToTree(members));
        } catch (TarFormatException refused) {
            return Optional.empty();
        }
    }

    private record Outcome(int taken, Map<String, String> differences) {}

    private Outcome compare(Map<String, byte[]> tars) throws Exception {
        List<List<?>> questions = new ArrayList<>();
        for (byte[] tar : tars.values()) {
            questions.add(List.of("tar", Base64.getEncoder().encodeToString(tar)));
        }
        List<JsonNode> answers = judge().ask(questions);
        Map<String, String> differences = new LinkedHashMap<>();
        int taken = 0;
        int i = 0;
        for (Map.Entry<String, byte[]> tar : tars.entrySet()) {
            JsonNode python = answers.get(i++);
            Optional<JsonNode> mine = ours(tar.getValue());
            taken += mine.isPresent() ? 1 : 0;
            if (mine.isPresent() && !mine.get().toString().equals(python.toString())) {
                differences.put(tar.getKey(), "Python: " + python + ", we: " + mine.get());
            }
        }
        return new Outcome(taken, differences);
    }

    @Test
    void takesWhatPythonWrites() throws Exception {
        JsonNode made = judge().ask(List.of(List.of("good_tars"))).get(0);
        Map<String, byte[]> tars = new LinkedHashMap<>();
        for (JsonNode tar : made) {
            tars.put("tar " + tars.size(), Base64.getDecoder().decode(tar.textValue()));
        }
        Outcome outcome = compare(tars);
        assertThat(outcome.differences()).isEmpty();
        assertThat(outcome.taken()).isEqualTo(tars.size()).isGreaterThan(20);
    }

    private static TarFixture tar() {
        return new TarFixture().add('5', "demo-1.0/", "").add('0', "demo-1.0/PKG-INFO", "Name: demo\n");
    }

    private static Consumer<byte[]> field(int offset, int length, String value) {
        return header -> TarFixture.put(header, offset, length, value);
    }

    /** Oddities that must be refused, each in a sound archive, with a member behind it. */
    private static Map<String, byte[]> refused() {
        Map<String, TarFixture> cases = new LinkedHashMap<>();
        Map<String, int[]> fields = new LinkedHashMap<>();
        fields.put("mode", new int[] {100, 8});
        fields.put("uid", new int[] {108, 8});
        fields.put("gid", new int[] {116, 8});
        fields.put("size", new int[] {124, 12});
        fields.put("mtime", new int[] {136, 12});
        fields.put("devmajor", new int[] {329, 8});
        fields.put("devminor", new int[] {337, 8});
        List<String> oddities = List.of(
                "\0007",
                "1\0 2",
                "1 2",
                "\u00C0\0\0\0\0\0\0\1",
                "\u0081\0\0\0\0\0\0\1",
                "8",
                "x",
                "+1",
                "-1",
                "0o7",
                "1_0",
                "\t1",
                "1\t",
                "\u00A01");
        fields.forEach((name, place) -> {
            for (String odd : oddities) {
                cases.put(
                        name + " " + odd,
                        tar().add('0', "demo-1.0/x", "", field(place[0], place[1], odd))
                                .add('0', "demo-1.0/y", "y"));
            }
        });
        cases.put("absurd size", tar().add('0', "demo-1.0/x", "", field(124, 12, "\u0080" + "\1".repeat(11))));
        cases.put("no member after g", tar().add('g', "p", TarFixture.record("comment", "x")));
        cases.put("empty size", tar().add('0', "demo-1.0/x", "", field(124, 12, "")));
        cases.put("blank size", tar().add('0', "demo-1.0/x", "", field(124, 12, " ".repeat(12))));
        cases.put("negative size", tar().add('0', "demo-1.0/x", "", field(124, 12, "\u00FF".repeat(12))));
        for (String magic : List.of("ustar  \0", "\0\0\0\0\0\0\0\0", "ustar\0\0\0", "ustar000", "USTAR\00000")) {
            cases.put("prefix with " + magic, tar().add('0', "x", "", header -> {
                TarFixture.put(header, 257, 8, magic);
                TarFixture.put(header, 345, 155, "../demo-1.0");
            }));
        }
        cases.put("xstar", tar().add('0', "x", "", header -> {
            TarFixture.put(header, 345, 155, "demo-1.0");
            TarFixture.put(header, 508, 4, "tar\0");
        }));
        for (char type : "\00012346".toCharArray()) {
            cases.put("slash, type " + type, tar().add(type, "demo-1.0/x/", ""));
        }
        cases.put("slash, type 7", tar().add('7', "demo-1.0/x/", "data"));
        for (char type : "ZVMDNAEI89Xe\u00FF".toCharArray()) {
            cases.put("type " + type, tar().add(type, "demo-1.0/k", "key"));
        }
        for (char type : "12345".toCharArray()) {
            cases.put("data, type " + type, tar().add(type, "demo-1.0/k", "key"));
        }
        String path = TarFixture.record("path", "demo-1.0/a");
        String other = TarFixture.record("path", "demo-1.0/b");
        cases.put("two pax", tar().add('x', "p", path).add('x', "p", other).add('0', "demo-1.0/c", ""));
        cases.put(
                "two L",
                tar().add('L', "p", "demo-1.0/a\0")
                        .add('L', "p", "demo-1.0/b\0")
                        .add('0', "demo-1.0/c", ""));
        cases.put("two K", tar().add('K', "p", "a\0").add('K', "p", "b\0").add('2', "demo-1.0/c", ""));
        cases.put(
                "L and path",
                tar().add('L', "p", "demo-1.0/a\0").add('x', "p", other).add('0', "demo-1.0/c", ""));
        cases.put(
                "path and L",
                tar().add('x', "p", other).add('L', "p", "demo-1.0/a\0").add('0', "demo-1.0/c", ""));
        cases.put(
                "x, g",
                tar().add('x', "p", path)
                        .add('g', "p", TarFixture.record("comment", "x"))
                        .add('0', "c", ""));
        cases.put("two paths", tar().add('x', "p", path + other).add('0', "demo-1.0/c", ""));
        for (String record : List.of("path=q", "linkpath=q", "size=1", "GNU.sparse.major=1")) {
            String[] pair = record.split("=");
            cases.put(
                    "global " + record,
                    tar().add('g', "p", TarFixture.record(pair[0], pair[1])).add('0', "c", "x"));
        }
        for (String record : List.of(
                "path=",
                "path=a\0b",
                "size=",
                "size=+1",
                "size=1.0",
                "size=0x1",
                "size=-1",
                "size=1 ",
                "mtime=x",
                "mtime=1e5",
                "mtime=1.",
                "mtime=1234567890123456",
                "uid=1_0",
                "uid=1234567890123",
                "uname=a\0b",
                " size=0",
                "\tpath=x",
                "pa\0th=x",
                "SCHILY.realsize=9",
                "hdrcharset=BINARY")) {
            String[] pair = record.split("=", -1);
            cases.put(
                    "pax " + record,
                    tar().add('x', "p", TarFixture.record(pair[0], pair[1])).add('0', "c", "x"));
        }
        for (String content : List.of(
                "6 a=b\n\0\0\0",
                "5 a=b",
                "6 a=b\n\n",
                "4 a=\n",
                "0 a=b\n",
                "06 a=b\n",
                "x",
                " 6 a=b\n",
                "7 =ab\n\0x")) {
            cases.put("pax content " + content, tar().add('x', "p", content).add('0', "c", "x"));
        }
        cases.put("no member after x", tar().add('x', "p", path));
        cases.put("no member after L", tar().add('L', "p", "demo-1.0/a\0").withoutEnd());
        cases.put("empty L", tar().add('L', "p", "").add('0', "c", ""));
        cases.put("L goes on", tar().add('L', "p", "a\0b").add('0', "c", ""));
        cases.put("no name", tar().add('0', "", ""));
        cases.put("behind the end", tar().raw(new byte[1024]).add('0', "demo-1.0/k", "key"));
        cases.put("behind the end, near", tar().raw(new byte[512]).add('0', "demo-1.0/k", "key"));
        Map<String, byte[]> tars = new LinkedHashMap<>();
        cases.forEach((name, tar) -> tars.put(name, tar.bytes()));
        return tars;
    }

    @Test
    void refusesEachOddity() throws IOException {
        Map<String, JsonNode> taken = new LinkedHashMap<>();
        for (Map.Entry<String, byte[]> tar : refused().entrySet()) {
            ours(tar.getValue()).ifPresent(members -> taken.put(tar.getKey(), members));
        }
        assertThat(taken).isEmpty();
    }

    /** Forms that archives of today have. */
    @Test
    void takesWhatIsLegal() throws Exception {
        Map<String, TarFixture> cases = new LinkedHashMap<>();
        for (int[] place : new int[][] {{100, 8}, {108, 8}, {116, 8}, {136, 12}, {329, 8}, {337, 8}}) {
            for (String value : List.of(
                    "",
                    " ".repeat(place[1]),
                    "7".repeat(place[1]),
                    "  17 \0",
                    "17\0\0 ",
                    "\u0080\0\0\0\0\0\0\1",
                    "\u00FF".repeat(place[1]))) {
                cases.put(
                        place[0] + " " + value,
                        tar().add('0', "demo-1.0/x", "", field(place[0], place[1], value))
                                .add('0', "demo-1.0/y", "y"));
            }
        }
        cases.put("prefix", tar().add('0', "x", "x", field(345, 155, "demo-1.0/sub")));
        cases.put("v7", tar().add('0', "demo-1.0/x", "x", field(257, 8, "")));
        cases.put("old type", tar().add('\0', "demo-1.0/x", "x"));
        cases.put("contiguous", tar().add('7', "demo-1.0/x", "x"));
        cases.put(
                "K, L",
                tar().add('K', "p", "to\0").add('L', "p", "demo-1.0/l\0").add('2', "c", ""));
        cases.put(
                "L, K",
                tar().add('L', "p", "demo-1.0/l\0").add('K', "p", "to\0").add('2', "c", ""));
        cases.put(
                "x beside L",
                tar().add('x', "p", TarFixture.record("mtime", "1.5"))
                        .add('L', "p", "l\0")
                        .add('0', "c", "x"));
        cases.put(
                "global comment",
                tar().add('g', "p", TarFixture.record("comment", "f00")).add('0', "c", "x"));
        cases.put(
                "pax size", tar().add('x', "p", TarFixture.record("size", "1")).add('0', "c", "x"));
        cases.put(
                "cut name with slash",
                tar().add('x', "p", TarFixture.record("path", "a/b")).add('0', "a/", "x"));
        cases.put("without end", tar().withoutEnd());
        Map<String, byte[]> tars = new LinkedHashMap<>();
        cases.forEach((name, tar) -> tars.put(name, tar.bytes()));
        Outcome outcome = compare(tars);
        assertThat(outcome.differences()).isEmpty();
        assertThat(outcome.taken()).isEqualTo(tars.size());
    }

    private static final List<Consumer<byte[]>> CHANGES = List.of(
            field(124, 12, "\00000000001"),
            field(124, 12, "00000001000"),
            field(124, 12, " 1000 "),
            field(124, 12, "\u0080\0\0\0\0\0\0\0\0\0\2\0"),
            field(136, 12, ""),
            field(108, 8, "\u0080\0\0\0\0\0\0\1"),
            field(257, 8, "ustar  \0"),
            field(257, 8, ""),
            field(345, 155, "demo-1.0"),
            field(345, 155, "/etc"),
            field(0, 100, "demo-1.0/other"),
            field(0, 100, "demo-1.0/other/"),
            field(157, 100, "demo-1.0/PKG-INFO"));

    /** Header-like blocks stand in the data, so that a reader that takes another size finds other members. */
    private static byte[] generated(Random random) {
        byte[] hidden = TarFixture.header('0', "hidden.py", 0);
        TarFixture.checksum(hidden);
        String data = new String(hidden, StandardCharsets.ISO_8859_1) + "\0".repeat(512 * random.nextInt(2));
        TarFixture tar = new TarFixture();
        String types = "0000000\00055512367xLKgZ";
        List<String> contents = List.of(
                "",
                "Name: demo\n",
                data,
                "demo-1.0/long\0",
                TarFixture.record("path", "demo-1.0/pax"),
                TarFixture.record("path", "demo-1.0/pax/") + TarFixture.record("mtime", "1.25"),
                TarFixture.record("size", "512"),
                TarFixture.record("linkpath", "x") + TarFixture.record("comment", "é"));
        for (int i = 2 + random.nextInt(4); i > 0; i--) {
            char type = types.charAt(random.nextInt(types.length()));
            boolean carries = "12356".indexOf(type) < 0 || random.nextInt(8) == 0;
            String content = carries ? contents.get(random.nextInt(contents.size())) : "";
            tar.add(type, "demo-1.0/m" + i + (type == '5' ? "/" : ""), content, header -> {
                for (int n = random.nextInt(6) - 3; n > 0; n--) {
                    CHANGES.get(random.nextInt(CHANGES.size())).accept(header);
                }
                if (random.nextInt(6) == 0) {
                    header[random.nextInt(512)] = (byte) random.nextInt(256);
                }
            });
        }
        if (random.nextInt(8) == 0) {
            tar.withoutEnd();
        }
        byte[] bytes = tar.bytes();
        if (random.nextInt(8) == 0) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    @Test
    void readsGeneratedArchivesAsPythonDoes() throws Exception {
        Random random = new Random(SEED);
        Map<String, byte[]> tars = new LinkedHashMap<>();
        for (int i = 0; i < 3000; i++) {
            tars.put("archive " + i, generated(random));
        }
        Outcome outcome = compare(tars);
        assertThat(outcome.differences()).as("seed " + SEED).isEmpty();
        assertThat(outcome.taken()).isBetween(300, 2500);
    }
}
