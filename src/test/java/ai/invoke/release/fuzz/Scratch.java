package ai.invoke.release.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder for readers that want a file. */
public final class Scratch {

    private static final Path FOLDER = create();

    private Scratch() {}

    /** Where to work: the folder that {@code -Dinvokeai.fuzz.scratch} names, which whoever named it clears afterwards. */
    private static Path create() {
        try {
            String given = System.getProperty("invokeai.fuzz.scratch", "");
            if (!given.isEmpty()) {
                return Files.createDirectories(Path.of(given));
            }
            Path folder = Files.createTempDirectory(place(), "fuzz");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where files are short-lived: in memory where the system has such a place. */
    static Path place() {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** A file of that name with that content. */
    public static Path file(String name, byte[] content) {
        try {
            return Files.write(FOLDER.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An empty folder of that name. */
    public static Path folder(String name) {
        try {
            Path folder = FOLDER.resolve(name);
            delete(folder);
            return Files.createDirectory(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes a folder and all that is in it. */
    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
