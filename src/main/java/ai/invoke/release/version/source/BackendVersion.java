package ai.invoke.release.version.source;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.text.Printable;
import ai.invoke.release.version.source.DeclaredVersion.Computed;
import ai.invoke.release.version.source.DeclaredVersion.FromTag;
import ai.invoke.release.version.source.DeclaredVersion.Literal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where each build backend takes a project's version from. The rules are those of the backends' own documentation; a backend
 * that runs code to get the version is not imitated, the built metadata tell what it made.
 */
final class BackendVersion {

    static final String PYPROJECT = "pyproject.toml";

    /** What hatchling and scikit-build-core search for when a project gives no pattern of its own. */
    private static final String DEFAULT_PATTERN =
            "(?i)^(?:__version__|VERSION)(?: ?: ?str)? *+= *+(?:'v?(?<version>[^'\\n]++)'|\"v?(?<quoted>[^\"\\n]++)\")";

    private static final String WHOLE_FILE = "\\A\\s*+(?<version>\\S++)\\s*+\\z";
    private static final String JSON_VERSION = "\"version\"\\s*+:\\s*+\"(?<version>[^\"]++)\"";
    private static final String MESON_VERSION = "\\bproject\\s*+\\([^)]*?\\bversion\\s*+:\\s*+'(?<version>[^']++)'";
    private static final String PDM_VERSION =
            "^__version__\\s*+=\\s*+(?:'(?<version>[^']++)'|\"(?<quoted>[^\"]++)\")\\s*+(?:#.*+)?$";

    /** A tuple of plain numbers and strings on one line, as {@code VERSION = (1, 2, 3)}. */
    private static final Pattern TUPLE = Pattern.compile("\\w++\\s*+=\\s*+[(\\[]([^()\\[\\]]*+)[)\\]]\\s*+(?:#.*+)?");

    private static final Pattern TUPLE_ITEM = Pattern.compile("\\s*+(?:(\\d++)|\"([^\"\\\\]*+)\"|'([^'\\\\]*+)')\\s*+");

    private static final Pattern REQUIREMENT =
            Pattern.compile("\\s*+([A-Za-z0-9._-]++)\\s*+(?:\\[([^\\]]*+)])?.*+", Pattern.DOTALL);

    private static final int LONGEST_CHAIN = 20;

    private final Path project;
    private final SourceFiles files;
    private final ProjectToml toml;
    private final String backend;

    BackendVersion(Path project, SourceFiles files, ProjectToml toml) {
        this.project = project;
        this.files = files;
        this.toml = toml;
        this.backend = toml.string("build-system", "build-backend").orElse("setuptools.build_meta:__legacy__");
    }

    Optional<String> projectName() {
        return toml.string("project", "name")
                .or(() -> toml.string("tool", "poetry", "name"))
                .or(() -> SetupCfg.read(files, project.resolve("setup.cfg")).value("metadata", "name"));
    }

    /** How the project says its version; empty when nothing does. */
    Optional<DeclaredVersion> find() {
        boolean dynamic = toml.strings("project", "dynamic").contains("version");
        Optional<DeclaredVersion> literal = toml.literal("project", "version");
        if (literal.isPresent()) {
            return literal;
        }
        if (toml.has("build-system", "backend-path")) {
            return Optional.of(computed("the project's own build backend", "build-system", "backend-path"));
        }
        if (!toml.has("build-system", "build-backend")) {
            // Without a backend pip uses setuptools; a table of another one still tells what the project means.
            return setuptools(dynamic).or(this::poetry).or(this::hatchling);
        }
        String name = backend.contains(":") ? backend.substring(0, backend.indexOf(':')) : backend;
        return switch (name) {
            case "setuptools.build_meta", "setuptools", "jupyter_packaging.build_api" -> setuptools(dynamic);
            case "hatchling.build", "hatchling" -> hatchling();
            case "flit_core.buildapi", "flit.buildapi" -> flit();
            case "flit_scm" -> Optional.of(fromTag("flit-scm", "build-system", "build-backend"));
            case "poetry.core.masonry.api", "poetry.masonry.api" -> poetry();
            case "poetry_dynamic_versioning.backend" ->
                Optional.of(fromTag("poetry-dynamic-versioning", "build-system", "build-backend"));
            case "pbr.build" -> Optional.of(fromTag("pbr", "build-system", "build-backend"));
            case "pdm.backend", "pdm.pep517.api" -> pdm(dynamic);
            case "scikit_build_core.build", "scikit_build_core.setuptools.build_meta" -> scikitBuild();
            case "mesonpy" -> meson();
            case "maturin" -> maturin();
            case "uv_build" -> Optional.empty();
            default -> dynamic ? Optional.of(computed(backend, "build-system", "build-backend")) : Optional.empty();
        };
    }

