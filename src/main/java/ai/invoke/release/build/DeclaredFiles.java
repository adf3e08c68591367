package ai.invoke.release.build;

import ai.invoke.release.file.BoundedFile;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.toml.TomlDocument;
import ai.invoke.release.toml.TomlException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a project declares as part of its package although git may ignore it: hatch's {@code artifacts}, {@code force-include}
 * and {@code shared-data}, poetry's {@code include}, setuptools' {@code package-data}, {@code
 * MANIFEST.in} and {@code setup.cfg}. And what its backend writes itself while it builds.
 *
 * @param entries what is declared
 * @param made what the backend makes, relative to the project
 */
public record DeclaredFiles(List<Entry> entries, List<String> made) {

    private static final String WHEEL = "wheel";

    /** Keys of files that are written during a build, in the tables of their tools. */
    private static final List<List<String>> WRITTEN = List.of(
            List.of("tool", "setuptools_scm", "version_file"),
            List.of("tool", "setuptools_scm", "write_to"),
            List.of("tool", "vcs-versioning", "version_file"),
            List.of("tool", "pdm", "version", "write_to"),
            List.of("tool", "versioningit", "write", "file"),
            List.of("tool", "hatch", "build", "hooks", "vcs", "version-file"),
            List.of("tool", "hatch", "build", "hooks", "version", "path"));

    /** Takes unmodifiable copies. */
    public DeclaredFiles {
        entries = List.copyOf(entries);
        made = List.copyOf(made);
    }

    /** How much a declaration promises. */
    public enum Reach {
        /** It ends in the wheel. */
        WHEEL,
        /** It ends in the sdist, and in a wheel only when that is made from the sdist. */
        SDIST_ONLY,
        /** It may be there, and where it ends is somebody else's business. */
        OPEN
    }

    /**
     * One declaration.
     *
     * @param text as it stands there
     * @param source where
     * @param patterns as {@link SourcePattern} reads them
     * @param reach how much it promises
     * @param required whether there must be something of that name: nothing makes it later
     */
    public record Entry(String text, String source, List<String> patterns, Reach reach, boolean required) {

        /** Takes an unmodifiable copy. */
        public Entry {
            patterns = List.copyOf(patterns);
        }

        /**
         * Which files are meant.
         *
         * @param project the project's folder in the tree
         * @return tells for a file, relative to the top of the tree, whether one of the patterns matches
         */
        public Predicate<String> files(String project) {
            List<SourcePattern> all = patterns.stream()
                    .map(pattern -> new SourcePattern(project, pattern))
                    .toList();
            return file -> all.stream().anyMatch(pattern -> pattern.matches(file));
        }
    }

    /**
     * Reads them.
     *
     * @param project the folder with {@code pyproject.toml}
     * @return what it says; nothing when it cannot be read as TOML, which is told elsewhere
     */
    public static DeclaredFiles of(Path project) {
        List<Entry> entries = new ArrayList<>();
        List<String> made = new ArrayList<>();
        TomlDocument pyproject = toml(project.resolve(PyProject.FILE));
        hatch(pyproject.table("tool", "hatch", "build"), "[tool.hatch.build]", entries);
        poetry(pyproject, entries);
        WRITTEN.forEach(key -> pyproject.string(key.toArray(String[]::new)).ifPresent(made::add));
        hatch(toml(project.resolve("hatch.toml")).table("build"), "hatch.toml [build]", entries);
        boolean setuptools = pyproject
                .string("build-system", "build-backend")
                .map(backend -> backend.startsWith("setuptools"))
                .orElse(true);
        if (setuptools) {
            entries.addAll(SetuptoolsFiles.of(pyproject.table("tool", "setuptools"), project));
        }
        return new DeclaredFiles(entries, made);
    }

    /**
     * All patterns of all entries.
     *
     * @return as {@link SourcePattern} reads them
     */
    List<String> patterns() {
        return entries.stream().flatMap(entry -> entry.patterns().stream()).toList();
    }

