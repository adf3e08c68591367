package ai.invoke.release.build.frontend;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a bundler writes, as its configuration or its command line says: Vite, JupyterLab's builder, webpack, Create React
 * App, Next.js and SvelteKit with static pages. What is computed there is not understood, and counts as not said.
 */
final class OutputFolder {

    private static final String INDEX = "index.html";
    private static final String USUAL = "dist/" + INDEX;

    private static final List<String> ENDINGS = List.of("ts", "js", "mts", "mjs", "cts", "cjs");

    private static final String LITERAL =
            "\\s*+:\\s*+(?:path\\s*+\\.\\s*+)?+(?:(?:resolve|join)\\s*+\\(\\s*+(?:__dirname|import\\.meta\\.dirname)\\s*+,\\s*+)?+"
                    + "['\"`](?<path>[^'\"`$\\n\\x00]++)['\"`]";
    private static final Pattern VITE = Pattern.compile("\\boutDir" + LITERAL);
    private static final Pattern VITE_ROOT = Pattern.compile("\\broot" + LITERAL);
    private static final Pattern WEBPACK = Pattern.compile("\\bpath" + LITERAL);
    private static final Pattern COMMENT = Pattern.compile("(?m)^[ \\t]*+//.*+");

    private static final Pattern OPTION =
            Pattern.compile("--(?:outDir|out-dir|outdir|dist-dir|output-path)[= ](?<path>[^\\s'\";&|\\x00]++)");
    private static final Pattern REACT_PATH = Pattern.compile("\\bBUILD_PATH=['\"]?+(?<path>[^\\s'\";&|\\x00]++)");

    private OutputFolder() {}

    /**
     * Reads it.
     *
     * @param folder the frontend
     * @return relative to the frontend: its {@code index.html}, or the folder with a slash at its end where it has none; the
     *     usual {@code dist/index.html} when nothing says otherwise
     */
    static String of(Path folder) {
        JsonNode manifest = PackageJson.read(folder.resolve("package.json"));
        String build = manifest.path("scripts").path("build").asText("");
        return Optional.of(manifest.path("jupyterlab").path("outputDir").asText(""))
                .filter(text -> !text.isBlank())
                .map(OutputFolder::asFolder)
                .or(() -> find(OPTION, build).map(path -> page(folder, "", path)))
                .or(() -> react(manifest, build))
                .or(() -> vite(folder))
                .or(() -> exported(folder))
                .orElse(USUAL);
    }

    private static Optional<String> react(JsonNode manifest, String build) {
        boolean uses = build.contains("react-scripts build")
                || (manifest.path("dependencies").has("react-scripts") && !build.contains("vite"));
        return uses ? Optional.of(asFolder(find(REACT_PATH, build).orElse("build")) + INDEX) : Optional.empty();
    }

    private static Optional<String> vite(Path folder) {
        return configuration(folder, "vite.config").flatMap(text -> {
            String root = find(VITE_ROOT, text).orElse("");
            return find(VITE, text)
                    .map(path -> page(folder, root, path))
                    .or(() -> Optional.of(root)
                            .filter(there -> !there.isEmpty())
                            .map(there -> page(folder, there, "dist")));
        });
    }

    private static Optional<String> exported(Path folder) {
        Optional<String> next = configuration(folder, "next.config")
                .filter(text -> Pattern.compile("\\boutput\\s*+:\\s*+['\"]export['\"]")
                        .matcher(text)
                        .find())
                .map(text -> "out/" + INDEX);
        Optional<String> svelte = configuration(folder, "svelte.config")
                .filter(text -> text.contains("adapter-static"))
                .map(text -> "build/" + INDEX);
        Optional<String> webpack = configuration(folder, "webpack.config")
                .flatMap(text -> find(WEBPACK, text))
                .map(OutputFolder::asFolder);
        return next.or(() -> svelte).or(() -> webpack);
    }

    /** A library or an application whose pages a server writes has no page of its own to bundle. */
    private static String page(Path folder, String root, String path) {
        Path written = Path.of(root).resolve(path).normalize();
        String text = asFolder(FrontendOutput.slashed(written));
        return Files.isRegularFile(folder.resolve(root).resolve(INDEX)) ? text + INDEX : text;
    }

    private static String asFolder(String path) {
        String plain = path.startsWith("./") ? path.substring(2) : path;
        return plain.endsWith("/") ? plain : plain + "/";
    }

    private static Optional<String> find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group("path")) : Optional.empty();
    }

    private static Optional<String> configuration(Path folder, String name) {
        return ENDINGS.stream()
                .map(ending -> folder.resolve(name + "." + ending))
                .filter(Files::isRegularFile)
                .findFirst()
                .map(OutputFolder::text);
    }

    private static String text(Path file) {
        try {
            return COMMENT.matcher(Files.readString(file, StandardCharsets.ISO_8859_1))
                    .replaceAll("");
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read " + file + ": " + e), e);
        }
    }
}
