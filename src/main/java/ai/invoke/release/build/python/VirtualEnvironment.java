package ai.invoke.release.build.python;

import ai.invoke.release.file.Platform;
import java.nio.file.Path;

/**
 * Where things are in a virtual environment (PEP 405), which need not be there yet.
 *
 * @param folder its own folder
 */
public record VirtualEnvironment(Path folder) {

    /**
     * The folder of its programs.
     *
     * @return {@code Scripts} on Windows, {@code bin} elsewhere
     */
    public Path programs() {
        return folder.resolve(Platform.isWindows() ? "Scripts" : "bin");
    }

    /**
     * The path of its interpreter.
     *
     * @return what to start
     */
    public Path python() {
        return programs().resolve(Platform.isWindows() ? "python.exe" : "python");
    }
}
