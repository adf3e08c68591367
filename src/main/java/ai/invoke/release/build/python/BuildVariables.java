package ai.invoke.release.build.python;

import ai.invoke.release.console.Console;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.text.LetterCase;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Variables of the user's shell that decide what a build makes. What lies in a shell by chance must not be published, so
 * those with which a tool is told what to make are hidden; a build that needs one gets it from the POM. Those that only say
 * how to compile are kept, and are inputs.
 */
public final class BuildVariables {

    /** Another version, another platform tag, other packages to build with. */
    private static final Set<String> PYTHON = Set.of(
            "DIST_EXTRA_CONFIG",
            "PIP_PRE",
            "PIP_CONSTRAINT",
            "PIP_BUILD_CONSTRAINT",
            "PBR_VERSION",
            // What pbr was called, and what it still reads first.
            "OSLO_PACKAGE_VERSION",
            "_PYTHON_HOST_PLATFORM");

    private static final List<String> PYTHON_PREFIXES = List.of(
            "SETUPTOOLS_",
            "VCS_VERSIONING_",
            "HATCH_",
            "POETRY_",
            "UV_DYNAMIC_VERSIONING_",
            "PDM_BUILD_",
            "FLIT_",
            "MATURIN_",
            "SKBUILD_",
            "PYO3_");

    /** Vite, Create React App, Next.js, Vue CLI, Nuxt, Gatsby and SvelteKit write the values into the bundle. */
    private static final List<String> FRONTEND_PREFIXES =
            List.of("VITE_", "REACT_APP_", "NEXT_PUBLIC_", "VUE_APP_", "NUXT_", "GATSBY_", "PUBLIC_", "EXPO_PUBLIC_");

    private static final Set<String> FRONTEND = Set.of(
            "NODE_ENV",
            "BABEL_ENV",
            "PUBLIC_URL",
            "GENERATE_SOURCEMAP",
            "BROWSERSLIST",
            "BROWSERSLIST_CONFIG",
            "BROWSERSLIST_ENV");

    /** What decides what a tool looks at, and so whether a check says anything. */
    private static final List<String> CHECK_PREFIXES =
            List.of("PYTEST_", "RUFF_", "MYPY", "COVERAGE_", "TOX_", "VITEST", "ESLINT_", "PRETTIER_");

    private static final Set<String> CHECKS =
            Set.of("NODE_ENV", "PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONWARNINGS", "PYTHONOPTIMIZE");

    private static final Set<String> COMPILERS = Set.of(
            "CC",
            "CXX",
            "AR",
            "CPPFLAGS",
            "CFLAGS",
            "CXXFLAGS",
            "LDFLAGS",
            "ARCHFLAGS",
            "MACOSX_DEPLOYMENT_TARGET",
            "CPP",
            "LDSHARED",
            "LDCXXSHARED",
            "ARFLAGS",
            "RANLIB",
            "FC",
            "F77",
            "F90",
            "FFLAGS",
            "CPATH",
            "C_INCLUDE_PATH",
            "CPLUS_INCLUDE_PATH",
            "LIBRARY_PATH",
            "PKG_CONFIG_PATH",
            "SDKROOT",
            "RUSTC",
            "RUSTC_WRAPPER",
            "RUSTFLAGS",
            "RUSTUP_TOOLCHAIN",
            "CARGO_ENCODED_RUSTFLAGS");

    private static final List<String> COMPILER_PREFIXES =
            List.of("CMAKE_", "CARGO_BUILD_", "CARGO_PROFILE_", "CARGO_TARGET_");

    /** How many at once, and where to put what is thrown away. */
    private static final Set<String> NO_MATTER =
            Set.of("CMAKE_BUILD_PARALLEL_LEVEL", "CARGO_BUILD_JOBS", "CARGO_BUILD_TARGET_DIR", "CARGO_TARGET_DIR");

    private BuildVariables() {}

    /**
     * What would decide what a Python build backend makes.
     *
     * @param environment the user's environment
     * @return names as they stand there
     */
    public static SortedSet<String> ofPython(Map<String, String> environment) {
        return matching(environment, PYTHON, PYTHON_PREFIXES);
    }

    /**
     * What would decide what a frontend's build makes.
     *
     * @param environment the user's environment
     * @return names as they stand there
     */
    public static SortedSet<String> ofFrontend(Map<String, String> environment) {
        return matching(environment, FRONTEND, FRONTEND_PREFIXES);
    }

    /**
     * What would decide what a check looks at: with {@code PYTEST_ADDOPTS=-k …} next to nothing.
     *
     * @param environment the user's environment
     * @return names as they stand there
     */
    public static SortedSet<String> ofChecks(Map<String, String> environment) {
        return matching(environment, CHECKS, CHECK_PREFIXES);
    }

    /**
     * How compilers are called, and what the user passes on by name: all of the shell that counts as an input.
     *
     * @param runner starts the build
     * @return names and values of those that are set
     */
    public static SortedMap<String, String> inputs(ProcessRunner runner) {
        Map<String, String> environment = runner.environment();
        SortedMap<String, String> found = new TreeMap<>();
        SortedSet<String> names = matching(environment, COMPILERS, COMPILER_PREFIXES);
        names.removeIf(name -> NO_MATTER.contains(LetterCase.upper(name)));
        names.addAll(runner.passed().keySet());
        names.forEach(name -> found.put(name, environment.getOrDefault(name, "")));
        return found;
    }

    private static SortedSet<String> matching(
            Map<String, String> environment, Set<String> names, List<String> prefixes) {
        SortedSet<String> found = new TreeSet<>();
        for (String name : environment.keySet()) {
            String upper = LetterCase.upper(name);
            if (names.contains(upper) || prefixes.stream().anyMatch(upper::startsWith)) {
                found.add(name);
            }
        }
        return found;
    }

    /**
     * Says what is hidden: who has set a variable on purpose must not wonder.
     *
     * @param runner starts what does not see them; what the user passes on is not hidden
     * @param hidden names in the user's environment
     * @param configured names that the POM sets
     * @param what for instance {@code the build, which has to give the same bytes anywhere}
     * @param next where to write what the build needs
     * @param console is notified of those that the POM does not set
     */
    public static void tell(
            ProcessRunner runner,
            Collection<String> hidden,
            Set<String> configured,
            String what,
            String next,
            Console console) {
        SortedSet<String> lost = new TreeSet<>(hidden);
        lost.removeAll(configured);
        lost.removeAll(runner.passed().keySet());
        if (!lost.isEmpty()) {
            console.warn(Problem.of(String.join(", ", lost) + (lost.size() == 1 ? " is" : " are")
                            + " set in this shell and hidden from " + what)
                    .next(next));
        }
    }
}
