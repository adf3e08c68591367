package ai.invoke.release.build.python;

import ai.invoke.release.platform.Platform;
import java.nio.file.Path;
import java.util.Objects;

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
        return Objects.requireNonNull(python().getParent());
    }

    /**
     * The path of its interpreter.
     *
     * @return what to start
     */
    public Path python() {
        return Platform.current().python(folder);
    }
}
