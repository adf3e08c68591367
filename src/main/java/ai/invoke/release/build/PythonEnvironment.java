package ai.invoke.release.build;

import ai.invoke.release.process.SecretVariables;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which variables of the user's shell must not reach Python, pip and a build backend: those that bend the result (an
 * activated environment, an install target) and those that only an upload needs.
 */
final class PythonEnvironment {

    private static final Set<String> BENDING = Set.of(
            "VIRTUAL_ENV",
            "VIRTUAL_ENV_PROMPT",
            "CONDA_PREFIX",
            "__PYVENV_LAUNCHER__",
            "PIP_TARGET",
            "PIP_USER",
            "PIP_PREFIX",
            "PIP_ROOT",
            "PIP_PYTHON",
            "PIP_REQUIRE_VIRTUALENV",
            "PIP_BREAK_SYSTEM_PACKAGES",
            "PIP_REQUIREMENT",
            "PIP_EDITABLE",
            "PIP_DRY_RUN");

    private PythonEnvironment() {}

    /**
     * The variables to hide from Python and its tools.
     *
     * @param environment the user's environment
     * @return names as they stand there
     */
    static Set<String> cleared(Map<String, String> environment) {
        Set<String> names = new TreeSet<>(withoutUploads(environment));
        names.addAll(BuildVariables.ofPython(environment));
        for (String name : environment.keySet()) {
            String upper = name.toUpperCase(Locale.ROOT);
            if (BENDING.contains(upper) || (upper.startsWith("PYTHON") && !upper.equals("PYTHON"))) {
                names.add(name);
            }
        }
        return names;
    }

    /**
     * The variables that only an upload needs and that no build, check or script of a dependency should see.
     *
     * @param environment the user's environment
     * @return names as they stand there
     */
    static Set<String> withoutUploads(Map<String, String> environment) {
        Set<String> names = new TreeSet<>();
        for (String name : environment.keySet()) {
            if (SecretVariables.isSecret(name)) {
                names.add(name);
            }
        }
        return names;
    }
}
