package ai.invoke.release.build.python;

import ai.invoke.release.version.PyVersion;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A Python interpreter that was started once and told about itself.
 *
 * @param executable what to start, absolute
 * @param version for instance {@code 3.11.7} or {@code 3.14.0rc2}
 * @param implementation for instance {@code CPython}
 * @param platform what it builds for and how it names compiled modules, for instance {@code linux-x86_64
 *     .cpython-311-x86_64-linux-gnu.so}
 * @param virtual whether it belongs to a virtual environment
 * @param venv whether it can make virtual environments
 * @param ensurepip whether such an environment can be given a pip without a network
 * @param pip the version of its pip
 * @param build the version of its {@code build}
 */
public record Python(
        Path executable,
        String version,
        String implementation,
        String platform,
        boolean virtual,
        boolean venv,
        boolean ensurepip,
        Optional<String> pip,
        Optional<String> build) {

    /** The first pip that can install into another interpreter's environment ({@code pip --python}). */
    private static final PyVersion PIP_FOR_OTHERS = PyVersion.parse("22.3");

    /**
     * Whether its pip can fill an environment that has none itself.
     *
     * @return true from pip 22.3 on
     */
    public boolean pipServesOthers() {
        return pip.flatMap(PyVersion::tryParse)
                .filter(version -> version.compareTo(PIP_FOR_OTHERS) >= 0)
                .isPresent();
    }

    /** For messages: version and place. */
    @Override
    public String toString() {
        return implementation + " " + version + " (" + executable + ")";
    }
}
