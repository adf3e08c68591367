package ai.invoke.release.build;

import ai.invoke.release.fuzz.FuzzTarget;
import ai.invoke.release.fuzz.Scratch;
import ai.invoke.release.problem.ReleaseException;
import java.util.List;

/** What the build reads of a project. */
public final class ProjectFuzz {

    private ProjectFuzz() {}

    public static List<FuzzTarget> targets() {
        return List.of(
                FuzzTarget.ofText(
                        "build-output",
                        text -> {
                            List<String> lines = text.lines().toList();
                            KnownFailures.hint(lines);
                            KnownFailures.tail(lines, 10);
                        },
                        List.of(
                                List.of("", "Failed to parse ", ""),
                                List.of("Failed to parse ", "pyproject.toml: ", ""),
                                List.of("", "lockfile ", ""),
                                List.of("", "lockfile \n", ""),
                                List.of("", "This project is configured to use ", ""),
                                List.of("", "Failed to replace env in config: ${", ""),
                                List.of("", "ERR_PNPM_FETCH_404 ", ""),
                                List.of("", "Backend '", ""),
                                List.of("", "npm error Usage:\n", ""),
                                List.of("", "ERROR Command '[returned non-zero exit status", ""),
                                List.of("Traceback (most recent call last):\n", " a\n", ""))),
                FuzzTarget.of(
                        "pyproject",
                        input -> {
                            try {
                                PyProject.read(
                                        Scratch.file(PyProject.FILE, input).getParent());
                            } catch (ReleaseException documented) {
                                if (documented.problems().isEmpty()) {
                                    throw new AssertionError("no problem", documented);
                                }
                            }
                        },
                        List.of(
                                List.of("a = ", "[", ""),
                                List.of("a = ", "{b = ", ""),
                                List.of("[project]\nname = '", " ", "'"),
                                List.of("", "[[a]]\n", ""),
                                List.of("", "a.", "b = 1"))));
    }
}
