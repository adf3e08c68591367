package ai.invoke.release.build.python;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The small programs of this package that run in the user's Python. */
final class PythonScript {

    private PythonScript() {}

    /**
     * Reads a script from the plugin's jar.
     *
     * @param name its file beside this class
     * @return for {@code python -c}
     */
    static String read(String name) {
        try (InputStream in = PythonScript.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the plugin");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
