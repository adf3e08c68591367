package ai.invoke.release.installer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The demo project's installer and a real wheel, copied to where a test wants them. */
public final class Demo {

    public static final Path WHEELS = Path.of("src/test/resources/corpora/good").toAbsolutePath();
    public static final String WHEEL = "demo_setuptools-1.2.3-py3-none-any.whl";
    public static final Path SOURCES = Path.of("src/it/projects/demo").toAbsolutePath();

    private Demo() {}

    /** A project with {@code installer/} and {@code target/release/dist/}. */
    static Path project(Path folder) throws IOException {
        copy(SOURCES.resolve("installer"), folder.resolve("installer"));
        Path dist = Files.createDirectories(folder.resolve("target/release/dist"));
        Files.copy(WHEELS.resolve(WHEEL), dist.resolve(WHEEL));
        return folder;
    }

    public static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            paths.forEach(path -> {
                try {
                    Path target = to.resolve(from.relativize(path).toString());
                    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                        Files.createDirectories(target);
                    } else {
                        Files.copy(path, target);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
