package ai.invoke.release.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/**
 * A folder that Java cannot remove, whoever runs it: paths in it are longer than the system takes. What has a path is
 * read-only, and no longer so when somebody has tried to remove it.
 */
public final class DeepFolder {

    private static final int LONGEST = 4095;
    private static final String NAME = "x".repeat(250);

    /** For Python; its argument is the folder, which must not be there. */
    public static final String SCRIPT = """
            import os, sys
            path = sys.argv[1]
            os.mkdir(path)
            os.chdir(path)
            for _ in range(20):
                os.mkdir("x" * 250)
                os.chdir("x" * 250)
            while len(os.fsencode(path)) <= 4095:
                os.chmod(path, 0o555)
                path = os.path.join(path, "x" * 250)
            """;

    private DeepFolder() {}

    /** Makes one where nothing is yet. */
    public static void make(Path top) throws IOException, InterruptedException {
        assertThat(run("python3", "-I", "-c", SCRIPT, top.toString())).isZero();
    }

    /** Whether somebody has tried to remove it since it was made. */
    public static boolean tried(Path top) throws IOException {
        Path last = top;
        while (last.resolve(NAME).toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST) {
            last = last.resolve(NAME);
        }
        return Files.getPosixFilePermissions(last).contains(PosixFilePermission.OWNER_WRITE);
    }

    /** Removes a folder with such ones in it, also while somebody else tries the same and changes what is in it. */
    public static void remove(Path folder) throws IOException, InterruptedException {
        for (int tries = 0; tries < 20 && Files.exists(folder); tries++) {
            run("chmod", "-R", "u+rwx", folder.toString());
            run("rm", "-rf", folder.toString());
        }
        assertThat(folder).doesNotExist();
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
