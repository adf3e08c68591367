package ai.invoke.release.build.python;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Which interpreter builds, and where it gets pypa/build from.
 *
 * @param named the interpreter that the user or a toolchain named
 * @param probeTimeout how long a candidate may take to answer
 * @param pinnedBuild what is installed when the interpreter has no pypa/build
 * @param toolCache where such tool environments are kept; empty for the user's cache folder
 */
public record PythonOptions(
        Optional<String> named, Duration probeTimeout, PinnedBuild pinnedBuild, Optional<Path> toolCache) {}
