package ai.invoke.release.build.dist;

import ai.invoke.release.build.KnownFailures;
import ai.invoke.release.build.python.BuildTool;
import ai.invoke.release.build.python.PipSources;
import ai.invoke.release.build.python.PythonEnvironment;
import ai.invoke.release.console.Console;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Build requirements that a constraints file locks with digests. pip before 26 refuses ranges such as {@code setuptools>=77}
 * as soon as a constraint has a digest, and none insists that there is one for everything. So the locked files are fetched
 * first, in pip's hash-checking mode, and the build gets them as its only source.
 */
final class LockedRequirements {

    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final ProcessRunner runner;
    private final BuildTool tool;
    private final Console console;

    LockedRequirements(ProcessRunner runner, BuildTool tool, Console console) {
        this.runner = runner;
        this.tool = tool;
        this.console = console;
    }

    /**
     * Fetches all that the file locks for this Python.
     *
     * @param lock a requirements file with digests; markers count
     * @param sources where pip may look
     * @param work an existing folder for the files
     * @return what the build installs from
     * @throws ProjectException when a file is not there, is another one, or a line has no digest or exact version
     */
    PipInput fetch(Path lock, PipSources sources, Path work) throws IOException {
        Path files = Files.createDirectories(work.resolve("locked"));
        List<String> arguments = List.of(
                tool.python().toString(),
                "-I",
                "-m",
                "pip",
                "download",
                "--no-deps",
                "--require-hashes",
                // An sdist would run code of its own, with requirements that nothing locks.
                "--only-binary",
                ":all:",
                "--dest",
                files.toString(),
                "--requirement",
                lock.toString());
        Outcome outcome = runner.run(
                Command.of(work, arguments)
                        .without(PythonEnvironment.cleared(runner.environment()))
                        .withEnvironment(sources.environment(runner, tool.python(), work))
                        .withUsualTimeout(LIMIT),
                console::detail);
        if (!outcome.succeeded()) {
            String why = outcome instanceof Outcome.TimedOut timedOut ? ": " + timedOut.why() : "";
            throw new ProjectException(Problem.of("cannot fetch the build requirements that " + lock + " locks" + why
                            + KnownFailures.tail(outcome.tail(), 12))
                    .next(KnownFailures.hint(outcome.tail()).orElse("correct the file, or -Dinvokeai.constraints")));
        }
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("PIP_DISABLE_PIP_VERSION_CHECK", "1");
        variables.put("PIP_NO_INPUT", "1");
        variables.put("PIP_NO_INDEX", "1");
        variables.put("PIP_FIND_LINKS", files.toUri().toString());
        return new PipInput(variables, Optional.empty(), Optional.of(lock));
    }
}