    private static void hatch(TomlDocument build, String where, List<Entry> entries) {
        SortedMap<String, TomlDocument> places = new TreeMap<>(Map.of(where, build));
        build.keys("targets").forEach(name -> places.put(where + " targets." + name, build.table("targets", name)));
        boolean hooks = places.values().stream().anyMatch(place -> place.isTable("hooks"));
        places.forEach((place, table) -> {
            boolean wheel = place.equals(where) || place.endsWith(" targets." + WHEEL);
            for (String text : table.strings("artifacts")) {
                if (!text.startsWith("!")) {
                    // A pattern such as *.so is for what may or may not be compiled; a path is for what has to be
                    // there.
                    boolean path = SourcePattern.withoutSlash(text).indexOf('/', 1) > 0;
                    entries.add(new Entry(
                            text,
                            place + " artifacts",
                            ignorePattern(text),
                            wheel ? Reach.WHEEL : Reach.OPEN,
                            wheel && path && !hooks));
                }
            }
            // The key is the file, the value its place in the wheel. Without the file hatchling itself fails.
            for (String key : List.of("force-include", "shared-data")) {
                new TreeSet<>(table.keys(key))
                        .forEach(file -> entries.add(new Entry(
                                file,
                                place + " " + key,
                                List.of(file.startsWith("./") ? file.substring(2) : file),
                                Reach.OPEN,
                                false)));
            }
            for (String hook : new TreeSet<>(table.keys("hooks"))) {
                Stream.of("ensured-targets", "skip-if-exists")
                        .flatMap(key -> table.strings("hooks", hook, key).stream())
                        .forEach(text -> entries.add(
                                new Entry(text, place + " hooks." + hook, ignorePattern(text), Reach.OPEN, false)));
            }
        });
    }

    private static void poetry(TomlDocument toml, List<Entry> entries) {
        boolean makes = toml.has("tool", "poetry", "build");
        for (String text : toml.strings("tool", "poetry", "include")) {
            entries.add(new Entry(text, "[tool.poetry] include", anchored(text), Reach.SDIST_ONLY, false));
        }
        for (TomlDocument include : toml.tables("tool", "poetry", "include")) {
            boolean wheel = include.string("format").filter(WHEEL::equals).isPresent()
                    || include.strings("format").contains(WHEEL);
            include.string("path")
                    .ifPresent(text -> entries.add(new Entry(
                            text,
                            "[tool.poetry] include",
                            anchored(text),
                            wheel ? Reach.WHEEL : Reach.SDIST_ONLY,
                            wheel && !makes)));
        }
    }

    /** A line as in a {@code .gitignore}: without a slash in it, it means any folder. */
    private static List<String> ignorePattern(String text) {
        String plain = SourcePattern.withoutSlash(text);
        if (plain.contains("/")) {
            return anchored(plain.replaceFirst("^/", ""));
        }
        return List.of("{,**/}" + escaped(plain) + "{,/**}");
    }

    private static List<String> anchored(String text) {
        String plain = SourcePattern.withoutSlash(text.replaceFirst("^\\./", ""));
        if (!plain.contains("*") && !plain.contains("?")) {
            return List.of(plain);
        }
        String glob = escaped(plain).replace("/**/", "{/,/**/}");
        return List.of((glob.startsWith("**/") ? "{,**/}" + glob.substring(3) : glob) + "{,/**}");
    }

    static String escaped(String pattern) {
        return pattern.replace("{", "\\{").replace("}", "\\}");
    }

    /** Nothing, when there is no such file or it is no TOML, which {@link PyProject} tells. */
    private static TomlDocument toml(Path file) {
        if (!Files.isRegularFile(file)) {
            return TomlDocument.empty();
        }
        try {
            return TomlDocument.parse(BoundedFile.text(file, BoundedFile.BY_HAND));
        } catch (TomlException | CharacterCodingException e) {
            return TomlDocument.empty();
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read " + file + ": " + e), e);
        }
    }
}
