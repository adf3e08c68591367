package ai.invoke.release.build;

import ai.invoke.release.console.Console;
import ai.invoke.release.file.Folders;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.process.TimeLimit;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The temporary folder of one build. Its name is made from the inputs and not by chance: compilers and SBOMs write the
 * folder they ran in into what they make (maturin's {@code bom-ref}, DWARF's {@code DW_AT_comp_dir}), so equal inputs must
 * be built at an equal place to give equal bytes. A lock keeps two builds of the same inputs apart; what a killed build
 * left there is removed.
 */
public final class BuildFolder implements AutoCloseable {

    private static final String PREFIX = "invokeai-dist-";
    private static final int KEY_LENGTH = 12;

    private static final long POLL_NANOS = 100_000_000L;

    /** How long the removal is tried again when everything ends: a child that is killed may write one file more. */
    private static final Duration AT_EXIT = Duration.ofSeconds(10);

    private final Path path;
    private final Optional<BuildLock> lock;
    private final Console console;
    private final Thread hook = new Thread(this::removeAtExit, "build-folder-end");

    private BuildFolder(Path path, Optional<BuildLock> lock, Console console) {
        this.path = path;
        this.lock = lock;
        this.console = console;
        // Maven closes the plugin's class loader when it ends: what the hook needs has to be loaded by then.
        remove(path.resolve("nothing")).ifPresent(console::detail);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Ctrl-C ends the virtual machine, and no thread gets to its end. */
    private void removeAtExit() {
        long deadline = System.nanoTime() + AT_EXIT.toNanos();
        while (remove(path).isPresent() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /**
     * Makes the folder, empty and readable for nobody else.
     *
     * @param base where temporary folders are
     * @param digest of the inputs, lower-case hex, 12 digits or more
     * @param limit how long to wait for another build of the same inputs
     * @param console is told when another place must be taken, and of what cannot be removed
     * @return the folder; to be closed
     * @throws IOException when no folder can be made
     */
    public static BuildFolder open(Path base, String digest, TimeLimit limit, Console console) throws IOException {
        // Tools write the real path, which on macOS is not the one that java.io.tmpdir gives.
        Path real = base.toRealPath();
        Path place = real.resolve(PREFIX + digest.substring(0, KEY_LENGTH));
        Optional<BuildLock> lock = BuildLock.hold(lockFile(real), digest, limit, console);
        if (lock.isEmpty()) {
            return elsewhere(real, place + " is in use", console);
        }
        boolean made = false;
        try {
            if (isOurs(place, real)) {
                Optional<String> left = remove(place);
                if (left.isPresent()) {
                    return elsewhere(real, place + " cannot be removed (" + left.get() + ")", console);
                }
                Files.createDirectory(place, ownersOnly(real));
                made = true;
                return new BuildFolder(place, lock, console);
            }
        } catch (FileAlreadyExistsException e) {
            console.detail(e + ": another build was faster");
        } finally {
            if (!made) {
                lock.get().close();
            }
        }
        return elsewhere(real, place + " is owned by somebody else", console);
    }

    /**
     * The place of the folder.
     *
     * @return absolute
     */
    public Path path() {
        return path;
    }

    /** It stays for ever, for a file that is deleted may be held. */
    private static Path lockFile(Path base) {
        String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9._-]", "_");
        return base.resolve(PREFIX + user + ".lock");
    }

    private static BuildFolder elsewhere(Path base, String why, Console console) throws IOException {
        Path place = Files.createTempDirectory(base, PREFIX);
        console.info(why + "; building in " + place
                + " (a backend that writes the build's folder into its files gives other bytes there)");
        return new BuildFolder(place, Optional.empty(), console);
    }

    private static FileAttribute<?>[] ownersOnly(Path base) throws IOException {
        return Files.getFileStore(base).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    /** In a folder that all may write to, anybody can have made a folder or a link of that name. */
    private static boolean isOurs(Path place, Path base) throws IOException {
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        Path mine = Files.createTempFile(base, PREFIX, ".owner");
        try {
            return Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(place, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(mine));
        } finally {
            Files.delete(mine);
        }
    }

    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The end has begun, and the hook finds that there is nothing left to do.
            return;
        }
    }

    private Problem left(String why) {
        return Problem.of("the temporary folder " + path + " cannot be removed: " + why)
                .next("remove it by hand; the next build of the same inputs is made elsewhere until then");
    }

    /** Empty when the folder is gone, else why it is not. */
    private static Optional<String> remove(Path folder) {
        try {
            Folders.delete(folder);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.toString());
        }
    }

    /**
     * Removes the folder with all that is in it. What cannot be removed is only complained about: what was built is
     * elsewhere by now.
     *
     * @throws IOException when the lock cannot be given back
     */
    @Override
    public void close() throws IOException {
        try {
            remove(path).ifPresent(why -> console.warn(left(why)));
            forgetHook();
        } finally {
            if (lock.isPresent()) {
                lock.get().close();
            }
        }
    }
}
