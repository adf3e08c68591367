package ai.invoke.release.build;

import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Whether a build asks git, mostly for a version: then a new tag is a new input, although no file has changed. Those that do
 * not ask must not be built again for it.
 */
public final class GitQuestions {

    /** Normalized names (PEP 503) of packages that ask git; also the names of their tables in {@code pyproject.toml}. */
    private static final Set<String> PACKAGES = Set.of(
            "setuptools-scm",
            "vcs-versioning",
            "setuptools-git-version",
            "setuptools-git-versioning",
            "setupmeta",
            "vcversioner",
            "hatch-vcs",
            "versioningit",
            "dunamai",
            "gitpython",
            "poetry-dynamic-versioning",
            "uv-dynamic-versioning",
            "flit-scm",
            "pbr",
            "versioneer",
            "pdm-backend",
            "whey");

    /** Code and settings of a build that are the project's own. */
    private static final Set<String> SCRIPTS = Set.of(
            "setup.py",
            "setup.cfg",
            "hatch_build.py",
            "pdm_build.py",
            "build.py",
            "meson.build",
            "CMakeLists.txt",
            "build.rs");

    /** The program git, not an address that ends with .git or begins with git+https; or one of the packages above. */
    private static final Pattern QUESTION = Pattern.compile("(?<![\\w./@:-])git(?![\\w.+:/@-])|setuptools[-_]scm"
            + "|use_scm_version|\\bversioneer\\b|\\bpbr\\b|\\bdunamai\\b|\\bvcs_tag\\b|\\bvergen\\b|GIT_EXECUTABLE");

    private static final Pattern FRONTEND_FILES =
            Pattern.compile("package\\.json|.*\\.(?:[cm][jt]s|config\\.[jt]s|sh)");

    private static final Pattern FRONTEND = Pattern.compile(
            "\\bgit (?:rev-parse|describe|log|show|branch|tag|rev-list)\\b"
                    + "|(?:exec|spawn)\\w*\\(\\s*['\"`]git\\b|\\bsimple-git\\b|\\bisomorphic-git\\b|\\bgit-rev-sync\\b|\\bgit-describe\\b"
                    + "|\\bgit-commit-info\\b|\\bgit-repo-info\\b|\\b(?:vite|rollup|unplugin|plugin)[\\w-]*-git\\b|\\bgit-revision\\b");

    private static final int LONGEST = 1 << 20;

    private GitQuestions() {}

    /**
     * Tells it from the requirements, the settings and the scripts of a build.
     *
     * @param project the folder with {@code pyproject.toml}
     * @param settings what it says
     * @param installed packages that take part without being asked for; normalized names
     * @return true when git's tags may change the result
     */
    public static boolean in(Path project, Optional<PyProject> settings, Collection<String> installed) {
        Set<String> names = new TreeSet<>(installed);
        settings.ifPresent(file -> {
            file.buildRequires().forEach(requirement -> names.add(canonical(name(requirement))));
            file.tools().forEach(tool -> names.add(canonical(tool)));
        });
        names.retainAll(PACKAGES);
        return !names.isEmpty() || SCRIPTS.stream().map(project::resolve).anyMatch(script -> asks(script, QUESTION));
    }

    private static String name(String requirement) {
        return requirement.strip().split("[^A-Za-z0-9._-]", 2)[0];
    }

    private static String canonical(String name) {
        return ProjectName.normalize(name);
    }

    /**
     * Tells it from a file of a frontend: its package.json, or a script or settings of its build.
     *
     * @param file any file
     * @return true when it starts git, or names a package that does
     */
    public static boolean inFrontend(Path file) {
        return FRONTEND_FILES.matcher(String.valueOf(file.getFileName())).matches() && asks(file, FRONTEND);
    }

    private static boolean asks(Path script, Pattern question) {
        if (!Files.isRegularFile(script)) {
            return false;
        }
        try {
            byte[] start;
            try (var in = Files.newInputStream(script)) {
                start = in.readNBytes(LONGEST);
            }
            return question.matcher(new String(start, StandardCharsets.ISO_8859_1))
                    .find();
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot read " + script + ": " + e).next("make it readable, then run again"), e);
        }
    }
}
