package ai.invoke.release.build.python;

import ai.invoke.release.build.PyProject;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.version.PyVersion;
import ai.invoke.release.version.SpecifierSet;
import java.util.Optional;

/** What a project asks of the interpreter that builds it. pip checks {@code requires-python}, pypa/build does not. */
public final class PythonNeeds {

    /** The oldest that pypa/build 1.5 and newer run on. */
    private static final PyVersion FLOOR = PyVersion.parse("3.10");

    private final Optional<SpecifierSet> requires;
    private final boolean isolation;

    /**
     * The needs of a project.
     *
     * @param project its settings, where it has any
     * @param isolation whether it is built in an environment of its own
     * @throws ProjectException when {@code requires-python} is not a PEP 440 specifier set
     */
    public PythonNeeds(Optional<PyProject> project, boolean isolation) {
        this.requires = project.flatMap(PythonNeeds::specifiers);
        this.isolation = isolation;
    }

    private static Optional<SpecifierSet> specifiers(PyProject project) {
        if (project.requiresPython().isEmpty()) {
            return Optional.empty();
        }
        String text = project.requiresPython().get();
        Optional<SpecifierSet> specifiers = SpecifierSet.tryParse(text);
        if (specifiers.isEmpty()) {
            throw new ProjectException(Problem.of("requires-python = \"" + text + "\" is not a PEP 440 specifier set")
                    .at(new Location(PyProject.FILE, project.requiresPythonLine()))
                    .next("write it like >=3.11,<3.13"));
        }
        return specifiers;
    }

    /**
     * Why an interpreter cannot build the project.
     *
     * @param python the interpreter
     * @return a sentence without its subject; empty when it can
     */
    public Optional<String> unfit(Python python) {
        Optional<PyVersion> version = PyVersion.tryParse(python.version().replaceFirst("\\+$", ""));
        if (version.isEmpty()) {
            return Optional.of("has a version that is not a valid PEP 440 version");
        }
        if (version.get().compareTo(FLOOR) < 0) {
            return Optional.of("is older than Python 3.10, the oldest that pypa/build runs on");
        }
        Optional<String> forbidden = forbidden(version.get());
        if (forbidden.isPresent()) {
            return forbidden;
        }
        boolean ownTool = python.build().isEmpty();
        if ((isolation || ownTool) && !python.venv()) {
            return Optional.of("cannot make virtual environments (no venv module; Debian: apt install python3-venv)");
        }
        if (ownTool && !python.ensurepip() && !python.pipServesOthers()) {
            return Optional.of(
                    "has neither build nor ensurepip nor a pip from 22.3 on (Debian: apt install python3-venv)");
        }
        return Optional.empty();
    }

    /**
     * Why an interpreter cannot run what was built.
     *
     * @param python the interpreter
     * @return a sentence without its subject; empty when it can, in an environment of its own
     */
    public Optional<String> unfitToRun(Python python) {
        return PyVersion.tryParse(python.version().replaceFirst("\\+$", ""))
                .flatMap(this::forbidden)
                .or(() -> python.venv() ? Optional.empty() : Optional.of("lacks the module venv"));
    }

    private Optional<String> forbidden(PyVersion version) {
        return requires.filter(specifiers -> !specifiers.matches(version))
                .map(specifiers -> "is not allowed by the project's requires-python " + specifiers);
    }
}
