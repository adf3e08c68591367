package ai.invoke.sandbox.server;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * What a server keeps in its folder: files, and a state that is written after each change.
 *
 * @param <S> the state
 */
public final class SandboxStore<S> {

    private final Path folder;
    private final StateFile<S> file;
    private final S state;
    private final Object lock = new Object();

    private SandboxStore(Path folder, Class<S> type, Supplier<S> empty) {
        this.folder = folder;
        this.file = new StateFile<>(folder.resolve("state.json"), type);
        this.state = file.load().orElseGet(empty);
    }

    /**
     * Opens a folder, where the last server may have left something.
     *
     * @param <S> the state
     * @param folder made when missing
     * @param files the folder in it for what is kept
     * @param type the state's class
     * @param empty the state of a server that nobody has used yet
     * @return the store
     * @throws EnvironmentException when the folder cannot be written
     */
    public static <S> SandboxStore<S> open(Path folder, String files, Class<S> type, Supplier<S> empty) {
        try {
            Files.createDirectories(folder.resolve(files));
            Files.createDirectories(folder.resolve("incoming"));
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot create the sandbox's folder " + folder + ": " + e.getMessage()), e);
        }
        return new SandboxStore<>(folder, type, empty);
    }

    /**
     * Where everything is kept.
     *
     * @return the folder
     */
    public Path folder() {
        return folder;
    }

    /**
     * To be held by whoever reads or changes the state: requests are answered at the same time.
     *
     * @return the lock
     */
    public Object lock() {
        return lock;
    }

    /**
     * The state; to be read and changed with the lock held.
     *
     * @return never another one
     */
    public S state() {
        return state;
    }

    /** Writes the state; to be called with the lock held. */
    public void save() {
        file.save(state);
    }
}
