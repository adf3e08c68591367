package ai.invoke.release.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.platform.windows.Windows;
import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.FileAttribute;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Files on file systems with the rules of Windows and macOS. */
class OtherSystemsTest {

    private static final byte[] ONE = "one\r\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] TWO = "two".getBytes(StandardCharsets.UTF_8);

    private static FileSystem windows() {
        return Jimfs.newFileSystem(Configuration.windows().toBuilder()
                .setAttributeViews("basic", "owner", "dos", "acl")
                .build());
    }

    @Test
    void aFileThatDiffersInCaseOnlyIsTheSame() throws Exception {
        for (Configuration system : new Configuration[] {Configuration.windows(), Configuration.osX()}) {
            try (FileSystem disk = Jimfs.newFileSystem(system)) {
                Path folder = disk.getPath("release");
                AtomicFile.write(folder.resolve("Plan.json"), ONE);
                AtomicFile.write(folder.resolve("plan.json"), TWO);

                assertThat(Folders.files(folder)).hasSize(1);
                assertThat(Files.readAllBytes(folder.resolve("PLAN.JSON"))).isEqualTo(TWO);
                assertThatThrownBy(() -> AtomicFile.create(folder.resolve("PLAN.json"), ONE))
                        .isInstanceOf(FileAlreadyExistsException.class);
                Folders.delete(folder);
                assertThat(folder).doesNotExist();
            }
        }
    }

    @Test
    void bytesStayAsTheyAreWhateverEndsALineThere() throws Exception {
        try (FileSystem disk = windows()) {
            Path file = disk.getPath("C:\\work\\install.bat");
            AtomicFile.write(file, ONE);
            assertThat(Files.readAllBytes(file)).isEqualTo(ONE);
        }
    }

    @Test
    void whatIsPrivateHasOneEntryInItsAccessControlList() throws Exception {
        try (FileSystem disk = windows()) {
            // Jimfs sets no list while it makes a file; Windows does.
            FileAttribute<?> list = new Windows().ownerOnly(disk);
            assertThat(list.name()).isEqualTo("acl:acl");
            assertThat(list.value())
                    .asInstanceOf(InstanceOfAssertFactories.list(AclEntry.class))
                    .singleElement()
                    .satisfies(entry ->
                            assertThat(entry.principal().getName()).isEqualTo(System.getProperty("user.name")));
        }
        try (FileSystem disk = Jimfs.newFileSystem(Configuration.windows())) {
            Path file = disk.getPath("secret");
            AtomicFile.writePrivate(file, ONE, new Windows());
            assertThat(file).as("on a disk without lists").exists();
        }
    }

    @Test
    void aFileThatIsLookedAtForAMomentIsTriedAgain() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        LockedFiles.insist(
                () -> {
                    if (attempts.incrementAndGet() < 3) {
                        throw new FileSystemException(
                                "C:\\work\\plan.json",
                                null,
                                "The process cannot access the file because it is being used by another process.");
                    }
                },
                new Windows().lockPatience());
        assertThat(attempts).hasValue(3);
    }

    @Test
    void whatStaysLockedAndWhatIsNotLockedAtAllIsSaidAtOnce() {
        AtomicInteger attempts = new AtomicInteger();
        assertThatThrownBy(() -> LockedFiles.insist(
                        () -> {
                            attempts.incrementAndGet();
                            throw new AccessDeniedException("C:\\work");
                        },
                        Duration.ZERO))
                .isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> LockedFiles.insist(
                        () -> {
                            attempts.incrementAndGet();
                            throw new NoSuchFileException("C:\\work");
                        },
                        Duration.ofMinutes(1)))
                .isInstanceOf(IOException.class);
        assertThat(attempts).hasValue(2);
    }
}
