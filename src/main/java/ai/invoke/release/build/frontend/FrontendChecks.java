package ai.invoke.release.build.frontend;

import ai.invoke.release.file.BoundedFile;
import ai.invoke.release.file.FileNames;
import ai.invoke.release.json.JsonTree;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.text.Glob;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which gates a frontend has. What the project itself calls a gate comes first: a script {@code lint:<tool>}, as InvokeAI's
 * {@code package.json} has them. Without one, a tool that the project depends on and has a configuration for is started
 * the way its own documentation does; who has neither is not judged by it.
 */
public final class FrontendChecks {

    /** InvokeAI's name for the script that runs vitest once. */
    private static final String TEST = "test:no-watch";

    private static final Tool TSC = new Tool("tsc", "typescript", "tsconfig.json", "", List.of("--noEmit"));

    private static final Pattern BEFORE_5_6 = Pattern.compile("(?:[0-4]|5\\.[0-5])\\.");

    private static final List<Tool> TOOLS = List.of(
            new Tool(
                    "prettier",
                    "prettier",
                    "{.prettierrc,.prettierrc.*,prettier.config.*}",
                    "prettier",
                    List.of("--check", ".")),
            new Tool("eslint", "eslint", "{eslint.config.*,.eslintrc,.eslintrc.*}", "eslintConfig", List.of(".")),
            // Has no configuration; where the walk begins only a script can tell.
            new Tool("dpdm", "dpdm", "", "", List.of()),
            TSC,
            new Tool("knip", "knip", "{knip.*,.knip.json,.knip.jsonc}", "knip", List.of()));

    private static final Tool VITEST =
            new Tool("vitest", "vitest", "{vitest.config.*,vitest.workspace.*}", "", List.of("run"));

    private final Path folder;
    private final PackageManager.Kind kind;
    private final JsonNode settings;

    /**
     * The gates of a frontend.
     *
     * @param folder with {@code package.json}
     * @param kind its package manager
     */
    public FrontendChecks(Path folder, PackageManager.Kind kind) {
        this.folder = folder;
        this.kind = kind;
        this.settings = read(folder.resolve("package.json"));
    }

    /**
     * A linter or test runner that a frontend may have installed.
     *
     * @param name of the check and of the program
     * @param dependency the package that brings the program
     * @param files glob of its configuration; empty when it has none
     * @param key its configuration in {@code package.json}; empty when it has none
     * @param arguments as its documentation starts it in CI
     */
    private record Tool(String name, String dependency, String files, String key, List<String> arguments) {}

    /**
     * A command that must succeed.
     *
     * @param id of the check
     * @param dependency the package that brings the program
     * @param arguments for the package manager
     * @param report whether it was asked to write JUnit XML
     */
    public record Gate(String id, String dependency, List<String> arguments, boolean report) {}

    /**
     * Finds the commands that the frontend is configured for.
     *
     * @param vitestReport where vitest should write its JUnit XML
     * @return those that the project has
     */
    public List<Gate> find(Path vitestReport) {
        List<Gate> gates = new ArrayList<>();
        for (Tool tool : TOOLS) {
            if (script("lint:" + tool.name()).isPresent()) {
                gates.add(new Gate(tool.name(), tool.dependency(), List.of("run", "lint:" + tool.name()), false));
            } else if (configured(tool)) {
                gates.add(new Gate(tool.name(), tool.dependency(), program(chosen(tool), List.of()), false));
            }
        }
        List<String> reporters =
                List.of("--reporter=default", "--reporter=junit", "--outputFile.junit=" + vitestReport);
        if (script(TEST).filter(text -> text.contains(VITEST.name())).isPresent()) {
            List<String> arguments = new ArrayList<>(List.of("run", TEST));
            if (kind == PackageManager.Kind.NPM) {
                arguments.add("--");
            }
            arguments.addAll(reporters);
            gates.add(new Gate(VITEST.name(), VITEST.dependency(), arguments, true));
        } else if (configured(VITEST)) {
            gates.add(new Gate(VITEST.name(), VITEST.dependency(), program(VITEST, reporters), true));
        }
        return List.copyOf(gates);
    }

