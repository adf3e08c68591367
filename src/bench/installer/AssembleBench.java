import ai.invoke.release.console.Console;
import ai.invoke.release.goal.make.AssembleInstaller;
import ai.invoke.release.goal.make.Workspace;
import ai.invoke.release.installer.FileSet;
import ai.invoke.release.installer.InstallerSpec;
import ai.invoke.release.plan.ReleaseDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Measures assemble-installer on 500 files and a wheel against {@code zip -r} of the same tree, in the same run and in turns.
 *
 * <p>Arguments: an empty folder, the number of rounds, megabytes of the wheel. Prints the seconds of each round, one a line, after
 * {@code ours} or {@code zip}. Ours also hashes the wheel, reads it back from the zip and hashes the zip.
 */
public final class AssembleBench {

    private static final int FILES = 500;

    public static void main(String[] args) throws Exception {
        Path root = Files.createDirectories(Path.of(args[0]));
        int rounds = Integer.parseInt(args[1]);
        Path tree = root.resolve("installer");
        Path release = root.resolve("target/release");
        Path wheel = Files.createDirectories(release.resolve("dist")).resolve("bench-1.0-py3-none-any.whl");
        fill(tree, wheel, Integer.parseInt(args[2]));
        // zip(1) gets a tree with the wheel in it, as the project's own script makes one.
        Path copy = root.resolve("copy/InvokeAI-Installer");
        run(root, "sh", "-c", "mkdir -p copy && cp -r installer copy/InvokeAI-Installer && cp target/release/dist/*.whl copy/InvokeAI-Installer/lib/");
        InstallerSpec spec = new InstallerSpec("bench-${version}.zip", "InvokeAI-Installer",
                List.of(FileSet.of(tree, "**")), Optional.of("*.whl"), "lib", Map.of());
        // The first one warms up.
        for (int i = -1; i < rounds; i++) {
            long start = System.nanoTime();
            new AssembleInstaller(Console.silent()).run(new AssembleInstaller.Request(
                    new Workspace(root, new ReleaseDirectory(release), List.of(), List.of(), true), tree, List.of(spec),
                    new AssembleInstaller.Release("InvokeAI", "1.0", Optional.of("v1.0"), Optional.empty(), Optional.of(Instant.EPOCH)),
                    Optional.empty()));
            long middle = System.nanoTime();
            Files.deleteIfExists(root.resolve("zip.zip"));
            run(copy.getParent(), "zip", "-q", "-r", root.resolve("zip.zip").toString(), "InvokeAI-Installer");
            long end = System.nanoTime();
            if (i >= 0) {
                System.out.printf(Locale.ROOT, "ours\t%.3f%nzip\t%.3f%n", (middle - start) / 1e9, (end - middle) / 1e9);
            }
        }
    }

    private static void fill(Path tree, Path wheel, int megabytes) throws IOException {
        Random random = new Random(42);
        Files.createDirectories(tree.resolve("lib"));
        for (int i = 0; i < FILES; i++) {
            StringBuilder text = new StringBuilder();
            for (int line = 0; line < 100; line++) {
                text.append("echo line ").append(line).append(" of ").append(random.nextInt(1000)).append('\n');
            }
            Path folder = Files.createDirectories(tree.resolve("part" + i % 20));
            Files.writeString(folder.resolve("file" + i + (i % 10 == 0 ? ".sh" : ".py")), text);
        }
        byte[] block = new byte[1000 * 1000];
        try (OutputStream out = Files.newOutputStream(wheel)) {
            for (int i = 0; i < megabytes; i++) {
                random.nextBytes(block);
                out.write(block);
            }
        }
    }

    private static void run(Path folder, String... command) throws Exception {
        int code = new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IOException(String.join(" ", command) + ": exit code " + code);
        }
    }
}
