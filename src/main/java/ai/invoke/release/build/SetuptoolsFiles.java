package ai.invoke.release.build;

import ai.invoke.release.build.DeclaredFiles.Entry;
import ai.invoke.release.build.DeclaredFiles.Reach;
import ai.invoke.release.file.BoundedFile;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.toml.TomlDocument;
import ai.invoke.release.version.source.SetupCfg;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a project of setuptools declares: package data in {@code pyproject.toml} and {@code setup.cfg}, and {@code MANIFEST.in}. */
final class SetuptoolsFiles {

    private static final String MANIFEST = "MANIFEST.in";

    /**
     * One place with package data.
     *
     * @param source the heading of the place, without the package
     * @param data patterns by package
     * @param folders where packages lie, by package; the empty name is for all
     * @param where more folders with packages
     * @param excludes whether something of it is taken out again
     */
    private record Place(
            String source,
            SortedMap<String, List<String>> data,
            Map<String, String> folders,
            List<String> where,
            boolean excludes) {}

    private SetuptoolsFiles() {}

    /**
     * Reads them.
     *
     * @param settings {@code [tool.setuptools]}
     * @param project the project's folder
     * @return one for each pattern and line
     */
    static List<Entry> of(TomlDocument settings, Path project) {
        List<Entry> entries = new ArrayList<>();
        packageData(pyproject(settings), project, entries);
        packageData(setupCfg(SetupCfg.of(project)), project, entries);
        manifest(project.resolve(MANIFEST), entries);
        return entries;
    }

    private static Place pyproject(TomlDocument settings) {
        SortedMap<String, List<String>> data = new TreeMap<>();
        TomlDocument table = settings.table("package-data");
        table.keys().forEach(name -> data.put(name, table.strings(name)));
        Map<String, String> folders = new TreeMap<>();
        settings.table("package-dir")
                .keys()
                .forEach(name -> settings.string("package-dir", name).ifPresent(folder -> folders.put(name, folder)));
        return new Place(
                "[tool.setuptools.package-data]",
                data,
                folders,
                settings.strings("packages", "find", "where"),
                settings.has("exclude-package-data"));
    }

    private static Place setupCfg(SetupCfg config) {
        SortedMap<String, List<String>> data = new TreeMap<>();
        config.values("options.package_data").forEach((name, value) -> data.put(name, SetupCfg.list(value)));
        return new Place(
                "setup.cfg [options.package_data]",
                data,
                config.mapping("options", "package_dir"),
                SetupCfg.list(config.value("options.packages.find", "where").orElse("")),
                config.has("options.exclude_package_data"));
    }

    /**
     * setuptools reads the patterns in the folder of the package, wherever that is: at the top, below {@code src}, {@code
     * package-dir} or {@code packages.find.where}; {@code *} are all packages (its guide, "Data Files Support").
     */
    private static void packageData(Place place, Path project, List<Entry> entries) {
        Reach reach = place.excludes() ? Reach.OPEN : Reach.WHEEL;
        Set<String> roots = new TreeSet<>(List.of("", "src/"));
        roots.add(folder(place.folders().getOrDefault("", "")));
        place.where().forEach(where -> roots.add(folder(where)));
        place.data().forEach((name, texts) -> {
            List<String> folders = new ArrayList<>();
            for (String root : roots) {
                if (name.isEmpty() || name.equals("*")) {
                    packages(project.resolve(root)).forEach(found -> folders.add(root + found + "/{,**/}"));
                } else {
                    folders.add(root + name.replace('.', '/') + "/");
                }
            }
            if (place.folders().containsKey(name)) {
                folders.add(folder(place.folders().get(name)));
            }
            for (String text : texts) {
                List<String> patterns =
                        folders.stream().map(folder -> glob(folder, text)).toList();
                entries.add(new Entry(text, place.source() + " " + name, patterns, reach, false));
            }
        });
    }

    private static String glob(String folder, String text) {
        String pattern = DeclaredFiles.escaped(text.replaceFirst("^/+", "")).replace("/**/", "{/,/**/}");
        return folder + (pattern.startsWith("**/") ? "{,**/}" + pattern.substring(3) : pattern);
    }

    private static String folder(String text) {
        String plain = SourcePattern.withoutSlash(text.replaceFirst("^\\./?", ""));
        return plain.isEmpty() ? "" : plain + "/";
    }

    private static List<String> packages(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> list = Files.list(folder)) {
            return list.filter(found -> Files.isRegularFile(found.resolve("__init__.py")))
                    .map(found -> String.valueOf(found.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot list " + folder + ": " + e), e);
        }
    }

    private static void manifest(Path file, List<Entry> entries) {
        if (!Files.isRegularFile(file)) {
            return;
        }
        try {
            manifestLines(BoundedFile.text(file, BoundedFile.BY_HAND)).forEach(line -> {
                List<String> patterns = manifestLine(List.of(line.split("\\s+")));
                if (!patterns.isEmpty()) {
                    entries.add(new Entry(line, MANIFEST, patterns, Reach.OPEN, false));
                }
            });
        } catch (CharacterCodingException e) {
            throw new ProjectException(
                    Problem.of("the file is not UTF-8, so that setuptools cannot read it, either")
                            .at(Location.of(file.toString()))
                            .next("save it as UTF-8"),
                    e);
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read " + file + ": " + e), e);
        }
    }

    /** Lines end at a comment, and go on behind a backslash; a line of comment between two parts is not there (distutils.text_file). */
    private static List<String> manifestLines(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String raw : text.lines().toList()) {
            int comment = raw.indexOf('#');
            boolean escaped = comment > 0 && raw.charAt(comment - 1) == '\\';
            String part = escaped ? raw.replace("\\#", "#") : comment >= 0 ? raw.substring(0, comment) : raw;
            if (comment >= 0 && part.isBlank()) {
                continue;
            }
            part = part.strip();
            if (part.endsWith("\\")) {
                line.append(part, 0, part.length() - 1);
            } else {
                line.append(part);
                add(line, lines);
            }
        }
        add(line, lines);
        return lines;
    }

    private static void add(StringBuilder line, List<String> lines) {
        String whole = line.toString().strip();
        if (!whole.isEmpty()) {
            lines.add(whole);
        }
        line.setLength(0);
    }

    /** The commands of distutils that add files (setuptools' documentation, "Controlling files in the distribution"). */
    private static List<String> manifestLine(List<String> words) {
        List<String> rest = words.subList(1, words.size());
        return switch (words.get(0)) {
            case "include" -> rest.stream().map(DeclaredFiles::escaped).toList();
            case "graft" -> rest.stream().map(SourcePattern::withoutSlash).toList();
            case "global-include" ->
                rest.stream()
                        .map(pattern -> "{,**/}" + DeclaredFiles.escaped(pattern))
                        .toList();
            case "recursive-include" ->
                rest.stream()
                        .skip(1)
                        .map(pattern -> DeclaredFiles.escaped(SourcePattern.withoutSlash(rest.get(0))) + "{/,/**/}"
                                + (pattern.equals("**") ? "*" : DeclaredFiles.escaped(pattern)))
                        .toList();
            default -> List.of();
        };
    }
}
