package ai.invoke.release.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs of the npm registry that judge what is made here. */
public final class NodePackages {

    private static final int ATTEMPTS = 3;

    private NodePackages() {}

    /**
     * Installs the packages of a lock file, once for each {@code target}; test classes run in several processes.
     *
     * @param name a folder of {@code src/test/node}
     * @return its copy with {@code node_modules}
     */
    public static synchronized Path installed(String name) {
        Path source = Path.of("src", "test", "node", name);
        Path installed = Path.of("target", "test-" + name).toAbsolutePath();
        try {
            Files.createDirectories(installed);
            try (FileChannel channel = FileChannel.open(
                            installed.resolveSibling("test-" + name + ".lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
                    FileLock lock = channel.lock();
                    Stream<Path> sources = Files.list(source)) {
                Path ready = installed.resolve("ready");
                String wanted = Files.readString(source.resolve("package-lock.json")) + lock.isShared();
                for (Path file : sources.toList()) {
                    Files.copy(file, installed.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
                if (!Files.exists(ready) || !Files.readString(ready).equals(wanted)) {
                    install(installed);
                    Files.writeString(ready, wanted);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return installed;
    }

    private static void install(Path folder) throws IOException {
        Path log = folder.resolve("npm.log");
        for (int attempt = 1; !installed(folder, log); attempt++) {
            String said = Files.readString(log);
            // npm gives up at the first answer that breaks off in the middle, whatever its own number of retries.
            if (attempt == ATTEMPTS || !said.contains("npm error network")) {
                throw new IllegalStateException(said);
            }
        }
    }

    private static boolean installed(Path folder, Path log) throws IOException {
        Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            boolean ended = npm.waitFor(5, TimeUnit.MINUTES);
            npm.destroyForcibly();
            return ended && npm.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
