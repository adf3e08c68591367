package ai.invoke.release.build.python;

import java.nio.file.Path;
import java.util.List;

/**
 * An interpreter that can run pypa/build.
 *
 * @param python what to start
 * @param version of pypa/build
 * @param own whether build stands in the private tool environment of this plugin
 */
public record BuildTool(Path python, String version, boolean own) {

    /**
     * How to start build in the interpreter that has it.
     *
     * @return the program and its first arguments
     */
    public List<String> command() {
        return List.of(python.toString(), "-I", "-m", "build");
    }

    /**
     * How to start build so that it uses the packages of an interpreter: without isolation the backend is the one that stands
     * there, and build looks for it in whatever runs build.
     *
     * @param interpreter the user's
     * @return the program and its first arguments
     */
    public List<String> commandFor(Path interpreter) {
        return own
                ? List.of(interpreter.toString(), "-I", "-c", PythonScript.read("borrow.py"), python.toString())
                : command();
    }
}
