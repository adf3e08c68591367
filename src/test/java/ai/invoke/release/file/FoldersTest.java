package ai.invoke.release.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {

    @TempDir
    private Path base;

    /** Modes bind root only without its capabilities, which a process of its own can give up. */
    private static List<String> boundByModes() throws IOException, InterruptedException {
        Process id = new ProcessBuilder("id", "-u").start();
        String user = new String(id.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        id.waitFor();
        if (!user.equals("0")) {
            return List.of();
        }
        Assumptions.assumeTrue(Files.exists(Path.of("/usr/bin/setpriv")), "root without setpriv is not bound by modes");
        return List.of("/usr/bin/setpriv", "--bounding-set=-dac_override,-dac_read_search");
    }

    @Test
    void filesAreListedAndAFolderThatCannotBeReadIsAnIoException() throws IOException, InterruptedException {
        Path top = Files.createDirectories(base.resolve("top"));
        Path file =
                Files.writeString(Files.createDirectories(top.resolve("a/b")).resolve("file"), "");
        assertThat(Folders.files(top)).containsExactly(file);
        assertThat(Folders.files(file)).containsExactly(file);
        assertThat(Folders.files(base.resolve("nothing"))).isEmpty();

        DeepFolder.make(top.resolve("deep"));
        try {
            assertThatThrownBy(() -> Folders.files(top)).isInstanceOf(IOException.class);
        } finally {
            DeepFolder.remove(top.resolve("deep"));
        }
    }

    @Test
    void readOnlyAndClosedFoldersAreRemovedAndLinksAreNotFollowed() throws IOException, InterruptedException {
        Path victim = Files.createDirectories(base.resolve("victim"));
        Files.writeString(victim.resolve("precious.txt"), "precious");
        Path top = base.resolve("top");
        for (String mode : List.of("r-xr-xr-x", "---------", "r--------")) {
            Path inner = Files.createDirectories(top.resolve(mode).resolve("inner"));
            Files.writeString(inner.resolve("file"), "");
            Files.createSymbolicLink(inner.resolve("link"), victim);
            Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString(mode));
            Files.setPosixFilePermissions(inner.getParent(), PosixFilePermissions.fromString(mode));
        }
        List<String> command = new ArrayList<>(boundByModes());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Remover.class.getName(),
                top.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(top).doesNotExist();
        assertThat(victim.resolve("precious.txt")).hasContent("precious");

        Folders.delete(top);
        Files.createSymbolicLink(top, victim);
        Folders.delete(top);
        assertThat(top).doesNotExist();
        assertThat(victim.resolve("precious.txt")).hasContent("precious");
    }

    /** Removes a folder. */
    static final class Remover {

        private Remover() {}

        public static void main(String[] arguments) throws IOException {
            Folders.delete(Path.of(arguments[0]));
        }
    }
}