    /** The file with the version, where the project names one: the place for a pattern of the user's. */
    Optional<Path> versionFile() {
        Optional<String> attribute = toml.string("tool", "setuptools", "dynamic", "version", "attr");
        return toml.strings("tool", "setuptools", "dynamic", "version", "file").stream()
                .findFirst()
                .map(project::resolve)
                .or(() -> attribute.flatMap(dotted -> module(withoutLast(dotted))))
                .or(() -> toml.string("tool", "hatch", "version", "path").map(project::resolve))
                .or(() -> toml.string("tool", "pdm", "version", "path").map(project::resolve))
                .or(() -> backend.startsWith("flit") ? flitModule() : Optional.empty());
    }

    private Optional<DeclaredVersion> setuptools(boolean dynamic) {
        Optional<String> attribute = toml.string("tool", "setuptools", "dynamic", "version", "attr");
        if (attribute.isPresent()) {
            return Optional.of(attribute(attribute.get(), toml.where("tool", "setuptools", "dynamic", "version")));
        }
        List<String> named = toml.strings("tool", "setuptools", "dynamic", "version", "file");
        if (!named.isEmpty()) {
            return Optional.of(wholeFile(named, toml.where("tool", "setuptools", "dynamic", "version")));
        }
        SetupPy setup = setupPy();
        Optional<DeclaredVersion> computed = setuptoolsFromTag(setup, dynamic);
        if (computed.isPresent()) {
            return computed;
        }
        SetupCfg config = SetupCfg.read(files, project.resolve("setup.cfg"));
        Optional<DeclaredVersion> written = setup.argument("version")
                .map(this::setupPyVersion)
                .or(() -> config.value("metadata", "version").map(text -> setupCfgVersion(config, text)));
        if (written.isEmpty() && requires("setuptools-scm").isPresent()) {
            throw new ProjectException(
                    Problem.of("setuptools-scm in build-system.requires only finds files: without a table"
                                    + " [tool.setuptools_scm] the build makes version 0.0.0")
                            .at(toml.where("build-system", "requires"))
                            .next("add an empty table [tool.setuptools_scm] to pyproject.toml"));
        }
        return written.isPresent() ? written : setuptoolsUnknown(setup, dynamic);
    }

    /** Plugins of setuptools and code in setup.py may supply it; setuptools alone makes 0.0.0 without a word. */
    private Optional<DeclaredVersion> setuptoolsUnknown(SetupPy setup, boolean dynamic) {
        if (setup.isOpen()) {
            return Optional.of(new Computed("setup.py", Location.of("setup.py")));
        }
        if (!dynamic) {
            return Optional.empty();
        }
        List<String> others = toml.strings("build-system", "requires").stream()
                .map(REQUIREMENT::matcher)
                .filter(Matcher::matches)
                .map(matcher -> normalized(matcher.group(1)))
                .filter(name -> !name.equals("setuptools") && !name.equals("wheel"))
                .toList();
        if (!others.isEmpty()) {
            return Optional.of(computed("setuptools with " + String.join(", ", others), "build-system", "requires"));
        }
        throw unsupplied("setuptools", "[tool.setuptools.dynamic] version = {attr = \"package.__version__\"}");
    }

    private ProjectException unsupplied(String tool, String table) {
        return new ProjectException(
                Problem.of("project.dynamic has the version, and nothing supplies it: " + tool + " makes 0.0.0")
                        .at(toml.where("project", "dynamic"))
                        .next("say in pyproject.toml where it is: " + table));
    }

