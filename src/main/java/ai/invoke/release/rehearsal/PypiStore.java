package ai.invoke.release.rehearsal;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What an index keeps in its folder: the uploaded files, and a state that is written after each change. */
final class PypiStore {

    private final Path folder;
    private final StateFile<PypiState> file;
    private final PypiState state;
    private final Object lock = new Object();

    private PypiStore(Path folder) {
        this.folder = folder;
        this.file = new StateFile<>(folder.resolve("state.json"), PypiState.class);
        this.state = file.load().orElseGet(PypiState::new);
    }

    /**
     * Opens a folder, where the last server may have left something.
     *
     * @param folder made when missing
     * @return the store
     * @throws EnvironmentException when the folder cannot be written
     */
    static PypiStore open(Path folder) {
        try {
            Files.createDirectories(folder.resolve("files"));
            Files.createDirectories(folder.resolve("incoming"));
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("Cannot create the sandbox's folder " + folder + ": " + e.getMessage()), e);
        }
        return new PypiStore(folder);
    }

    Path folder() {
        return folder;
    }

    /** To be held by whoever reads or changes the state: requests are answered at the same time. */
    Object lock() {
        return lock;
    }

    PypiState state() {
        return state;
    }

    /** Writes the state; to be called with the lock held. */
    void save() {
        file.save(state);
    }
}