    private Optional<String> script(String name) {
        return Optional.of(settings.path("scripts").path(name).asText("")).filter(text -> !text.isBlank());
    }

    private boolean configured(Tool tool) {
        boolean wanted = settings.path("dependencies").has(tool.dependency())
                || settings.path("devDependencies").has(tool.dependency());
        return wanted && ((!tool.key().isEmpty() && settings.has(tool.key())) || has(tool.files()));
    }

    /** A {@code tsconfig.json} as Vite makes it only names others: without {@code -b} tsc would look at no file and be content. */
    private Tool chosen(Tool tool) {
        return tool.equals(TSC) && onlyNamesOthers(folder.resolve("tsconfig.json")) && buildsWithoutOutput()
                ? new Tool(tool.name(), tool.dependency(), tool.files(), tool.key(), List.of("-b", "--noEmit"))
                : tool;
    }

    /** Before 5.6 the two options exclude each other (TS5094). */
    private boolean buildsWithoutOutput() {
        for (Path at = folder; at != null; at = at.getParent()) {
            Path manifest = at.resolve("node_modules").resolve(TSC.dependency()).resolve("package.json");
            if (Files.isRegularFile(manifest)) {
                return !BEFORE_5_6
                        .matcher(read(manifest).path("version").asText(""))
                        .lookingAt();
            }
        }
        return true;
    }

    /** Whether {@code tsc} and {@code tsc -b} only check here: every configuration that they read says {@code noEmit}. */
    boolean tscWritesNothing() {
        Path own = folder.resolve("tsconfig.json");
        if (!Files.isRegularFile(own)) {
            return false;
        }
        try {
            JsonNode content = configuration(own);
            if (content.path("compilerOptions").path("noEmit").asBoolean()) {
                return true;
            }
            boolean quiet = !content.path("references").isEmpty();
            for (JsonNode reference : content.path("references")) {
                Path named = folder.resolve(reference.path("path").asText(""));
                Path file = Files.isDirectory(named) ? named.resolve("tsconfig.json") : named;
                quiet &= Files.isRegularFile(file)
                        && configuration(file)
                                .path("compilerOptions")
                                .path("noEmit")
                                .asBoolean();
            }
            return quiet;
        } catch (JsonProcessingException e) {
            // tsc knows better where the mistake is.
            return false;
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read " + own + ": " + e), e);
        }
    }

    private static JsonNode configuration(Path tsconfig) throws IOException {
        BoundedFile.check(tsconfig, BoundedFile.BY_HAND);
        return JsonTree.readWithComments(tsconfig);
    }

    private static boolean onlyNamesOthers(Path tsconfig) {
        try {
            JsonNode content = configuration(tsconfig);
            return !content.path("references").isEmpty()
                    && content.path("files").isArray()
                    && content.path("files").isEmpty()
                    && !content.has("include");
        } catch (JsonProcessingException e) {
            // tsc knows better where the mistake is.
            return false;
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read " + tsconfig + ": " + e), e);
        }
    }

    private boolean has(String glob) {
        if (glob.isEmpty()) {
            return false;
        }
        Glob wanted = Glob.path(glob);
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(folder, file -> wanted.matches(FileNames.of(file)))) {
            return found.iterator().hasNext();
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read " + folder + ": " + e), e);
        }
    }

    /** Only what is installed: a package manager that downloads a tool which the project has not pinned is no gate. */
    private List<String> program(Tool tool, List<String> more) {
        List<String> arguments = new ArrayList<>(FrontendCommands.installed(kind));
        arguments.add(tool.name());
        arguments.addAll(tool.arguments());
        arguments.addAll(more);
        return arguments;
    }

    /**
     * The version in a {@code package.json}.
     *
     * @param manifest the file
     * @return empty when it has none
     */
    public static Optional<String> version(Path manifest) {
        return Optional.of(read(manifest).path("version").asText("")).filter(text -> !text.isBlank());
    }

    private static JsonNode read(Path file) {
        try {
            return JsonTree.read(BoundedFile.bytes(file, BoundedFile.BY_HAND));
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read " + file + ": " + e), e);
        }
    }
}