    private Optional<DeclaredVersion> setuptoolsFromTag(SetupPy setup, boolean dynamic) {
        for (String table : List.of("setuptools_scm", "vcs-versioning", "versioningit", "versioneer")) {
            if (toml.has("tool", table)) {
                return Optional.of(fromTag(table.replace('_', '-'), "tool", table));
            }
        }
        if (toml.isTrue("tool", "setuptools-git-versioning", "enabled")) {
            return Optional.of(fromTag("setuptools-git-versioning", "tool", "setuptools-git-versioning"));
        }
        if (dynamic && requires("setuptools-scm").filter("simple"::equals).isPresent()) {
            return Optional.of(fromTag("setuptools-scm", "build-system", "requires"));
        }
        for (String argument : List.of("use_scm_version", "setuptools_git_versioning", "pbr")) {
            Optional<SetupPy.Argument> given = setup.argument(argument);
            if (given.filter(value -> !value.text().matches("False|None")).isPresent()) {
                String tool = argument.equals("use_scm_version") ? "setuptools-scm" : argument.replace('_', '-');
                return Optional.of(
                        new FromTag(tool, new Location("setup.py", given.get().line())));
            }
        }
        if (SetupCfg.read(files, project.resolve("setup.cfg")).has("versioneer")
                || Files.isRegularFile(project.resolve("versioneer.py"))
                || requires("versioneer").isPresent()) {
            return Optional.of(new FromTag("versioneer", Location.of(PYPROJECT)));
        }
        return requires("pbr").isPresent() ? Optional.of(fromTag("pbr", "build-system", "requires")) : Optional.empty();
    }

    /** The extras with which the build requires a distribution, joined; empty when it does not require it. */
    private Optional<String> requires(String distribution) {
        return toml.strings("build-system", "requires").stream()
                .map(REQUIREMENT::matcher)
                .filter(Matcher::matches)
                .filter(matcher -> normalized(matcher.group(1)).equals(distribution))
                .map(matcher -> Optional.ofNullable(matcher.group(2)).orElse("").strip())
                .findFirst();
    }

    private static String normalized(String name) {
        return LetterCase.lower(name).replace('_', '-').replace('.', '-');
    }

    private SetupPy setupPy() {
        try {
            return SetupPy.read(files, project.resolve("setup.py"));
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read setup.py: " + e.getMessage()), e);
        }
    }

    private DeclaredVersion setupPyVersion(SetupPy.Argument argument) {
        Location where = new Location("setup.py", argument.line());
        if (argument.value().isPresent()) {
            return new Literal(argument.value().get(), where);
        }
        if (argument.text().matches("[A-Za-z_][A-Za-z0-9_]*+")
                && VersionFile.read(files, project.resolve("setup.py"), argument.text())
                        instanceof VersionFile.Literal literal) {
            return new Literal(literal.value(), new Location("setup.py", literal.line()));
        }
        return new Computed("setup.py", where);
    }

    private DeclaredVersion setupCfgVersion(SetupCfg config, String text) {
        Location where = config.where("metadata", "version");
        if (text.startsWith("attr:")) {
            return attribute(text.substring("attr:".length()).strip(), where);
        }
        return text.startsWith("file:")
                ? wholeFile(List.of(text.substring("file:".length()).split(",")), where)
                : new Literal(text, where);
    }

    private Optional<DeclaredVersion> hatchling() {
        ProjectToml own = ProjectToml.read(files, project.resolve("hatch.toml"), "hatch.toml");
        boolean separate = own.has("version");
        ProjectToml config = separate ? own : toml;
        String[] table = separate ? new String[] {"version"} : new String[] {"tool", "hatch", "version"};
        if (!config.isTable(table)) {
            return Optional.empty();
        }
        Location where = config.where(table);
        String source = config.string(table, "source").orElse("regex");
        Optional<Path> path = config.string(table, "path").map(project::resolve);
        return switch (source) {
            case "regex" -> path.map(file -> searched(file, config.string(table, "pattern"), where));
            case "vcs" -> Optional.of(new FromTag("hatch-vcs", where));
            case "uv-dynamic-versioning", "versioningit" -> Optional.of(new FromTag(source, where));
            case "nodejs" -> Optional.of(npm(path.orElse(project.resolve("package.json"))));
            default -> Optional.of(new Computed("the source \"" + Printable.of(source) + "\" of hatchling", where));
        };
    }

