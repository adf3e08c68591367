package ai.invoke.release.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.installer.ReproducibleZip;
import ai.invoke.release.installer.ZipItem;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackerTest {

    @TempDir
    private Path folder;

    private Path zip;
    private int outputs;

    @BeforeEach
    void good() throws IOException {
        zip = folder.resolve("x.zip");
        new ReproducibleZip(Instant.EPOCH)
                .write(zip, List.of(text("Top/install.sh", 0755), text("Top/a.txt", 0644), text("Top/b/c.txt", 0600)));
    }

    private static ZipItem text(String name, int mode) {
        return new ZipItem(name, mode, new ZipItem.Text(() -> "text of a file\n".getBytes(StandardCharsets.UTF_8)));
    }

    private Unpacker.Unpacked unpack() throws IOException {
        return Unpacker.unpack(zip, folder.resolve("out" + outputs++));
    }

    @Test
    void oneByteOfAScriptThatChangedIsFound() throws IOException {
        byte[] bytes = Files.readAllBytes(zip);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("text of a file");
        bytes[at] ^= 0x20;
        Files.write(zip, bytes);
        assertThatThrownBy(this::unpack)
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll("x.zip cannot be unpacked", "'Top/a.txt' is damaged", "mvn package");
    }

    @Test
    void whatLiesOutsideOfTheTopFolderIsLitterAlsoAnEmptyFolder() throws IOException {
        for (ZipItem litter : List.of(text("b.txt", 0644), new ZipItem("Other/", 0755, new ZipItem.Folder()))) {
            new ReproducibleZip(Instant.EPOCH).write(zip, List.of(text("Top/install.sh", 0755), litter));

            assertThatThrownBy(this::unpack)
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContaining("does not keep everything in one top folder");
        }
    }

    @Test
    void whateverIsBrokenInItIsAProblemOfTheInstaller() throws IOException {
        byte[] good = Files.readAllBytes(zip);
        Random random = new Random(20260816);
        int refused = 0;
        for (int round = 0; round < 120; round++) {
            byte[] bytes = good.clone();
            if (round % 4 == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            } else {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
            }
            Files.write(zip, bytes);
            try {
                unpack();
            } catch (ProjectException e) {
                assertThat(e).hasMessageContaining("x.zip");
                refused++;
            }
        }
        assertThat(refused).isBetween(45, 120);
    }

    @Test
    void aBombIsRefusedBeforeItFillsTheDisk() throws IOException {
        try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(zip)) {
            out.putArchiveEntry(new ZipArchiveEntry("Top/zeros.txt"));
            byte[] zeros = new byte[1024 * 1024];
            for (int i = 0; i < 200; i++) {
                out.write(zeros);
            }
            out.closeArchiveEntry();
        }
        assertThatThrownBy(this::unpack).isInstanceOf(ProjectException.class).hasMessageContaining("far more");
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThan(100L * 1024 * 1024);
        }
    }

    @Test
    void twoEntriesForOnePathAreRefused() throws IOException {
        for (String second : List.of("Top/a.txt", "Top/a.txt/below.txt")) {
            try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(zip)) {
                for (String name : List.of("Top/a.txt", second)) {
                    out.putArchiveEntry(new ZipArchiveEntry(name));
                    out.closeArchiveEntry();
                }
            }
            assertThatThrownBy(this::unpack)
                    .as(second)
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContaining("two entries for the path '" + second + "'");
        }
    }

    @Test
    void namesThatOnlyLinuxTellsApartAreRefusedBeforeAnythingIsWritten() throws IOException {
        for (List<String> names : List.of(
                List.of("Top/A/x", "Top/a/X"),
                List.of("Top/A/x", "Top/a/y"),
                List.of("Top/x", "Top/X"),
                List.of("Top/x", "top/y"),
                List.of("Top/\u00c9/x", "Top/\u00e9"))) {
            new ReproducibleZip(Instant.EPOCH)
                    .write(zip, names.stream().map(name -> text(name, 0644)).toList());

            assertThatThrownBy(this::unpack)
                    .as(names.toString())
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContaining("which are one path on Windows and macOS");
            assertThat(folder.resolve("out" + (outputs - 1))).isEmptyDirectory();
        }
    }

    @Test
    void anInstallerThatProgramsReadDifferentlyIsRefused() throws IOException {
        byte[] good = Files.readAllBytes(zip);
        byte[] more = Arrays.copyOf(good, good.length + 1);
        Files.write(zip, more);
        assertThatThrownBy(this::unpack)
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("programs read it differently");
    }
}
