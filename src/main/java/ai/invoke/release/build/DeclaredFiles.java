package ai.invoke.release.build;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/**
 * What a project declares as part of its package although git may ignore it: hatch's {@code artifacts}, {@code force-include}
 * and {@code shared-data}, poetry's {@code include}, {@code MANIFEST.in}. And what its backend writes itself while it builds.
 *
 * @param entries what is declared
 * @param made what the backend makes, relative to the project
 */
public record DeclaredFiles(List<Entry> entries, List<String> made) {

    private static final String MANIFEST = "MANIFEST.in";
    private static final String WHEEL = "wheel";

    /** Keys of files that are written during a build, in the tables of their tools. */
    private static final List<String> WRITTEN = List.of(
            "tool.setuptools_scm.version_file",
            "tool.setuptools_scm.write_to",
            "tool.vcs-versioning.version_file",
            "tool.pdm.version.write_to",
            "tool.versioningit.write.file",
            "tool.hatch.build.hooks.vcs.version-file",
            "tool.hatch.build.hooks.version.path");

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
        Optional<TomlParseResult> pyproject = toml(project.resolve(PyProject.FILE));
        pyproject.ifPresent(toml -> {
            table(toml.get("tool.hatch.build")).ifPresent(build -> hatch(build, "[tool.hatch.build]", entries));
            poetry(toml, entries);
            WRITTEN.forEach(key -> text(toml.get(key)).ifPresent(made::add));
        });
        toml(project.resolve("hatch.toml"))
                .flatMap(toml -> table(toml.get("build")))
                .ifPresent(build -> hatch(build, "hatch.toml [build]", entries));
        boolean setuptools = pyproject
                .flatMap(toml -> text(toml.get("build-system.build-backend")))
                .map(backend -> backend.startsWith("setuptools"))
                .orElse(true);
        if (setuptools) {
            manifest(project.resolve(MANIFEST), entries);
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

    private static void hatch(TomlTable build, String where, List<Entry> entries) {
        boolean hooks = table(build.get("hooks")).isPresent()
                || tables(build.get("targets"))
                        .anyMatch(target -> table(target.get("hooks")).isPresent());
        artifacts(build, where, Reach.WHEEL, hooks, entries);
        forced(build, "force-include", where, entries);
        table(build.get("targets"))
                .ifPresent(targets -> targets.keySet()
                        .forEach(name -> table(targets.get(List.of(name))).ifPresent(target -> {
                            String place = where + " targets." + name;
                            artifacts(target, place, name.equals(WHEEL) ? Reach.WHEEL : Reach.OPEN, hooks, entries);
                            forced(target, "force-include", place, entries);
                            forced(target, "shared-data", place, entries);
                        })));
        Stream.concat(Stream.of(build), tables(build.get("targets")))
                .flatMap(table -> tables(table.get("hooks")))
                .forEach(hook -> Stream.of("ensured-targets", "skip-if-exists")
                        .flatMap(key -> texts(hook.get(key)).stream())
                        .forEach(text -> entries.add(
                                new Entry(text, where + " hooks", ignorePattern(text), Reach.OPEN, false))));
    }

    private static void artifacts(TomlTable table, String where, Reach reach, boolean hooks, List<Entry> entries) {
        for (String text : texts(table.get("artifacts"))) {
            if (!text.startsWith("!")) {
                // A pattern such as *.so is for what may or may not be compiled; a path is for what has to be there.
                boolean path =
                        text.replaceFirst("/+$", "").replaceFirst("^/", "").contains("/");
                entries.add(new Entry(
                        text,
                        where + " artifacts",
                        ignorePattern(text),
                        reach,
                        reach == Reach.WHEEL && path && !hooks));
            }
        }
    }

    /** The key is the file, the value its place in the wheel. Without the file hatchling itself fails. */
    private static void forced(TomlTable table, String key, String where, List<Entry> entries) {
        table(table.get(key))
                .ifPresent(files -> files.keySet()
                        .forEach(file -> entries.add(new Entry(
                                file, where + " " + key, List.of(file.replaceFirst("^\\./", "")), Reach.OPEN, false))));
    }

    private static void poetry(TomlParseResult toml, List<Entry> entries) {
        if (!(toml.get("tool.poetry.include") instanceof TomlArray includes)) {
            return;
        }
        for (int i = 0; i < includes.size(); i++) {
            Object include = includes.get(i);
            Optional<String> path = include instanceof TomlTable table ? text(table.get("path")) : text(include);
            boolean wheel = include instanceof TomlTable table
                    && Stream.concat(text(table.get("format")).stream(), texts(table.get("format")).stream())
                            .anyMatch(WHEEL::equals);
            path.ifPresent(text -> entries.add(new Entry(
                    text,
                    "[tool.poetry] include",
                    anchored(text),
                    wheel ? Reach.WHEEL : Reach.SDIST_ONLY,
                    wheel && !toml.contains("tool.poetry.build"))));
        }
    }

    private static void manifest(Path file, List<Entry> entries) {
        if (!Files.isRegularFile(file)) {
            return;
        }
        try (Stream<String> lines = Files.lines(file)) {
            lines.map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .forEach(line -> {
                        List<String> patterns = manifestLine(List.of(line.split("\\s+")));
                        if (!patterns.isEmpty()) {
                            entries.add(new Entry(line, MANIFEST, patterns, Reach.OPEN, false));
                        }
                    });
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read " + file + ": " + e), e);
        }
    }

    /** The commands of distutils that add files (setuptools' documentation, "Controlling files in the distribution"). */
    private static List<String> manifestLine(List<String> words) {
        List<String> rest = words.subList(1, words.size());
        return switch (words.get(0)) {
            case "include" -> rest.stream().map(DeclaredFiles::escaped).toList();
            case "graft" ->
                rest.stream().map(folder -> folder.replaceFirst("/+$", "")).toList();
            case "global-include" ->
                rest.stream().map(pattern -> "{,**/}" + escaped(pattern)).toList();
            case "recursive-include" ->
                rest.stream()
                        .skip(1)
                        .map(pattern -> escaped(rest.get(0).replaceFirst("/+$", "")) + "{/,/**/}"
                                + (pattern.equals("**") ? "*" : escaped(pattern)))
                        .toList();
            default -> List.of();
        };
    }

    /** A line as in a {@code .gitignore}: without a slash in it, it means any folder. */
    private static List<String> ignorePattern(String text) {
        String plain = text.replaceFirst("/+$", "");
        if (plain.contains("/")) {
            return anchored(plain.replaceFirst("^/", ""));
        }
        return List.of("{,**/}" + escaped(plain) + "{,/**}");
    }

    private static List<String> anchored(String text) {
        String plain = text.replaceFirst("^\\./", "").replaceFirst("/+$", "");
        if (!plain.contains("*") && !plain.contains("?")) {
            return List.of(plain);
        }
        String glob = escaped(plain).replace("/**/", "{/,/**/}");
        return List.of((glob.startsWith("**/") ? "{,**/}" + glob.substring(3) : glob) + "{,/**}");
    }

    private static String escaped(String pattern) {
        return pattern.replace("{", "\\{").replace("}", "\\}");
    }

    private static Optional<TomlParseResult> toml(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Toml.parse(file)).filter(toml -> !toml.hasErrors());
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read " + file + ": " + e), e);
        }
    }

    private static Optional<TomlTable> table(@Nullable Object value) {
        return value instanceof TomlTable table ? Optional.of(table) : Optional.empty();
    }

    /** The tables in a table. */
    private static Stream<TomlTable> tables(@Nullable Object value) {
        return table(value).stream()
                .flatMap(table -> table.keySet().stream().flatMap(key -> table(table.get(List.of(key))).stream()));
    }

    private static Optional<String> text(@Nullable Object value) {
        return value instanceof String text ? Optional.of(text) : Optional.empty();
    }

    private static List<String> texts(@Nullable Object value) {
        return value instanceof TomlArray array
                ? IntStream.range(0, array.size())
                        .mapToObj(array::get)
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }
}