    /** A file as hatchling searches it: with the pattern of the project, else for {@code __version__} or {@code VERSION}. */
    private DeclaredVersion searched(Path file, Optional<String> pattern, Location where) {
        requireFile(file, where);
        if (pattern.isPresent()) {
            return written(VersionFile.search(files, file, pattern.get()), file, VersionFile.ATTRIBUTE);
        }
        if (!file.toString().endsWith(".py")) {
            return written(VersionFile.search(files, file, DEFAULT_PATTERN), file, VersionFile.ATTRIBUTE);
        }
        VersionFile.Result dunder = VersionFile.read(files, file, VersionFile.ATTRIBUTE);
        if (!isMissing(dunder)) {
            return written(dunder, file, VersionFile.ATTRIBUTE);
        }
        VersionFile.Result plain = VersionFile.read(files, file, "VERSION");
        if (plain instanceof VersionFile.Literal literal) {
            return written(literal, file, "VERSION");
        }
        // In other letters, as __VERSION__ or version, or with a v before the number.
        return isMissing(plain)
                        && VersionFile.search(files, file, DEFAULT_PATTERN) instanceof VersionFile.Literal literal
                ? written(literal, file, VersionFile.ATTRIBUTE)
                : written(dunder, file, VersionFile.ATTRIBUTE);
    }

    private static boolean isMissing(VersionFile.Result result) {
        return result instanceof VersionFile.NotStatic none && none.kind() == VersionFile.Kind.MISSING;
    }

    private DeclaredVersion npm(Path file) {
        DeclaredVersion found = written(VersionFile.search(files, file, JSON_VERSION), file, "version");
        return converted(found, SemanticVersion.npm(((Literal) found).text()), "hatch-nodejs-version");
    }

    private static DeclaredVersion converted(DeclaredVersion found, Optional<String> made, String tool) {
        String text = ((Literal) found).text();
        return new Literal(
                made.orElseThrow(() ->
                        new ProjectException(Problem.of(tool + " makes no Python version of " + Printable.of(text))
                                .at(found.where())
                                .next("write a version such as 1.2.3 or 1.2.3-rc.1"))),
                found.where(),
                text);
    }

    private Optional<Path> flitModule() {
        return toml.string("tool", "flit", "module", "name")
                .or(() -> toml.string("tool", "flit", "metadata", "module"))
                .or(() -> toml.string("project", "name").map(name -> name.replace('-', '_')))
                .flatMap(this::module);
    }

    private Optional<DeclaredVersion> flit() {
        return flitModule()
                .map(file -> flitLiteral(file).orElseGet(() -> followed(file, VersionFile.ATTRIBUTE, false)));
    }

    /** The first file of a package with a literal; otherwise flit imports the package. */
    private Optional<DeclaredVersion> flitLiteral(Path module) {
        boolean alone = !module.endsWith("__init__.py")
                || !(VersionFile.read(files, module, VersionFile.ATTRIBUTE) instanceof VersionFile.NotStatic missing)
                || missing.kind() != VersionFile.Kind.MISSING;
        return alone
                ? Optional.empty()
                : Stream.of("_version.py", "version.py")
                        .map(module::resolveSibling)
                        .filter(Files::isRegularFile)
                        .filter(file ->
                                VersionFile.read(files, file, VersionFile.ATTRIBUTE) instanceof VersionFile.Literal)
                        .map(file -> written(
                                VersionFile.read(files, file, VersionFile.ATTRIBUTE), file, VersionFile.ATTRIBUTE))
                        .findFirst();
    }

    private Optional<DeclaredVersion> poetry() {
        return toml.isTrue("tool", "poetry-dynamic-versioning", "enable")
                ? Optional.of(fromTag("poetry-dynamic-versioning", "tool", "poetry-dynamic-versioning"))
                : toml.literal("tool", "poetry", "version");
    }

    private Optional<DeclaredVersion> pdm(boolean dynamic) {
        Location where = toml.where("tool", "pdm", "version");
        return switch (toml.string("tool", "pdm", "version", "source").orElse("")) {
            case "file" ->
                toml.string("tool", "pdm", "version", "path")
                        .map(project::resolve)
                        .map(file -> {
                            requireFile(file, where);
                            return written(VersionFile.search(files, file, PDM_VERSION), file, VersionFile.ATTRIBUTE);
                        });
            case "scm" -> Optional.of(new FromTag("pdm-backend", where));
            case "call" -> Optional.of(new Computed("a function that pdm-backend calls", where));
            default -> {
                if (dynamic) {
                    throw unsupplied("pdm-backend", "[tool.pdm.version] source = \"scm\"");
                }
                yield Optional.empty();
            }
        };
    }

