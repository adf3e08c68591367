package ai.invoke.release.dist;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.dist.content.WheelContents;
import ai.invoke.release.dist.content.WheelEntry;
import ai.invoke.release.dist.rule.Severity;
import ai.invoke.release.testing.PythonJudge;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no rule about archives objects to is read alike by Python's {@code zipfile} and by a streaming reader. */
class WheelDifferentialTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SEED = Long.getLong("invokeai.test.seed", 20261130L);

    @TempDir
    Path folder;

    private static final List<BiConsumer<ZipFixture.Entry, Random>> CHANGES = List.of(
            (entry, random) -> entry.flags = 1 << random.nextInt(16),
            (entry, random) -> entry.localFlags = 1 << random.nextInt(16),
            (entry, random) -> entry.localMethod = random.nextInt(10),
            (entry, random) -> entry.localCrc = random.nextInt(3),
            (entry, random) -> entry.crc ^= random.nextInt(2),
            (entry, random) -> entry.version = random.nextInt(256),
            (entry, random) -> entry.method = random.nextInt(2) * 8,
            (entry, random) -> entry.localSize += random.nextInt(2),
            (entry, random) -> entry.localPackedSize += random.nextInt(2),
            (entry, random) -> entry.size += random.nextInt(2),
            (entry, random) -> entry.packedSize -= random.nextInt(2),
            (entry, random) -> entry.listed = random.nextInt(3) > 0,
            (entry, random) -> entry.localExtra = extra(random),
            (entry, random) -> entry.centralExtra = extra(random),
            (entry, random) -> entry.localName = name(random),
            (entry, random) -> entry.name = name(random),
            (entry, random) -> entry.name = entry.localName = name(random),
            (entry, random) -> entry.afterData = new byte[random.nextInt(3)],
            (entry, random) -> entry.comment = new byte[random.nextInt(2)],
            (entry, random) -> entry.mode = 0120777,
            (entry, random) -> entry.time = random.nextInt(1 << 16));

    private static byte[] name(Random random) {
        String[] names = {"demo/a.py", "demo/", "demo/é.py", "a\\b", "demo/cli.py", "", "x\0y", "demo/cli.py/x"};
        return names[random.nextInt(names.length)].getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] extra(Random random) {
        byte[] unicode = "up\f\0\1\0\0\0\0demo/x.".getBytes(StandardCharsets.ISO_8859_1);
        byte[] zip64 = "\1\0\20\0\5\0\0\0\0\0\0\0\5\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
        byte[] time = "UT\5\0\3abcd".getBytes(StandardCharsets.ISO_8859_1);
        return List.of(unicode, zip64, time, new byte[] {1, 2, 3}).get(random.nextInt(4));
    }

    private static byte[] wheel(Random random) {
        ZipFixture zip = new WheelFixture().zip();
        for (int i = random.nextInt(3); i > 0; i--) {
            ZipFixture.Entry entry = zip.entries.get(random.nextInt(zip.entries.size()));
            CHANGES.get(random.nextInt(CHANGES.size())).accept(entry, random);
        }
        switch (random.nextInt(20)) {
            case 0 -> zip.before = new byte[3];
            case 1 -> zip.after = new byte[3];
            case 2 -> zip.countInTotal = 3;
            case 3 -> zip.directoryOffsetError = 1;
            case 4 -> zip.comment = new byte[5];
            case 5 -> zip.entries.add(zip.entries.get(0));
            default -> {
                // The entries alone are enough.
            }
        }
        byte[] bytes = zip.bytes();
        if (random.nextInt(5) == 0) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    /** What is in the wheel, when no rule about archives objects to it. */
    private Optional<List<List<?>>> ours(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve(WheelFixture.NAME), bytes);
        DistVerifier verifier = new DistVerifier();
        if (verifier.verify(file).stream()
                .anyMatch(finding -> finding.rule().startsWith("ZIP-") && finding.severity() == Severity.ERROR)) {
            return Optional.empty();
        }
        List<List<?>> members = new ArrayList<>();
        for (WheelEntry entry : ((WheelContents) verifier.read(file)).entries()) {
            members.add(List.of(
                    entry.path(),
                    entry.member().size(),
                    entry.digest().map(digest -> digest.base64()).orElse("")));
        }
        return Optional.of(members);
    }

    private static List<List<?>> streamed(byte[] bytes) throws IOException {
        List<List<?>> members = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] content = zip.readAllBytes();
                members.add(List.of(
                        entry.getName(), (long) content.length, entry.isDirectory() ? "" : WheelFixture.hash(content)));
            }
        }
        return members;
    }

    @Test
    void readsGeneratedWheelsAsPythonDoes() throws Exception {
        Random random = new Random(SEED);
        List<byte[]> wheels = new ArrayList<>();
        List<List<?>> questions = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            byte[] wheel = wheel(random);
            wheels.add(wheel);
            questions.add(List.of("zip", Base64.getEncoder().encodeToString(wheel)));
        }
        List<JsonNode> answers = new PythonJudge(folder, "archives_oracle.py", Map.of()).ask(questions);
        Map<Integer, String> differences = new LinkedHashMap<>();
        int taken = 0;
        for (int i = 0; i < wheels.size(); i++) {
            Optional<List<List<?>>> mine = ours(wheels.get(i));
            if (mine.isPresent()) {
                taken++;
                String expected = JSON.writeValueAsString(mine.get());
                String python = JSON.writeValueAsString(answers.get(i));
                String stream = JSON.writeValueAsString(streamed(wheels.get(i)));
                if (!expected.equals(python) || !expected.equals(stream)) {
                    differences.put(i, "we: " + expected + "\nPython: " + python + "\nstream: " + stream);
                }
            }
        }
        assertThat(differences).as("seed " + SEED).isEmpty();
        assertThat(taken).isBetween(200, 1400);
    }
}
