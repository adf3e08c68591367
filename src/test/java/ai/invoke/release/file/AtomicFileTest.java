package ai.invoke.release.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.EnvironmentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    @TempDir
    private Path folder;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void foldersAreMadeAndNothingElseIsLeft() throws IOException {
        Path file = folder.resolve("a/b/file");
        AtomicFile.write(file, bytes("one"));
        AtomicFile.write(file, bytes("two"));
        assertThat(file).hasContent("two");
        assertThat(file.getParent().toFile().list()).containsExactly("file");
    }

    /** The umask of this process is seen in a file that is made without saying a mode. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theModeIsTheUmasks() throws IOException {
        String usual = mode(Files.createFile(folder.resolve("usual")));
        AtomicFile.write(folder.resolve("written"), bytes("x"));
        AtomicFile.create(folder.resolve("created"), bytes("x"));
        AtomicFile.make(folder.resolve("made"), draft -> Files.write(draft, bytes("x")));
        Files.setPosixFilePermissions(folder.resolve("written"), PosixFilePermissions.fromString("rw-------"));
        AtomicFile.write(folder.resolve("written"), bytes("y"));
        assertThat(List.of(
                        mode(folder.resolve("written")), mode(folder.resolve("created")), mode(folder.resolve("made"))))
                .containsOnly(usual);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aSecretIsItsOwnersAlone() throws IOException {
        Path file = Files.writeString(folder.resolve("tokens"), "open to all");
        AtomicFile.writePrivate(file, bytes("secret"));
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(file).hasContent("secret");
    }

    @Test
    void whatFailsLeavesTheOldFileAndNoDraft() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        assertThatThrownBy(() -> AtomicFile.make(file, draft -> {
                    Files.writeString(draft, "half");
                    throw new IOException("the disk is full");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("the disk is full");
        assertThat(file).hasContent("old");
        assertThat(folder.toFile().list()).containsExactly("file");
    }

    @Test
    void aFolderInThePlaceIsAnErrorThatNamesIt() throws IOException {
        Path file = Files.createDirectories(folder.resolve("file/inside")).getParent();
        assertThatThrownBy(() -> AtomicFile.write(file, bytes("x")))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining(file.toString());
        assertThat(folder.toFile().list()).containsExactly("file");
    }

    /** Each reader sees one of the contents, and each writer succeeds. */
    @Test
    void manyWritersAtOnceLeaveOneWholeContent() throws Exception {
        Path file = folder.resolve("file");
        List<byte[]> contents = IntStream.range(0, 8)
                .mapToObj(i -> {
                    byte[] content = new byte[100_000];
                    Arrays.fill(content, (byte) i);
                    return content;
                })
                .toList();
        AtomicFile.write(file, contents.get(0));
        Set<Integer> torn = ConcurrentHashMap.newKeySet();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Void>> work = contents.stream()
                    .<Callable<Void>>map(content -> () -> {
                        for (int i = 0; i < 20; i++) {
                            AtomicFile.make(file, draft -> Files.write(draft, content));
                            byte[] seen = Files.readAllBytes(file);
                            if (contents.stream().noneMatch(each -> Arrays.equals(each, seen))) {
                                torn.add(seen.length);
                            }
                        }
                        return null;
                    })
                    .toList();
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(torn).isEmpty();
        assertThat(folder.toFile().list()).containsExactly("file");
    }

    @Test
    void aNewFileHasOneMaker() throws Exception {
        Path file = folder.resolve("file");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> work = IntStream.range(0, 8)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        try {
                            AtomicFile.create(file, bytes("made by " + i));
                            return true;
                        } catch (FileAlreadyExistsException e) {
                            return false;
                        }
                    })
                    .toList();
            int makers = 0;
            for (Future<Boolean> made : threads.invokeAll(work)) {
                makers += made.get() ? 1 : 0;
            }
            assertThat(makers).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
        assertThat(folder.toFile().list()).containsExactly("file");
    }

    @Test
    void aFolderTakesItsPlaceAsAWhole() throws IOException {
        Path draft = Files.createDirectories(folder.resolve("draft/inside")).getParent();
        AtomicFile.place(draft, folder.resolve("place"));
        assertThat(folder.resolve("place/inside")).isDirectory();
        assertThat(draft).doesNotExist();
    }
}
