package ai.invoke.release.build;

import ai.invoke.release.fuzz.FuzzTarget;
import ai.invoke.release.fuzz.Scratch;
import ai.invoke.release.problem.ReleaseException;
import java.util.List;

/** What the build reads of a project. */
public final class ProjectFuzz {

    private ProjectFuzz() {}

    public static List<FuzzTarget> targets() {
        return List.of(FuzzTarget.of(
                "pyproject",
                input -> {
                    try {
                        PyProject.read(Scratch.file(PyProject.FILE, input).getParent());
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
