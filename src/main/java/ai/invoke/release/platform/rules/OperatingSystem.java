package ai.invoke.release.platform.rules;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What differs from one operating system to another. Implementations are facts only: they can be asked on any system. */
public interface OperatingSystem {

    /**
     * The program and its arguments for a command line as a user writes it.
     *
     * @param line for the system's shell
     * @return to be given to {@link ProcessBuilder}
     */
    List<String> shell(String line);

    /**
     * The program and its arguments for a script that only the shell can start.
     *
     * @param script the file
     * @param arguments what it is given
     * @return to be given to {@link ProcessBuilder}
     */
    List<String> script(String script, List<String> arguments);

    /**
     * What a program's file name may end in when a user leaves it out.
     *
     * @param environment names and values
     * @return lower-case, with their dots, in the order of preference; empty when names are complete
     */
    List<String> extensions(Map<String, String> environment);

    /**
     * A map of variables with the rules of this system for their names.
     *
     * @return empty, to be filled
     */
    Map<String, String> variables();

    /**
     * An entry of {@code PATH} without what only the shell needs.
     *
     * @param entry as it stands there
     * @return the name of a folder
     */
    String pathEntry(String entry);

    /**
     * The folder of programs in a virtual environment (PEP 405), and the interpreter in it.
     *
     * @param environment the environment's folder
     * @return what to start
     */
    Path python(Path environment);

    /**
     * The name of a file that is always empty.
     *
     * @return for instance {@code /dev/null}
     */
    String nothing();

    /**
     * How packages of npm name this system.
     *
     * @return as Node.js says it in {@code process.platform}, then other names in use
     */
    List<String> nodeNames();

    /**
     * The program that knows all interpreters, where there is one.
     *
     * @return the name of Python's launcher
     */
    Optional<String> pythonLauncher();

    /**
     * Where a user's caches lie, below a variable's folder.
     *
     * @return the places to look at in this order
     */
    List<Place> caches();

    /**
     * Where pip looks for the user's configuration (pip, "Configuration").
     *
     * @return the places to look at in this order
     */
    List<Place> pipConfigurations();

    /**
     * Where pip keeps what it has loaded (pip, "Caching").
     *
     * @return the places to look at in this order
     */
    List<Place> pipCaches();

    /**
     * The installer's own script for this system.
     *
     * @return its file name
     */
    String installScript();

    /**
     * How long another program may keep a file from being moved or deleted for no other reason than that it looks at it, as
     * virus scanners do.
     *
     * @return zero where open files can be moved and deleted
     */
    Duration lockPatience();

    /**
     * What makes a new file one that only its owner may read.
     *
     * @param disk where it will be
     * @return for {@link java.nio.file.Files#createFile}
     * @throws IOException when the user is not known there
     */
    FileAttribute<?> ownerOnly(FileSystem disk) throws IOException;

    /**
     * Whether the name of a file is bytes, which Java decodes by the locale.
     *
     * @return false where the system itself has Unicode names
     */
    boolean namesAreBytes();

    /**
     * Whether programs and files follow POSIX: modes, links, a shell for hooks and filters.
     *
     * @return false on Windows
     */
    boolean posix();

    /**
     * What a user calls the interpreter of a version.
     *
     * @param version for instance {@code 3.12}
     * @return a name on the {@code PATH}, or the launcher with its switch
     */
    String pythonOf(String version);

    /**
     * The program and its arguments for a console script as pip installs it: a file of Python, or a program.
     *
     * @param python the interpreter of its environment, which is then isolated
     * @param script the file
     * @return to be given to {@link ProcessBuilder}
     */
    List<String> consoleScript(String python, String script);

    /**
     * What a command is put behind so that the files it makes do not have modes by the user's {@code umask}, and that what it
     * prints on both streams comes through one of them, in the order in which it was written.
     *
     * @param shell where {@code sh} is
     * @return words; empty where files have no modes
     */
    List<String> withUsualModes(String shell);

    /**
     * Whether a terminal moves its cursor when it is told to (ECMA-48).
     *
     * @param environment names and values
     * @return what the terminal says of itself there
     */
    boolean movesCursor(Map<String, String> environment);

    /**
     * A place below the folder that a variable names.
     *
     * @param variable for instance {@code HOME}
     * @param relative with {@code /} between segments; empty for the folder itself
     */
    record Place(String variable, String relative) {

        /**
         * Where that is.
         *
         * @param environment names and values
         * @return empty when the variable is not set
         */
        public Optional<Path> in(Map<String, String> environment) {
            return Optional.ofNullable(environment.get(variable))
                    .filter(folder -> !folder.isBlank())
                    .map(folder -> relative.isEmpty()
                            ? Path.of(folder)
                            : Path.of(folder).resolve(relative));
        }
    }
}
