package ai.invoke.release.smoke;

import ai.invoke.release.file.Folders;
import ai.invoke.release.process.MarkedProcesses;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Ends every process that was started in a folder, then removes the folder, whatever modes lie in it. */
final class SmokeCleanup {

    /** How long a removal is tried again, normally. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long BETWEEN_NANOS = 50_000_000L;

    private final Path root;
    private final String variable;
    private final Duration patience;

    /**
     * Creates a cleanup.
     *
     * @param root the folder
     * @param variable has the folder's path as its value in the environment of what was started there
     * @param patience how long to try again what fails
     */
    SmokeCleanup(Path root, String variable, Duration patience) {
        this.root = root;
        this.variable = variable;
        this.patience = patience;
    }

    /**
     * Ends what is left running and deletes the folder.
     *
     * @throws IOException when something cannot be removed
     */
    void run() throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            end();
            try {
                Folders.delete(root);
                return;
            } catch (IOException e) {
                // A process that was killed a moment ago may have made one more file, or still holds one (Windows).
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(BETWEEN_NANOS);
            }
        }
    }

    private void end() {
        MarkedProcesses marked = new MarkedProcesses(variable, root.toString());
        List<ProcessHandle> left = ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> marked.contains(process)
                        || process.info().commandLine().orElse("").contains(root + File.separator))
                .toList();
        left.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle process : left) {
            process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join();
        }
    }
}