    private Optional<DeclaredVersion> scikitBuild() {
        String[] table = {"tool", "scikit-build", "metadata", "version"};
        if (!toml.isTable(table)) {
            return toml.has("tool", "dynamic-metadata")
                    ? Optional.of(computed("scikit-build-core", "tool", "dynamic-metadata"))
                    : Optional.empty();
        }
        Location where = toml.where(table);
        String provider = toml.string(table, "provider").orElse("");
        if (provider.endsWith(".setuptools_scm") || provider.endsWith(".vcs_versioning")) {
            return Optional.of(new FromTag("setuptools-scm", where));
        }
        Optional<Path> input = toml.string(table, "input").map(project::resolve);
        boolean plain = provider.endsWith(".regex")
                && toml.string(table, "result").isEmpty()
                && toml.string(table, "remove").isEmpty();
        return plain && input.isPresent()
                ? input.map(file -> searched(
                        file,
                        toml.string(table, "regex").map(regex -> regex.replace("(?P<value>", "(?P<version>")),
                        where))
                : Optional.of(new Computed("scikit-build-core", where));
    }

    private Optional<DeclaredVersion> meson() {
        Path file = project.resolve("meson.build");
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        return Optional.of(
                VersionFile.search(files, file, MESON_VERSION) instanceof VersionFile.Literal literal
                        ? new Literal(literal.value(), new Location("meson.build", literal.line()))
                        : new Computed("meson.build", Location.of("meson.build")));
    }

    private Optional<DeclaredVersion> maturin() {
        Path file =
                project.resolve(toml.string("tool", "maturin", "manifest-path").orElse("Cargo.toml"));
        ProjectToml cargo = ProjectToml.read(files, file, shown(file));
        Optional<DeclaredVersion> version = cargo.literal("package", "version");
        if (version.isEmpty() && cargo.isTrue("package", "version", "workspace")) {
            for (Path folder = parent(file); version.isEmpty() && folder != null; folder = folder.getParent()) {
                Path workspace = folder.resolve("Cargo.toml");
                version =
                        ProjectToml.read(files, workspace, shown(workspace)).literal("workspace", "package", "version");
            }
        }
        return version.map(found -> converted(found, SemanticVersion.maturin(((Literal) found).text()), "maturin"));
    }

    private static Path parent(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        return folder == null ? file.toAbsolutePath() : folder;
    }

    private FromTag fromTag(String tool, String... key) {
        return new FromTag(tool, toml.where(key));
    }

    private Computed computed(String tool, String... key) {
        return new Computed(Printable.of(tool), toml.where(key));
    }

    /** An attribute as setuptools looks for it. */
    private DeclaredVersion attribute(String dotted, Location where) {
        String name = dotted.substring(dotted.lastIndexOf('.') + 1);
        Path file = module(withoutLast(dotted))
                .orElseThrow(() -> new ProjectException(Problem.of("the version is taken from " + Printable.of(dotted)
                                + ", but there is no such module in " + project)
                        .at(where)
                        .next("correct the name of the module, or give -Dinvokeai.versionFile=<file>")));
        return followed(file, name, true);
    }

    /** What a name in a module is, through imports of other modules of the project; a function may be called for it. */
    private DeclaredVersion followed(Path module, String name, boolean calls) {
        Path file = module;
        String attribute = name;
        for (int step = 0; step < LONGEST_CHAIN; step++) {
            VersionFile.Result result = VersionFile.read(files, file, attribute);
            if (!(result instanceof VersionFile.NotStatic refused)) {
                return written(result, file, attribute);
            }
            if (calls && refused.kind() == VersionFile.Kind.DEFINITION) {
                return new Computed("a function that setuptools calls", new Location(shown(file), refused.line()));
            }
            Optional<VersionFile.Reference> target = refused.target();
            Path importing = file;
            Optional<Path> next = target.flatMap(reference -> reference.resolve(importing));
            if (next.isEmpty()) {
                Optional<String> joined = joined(refused);
                return joined.isPresent()
                        ? new Literal(joined.get(), new Location(shown(file), refused.line()))
                        : written(result, file, attribute);
            }
            file = next.get();
            attribute = target.get().attribute();
        }
        return written(VersionFile.read(files, file, attribute), file, attribute);
    }

