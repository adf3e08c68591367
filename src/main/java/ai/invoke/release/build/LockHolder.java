package ai.invoke.release.build;

import ai.invoke.release.console.Console;
import ai.invoke.release.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/**
 * Who holds a lock, in a file beside it: the system does not tell, and on a network drive it can be a machine that is gone.
 * Only for people; the lock itself is what counts.
 */
final class LockHolder {

    private static final int LONGEST = 200;

    /** The name of a Linux machine, which needs no resolver. */
    private static final Path LINUX_NAME = Path.of("/proc/sys/kernel/hostname");

    private final Path lock;
    private final Path note;

    /**
     * Names the file.
     *
     * @param lock the file that is locked
     * @param part which part of it, fit for a file name
     */
    LockHolder(Path lock, String part) {
        this.lock = lock;
        this.note = lock.resolveSibling(lock.getFileName() + "." + part);
    }

    /** The file that is locked. */
    Path file() {
        return lock;
    }

    /** Writes that this process holds it. */
    void write(Console console) {
        String text = "process " + ProcessHandle.current().pid() + " on " + machine() + ", since "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS);
        // Never through a link, which somebody else may have put there.
        try (SeekableByteChannel out = Files.newByteChannel(
                note,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        LinkOption.NOFOLLOW_LINKS))) {
            out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            console.detail("cannot write who holds " + lock + ": " + e);
        }
    }

    /** Who holds it, in words. */
    String read() {
        try (InputStream in = Files.newInputStream(note, LinkOption.NOFOLLOW_LINKS)) {
            String text = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
            return text.isBlank() ? "a process that has not said which" : Printable.of(text.strip());
        } catch (NoSuchFileException e) {
            return "a process that has not said which";
        } catch (IOException e) {
            return "it cannot be read who (" + e + ")";
        }
    }

    /** Before the lock is given back: who gets it next writes anew. */
    void forget() throws IOException {
        Files.deleteIfExists(note);
    }

    private static String machine() {
        String named =
                System.getenv().getOrDefault("COMPUTERNAME", System.getenv().getOrDefault("HOSTNAME", ""));
        if (!named.isBlank()) {
            return Printable.of(named);
        }
        try {
            return Printable.of(Files.readString(LINUX_NAME).strip());
        } catch (IOException e) {
            return "a machine whose name is not known";
        }
    }
}
