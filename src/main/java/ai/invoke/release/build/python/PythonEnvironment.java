package ai.invoke.release.build.python;

import ai.invoke.release.text.LetterCase;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which variables of the user's shell must not reach Python, pip and what they start: those that bend the result, such as an
 * activated environment or an install target. Credentials no child sees anyway.
 */
public final class PythonEnvironment {

    private static final Set<String> BENDING = Set.of(
            "VIRTUAL_ENV",
            "VIRTUAL_ENV_PROMPT",
            "CONDA_PREFIX",
            "CONDA_DEFAULT_ENV",
            "__PYVENV_LAUNCHER__",
            "PIP_TARGET",
            "PIP_USER",
            "PIP_PREFIX",
            "PIP_ROOT",
            "PIP_PYTHON",
            "PIP_REQUIRE_VIRTUALENV",
            "PIP_REQUIRE_HASHES",
            "PIP_BREAK_SYSTEM_PACKAGES",
            "PIP_REQUIREMENT",
            "PIP_EDITABLE",
            "PIP_NO_DEPS",
            "PIP_DRY_RUN");

    private PythonEnvironment() {}

    /**
     * All variables to hide from a build.
     *
     * @param environment the user's environment
     * @return names as they stand there
     */
    public static Set<String> cleared(Map<String, String> environment) {
        Set<String> names = new TreeSet<>(bending(environment));
        names.addAll(BuildVariables.ofPython(environment));
        return names;
    }

    /**
     * The variables that make Python and pip do something else than what they are told.
     *
     * @param environment the user's environment
     * @return names as they stand there
     */
    public static Set<String> bending(Map<String, String> environment) {
        return matching(
                environment, name -> BENDING.contains(name) || (name.startsWith("PYTHON") && !name.equals("PYTHON")));
    }

    private static Set<String> matching(Map<String, String> environment, Predicate<String> upperCase) {
        Set<String> names = new TreeSet<>();
        for (String name : environment.keySet()) {
            if (upperCase.test(LetterCase.upper(name))) {
                names.add(name);
            }
        }
        return names;
    }
}