    /** A tuple of plain values, which setuptools joins with dots. */
    private static Optional<String> joined(VersionFile.NotStatic refused) {
        Matcher tuple = TUPLE.matcher(refused.text());
        if (refused.kind() != VersionFile.Kind.NOT_A_STRING || !tuple.matches()) {
            return Optional.empty();
        }
        StringBuilder version = new StringBuilder();
        String[] items = tuple.group(1).split(",", -1);
        for (int i = 0; i < items.length; i++) {
            Matcher item = TUPLE_ITEM.matcher(items[i]);
            if (i == items.length - 1 && i > 0 && items[i].isBlank()) {
                break;
            }
            if (!item.matches()) {
                return Optional.empty();
            }
            version.append(i == 0 ? "" : ".");
            version.append(Stream.of(1, 2, 3)
                    .map(item::group)
                    .filter(group -> group != null)
                    .findFirst()
                    .orElse(""));
        }
        return Optional.of(version.toString());
    }

    private DeclaredVersion wholeFile(List<String> names, Location where) {
        if (names.size() > 1) {
            throw new ProjectException(Problem.of("the version is taken from " + names.size()
                            + " files; setuptools joins them, and that is not a version")
                    .at(where)
                    .next("name one file"));
        }
        Path file = project.resolve(names.get(0).strip());
        requireFile(file, where);
        return written(VersionFile.search(files, file, WHOLE_FILE), file, VersionFile.ATTRIBUTE);
    }

    private void requireFile(Path file, Location where) {
        if (!Files.isRegularFile(file)) {
            throw new ProjectException(Problem.of("the version is taken from " + shown(file) + ", which does not exist")
                    .at(where)
                    .next("correct the path, or give -Dinvokeai.versionFile=<file>"));
        }
    }

    /** The file of a module, where Python would find it in this project. */
    private Optional<Path> module(String dotted) {
        Set<Path> roots = new LinkedHashSet<>();
        toml.string("tool", "setuptools", "package-dir", "")
                .map(project::resolve)
                .ifPresent(roots::add);
        SetupCfg config = SetupCfg.read(files, project.resolve("setup.cfg"));
        Map<String, String> folders = config.mapping("options", "package_dir");
        Optional.ofNullable(folders.get("")).map(project::resolve).ifPresent(roots::add);
        toml.strings("tool", "setuptools", "packages", "find", "where").stream()
                .map(project::resolve)
                .forEach(roots::add);
        SetupCfg.list(config.value("options.packages.find", "where").orElse(""))
                .forEach(where -> roots.add(project.resolve(where)));
        roots.add(project);
        roots.add(project.resolve("src"));
        String path = dotted.replace('.', '/');
        String first = dotted.contains(".") ? dotted.substring(0, dotted.indexOf('.')) : dotted;
        Stream<Path> mapped = Stream.concat(
                        toml.string("tool", "setuptools", "package-dir", first).stream(),
                        Stream.ofNullable(folders.get(first)))
                .map(folder -> project.resolve(folder + path.substring(first.length())));
        return Stream.concat(mapped, roots.stream().map(root -> root.resolve(path)))
                .flatMap(
                        base -> Stream.of(base.resolve("__init__.py"), base.resolveSibling(base.getFileName() + ".py")))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static String withoutLast(String dotted) {
        int dot = dotted.lastIndexOf('.');
        return dot < 0 ? dotted : dotted.substring(0, dot);
    }

    /** The literal that was read, or the error that says why there is none. */
    DeclaredVersion written(VersionFile.Result result, Path file, String attribute) {
        if (result instanceof VersionFile.Literal literal) {
            return new Literal(literal.value(), new Location(shown(file), literal.line()));
        }
        VersionFile.NotStatic error = (VersionFile.NotStatic) result;
        Optional<String> advice = error.target()
                .flatMap(target -> target.resolve(file))
                .map(target -> "-Dinvokeai.versionFile=" + shown(target) + " holds the literal");
        throw new ProjectException(error.problem(shown(file), attribute, advice));
    }

    String shown(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        Path root = project.toAbsolutePath().normalize();
        return (absolute.startsWith(root) ? root.relativize(absolute) : absolute)
                .toString()
                .replace('\\', '/');
    }
}
