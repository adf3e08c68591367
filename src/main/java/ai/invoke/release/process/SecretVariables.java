package ai.invoke.release.process;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The variables that hold credentials for publishing. A program that only runs what is released must not see them. */
public final class SecretVariables {

    private static final Set<String> NAMES = Set.of(
            "PYPI_TOKEN",
            "TEST_PYPI_TOKEN",
            "TESTPYPI_TOKEN",
            "PYPI_ID_TOKEN",
            "TESTPYPI_ID_TOKEN",
            "GITHUB_TOKEN",
            "GH_TOKEN",
            "GH_ENTERPRISE_TOKEN",
            "GITHUB_ENTERPRISE_TOKEN",
            "GITLAB_TOKEN",
            "CI_JOB_TOKEN",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
            "ACTIONS_ID_TOKEN_REQUEST_URL",
            "ACTIONS_RUNTIME_TOKEN");

    private SecretVariables() {}

    /**
     * Whether a variable holds a credential for publishing.
     *
     * @param name the variable, in any case
     * @return true for tokens of indexes, forges and CI services
     */
    public static boolean isSecret(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return NAMES.contains(upper) || upper.startsWith("TWINE_") || upper.startsWith("UV_PUBLISH_");
    }

    /**
     * An environment without them.
     *
     * @param environment the user's environment
     * @return a copy
     */
    public static Map<String, String> without(Map<String, String> environment) {
        Map<String, String> rest = new HashMap<>(environment);
        rest.keySet().removeIf(SecretVariables::isSecret);
        return rest;
    }
}
