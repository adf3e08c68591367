package ai.invoke.release.build.checks;

import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.toml.TomlDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a tool that a project asks for.
 *
 * @param name of the tool
 * @param version a full one
 * @param source where it stands
 */
record PinnedTool(String name, String version, String source) {

    /** As uv, pipx and pip are told it. */
    private static final Pattern COMMAND = Pattern.compile(
            "(?<![A-Za-z0-9._-])(?<name>[A-Za-z0-9._-]++)(?:@|\\s*+==\\s*+)(?<version>\\d++(?:\\.\\d++)++(?:[a-z]++\\d++)?+)");

    private static final Pattern REVISION =
            Pattern.compile("(?<name>rev):\\s*+['\"]?+v?+(?<version>\\d++(?:\\.\\d++)++(?:[a-z]++\\d++)?+)");
    private static final Pattern REQUIRED = Pattern.compile("==\\s*+(?<version>\\d++(?:\\.\\d++)++(?:[a-z]++\\d++)?+)");

    /**
     * Finds it: in a workflow or the Makefile ({@code ruff@0.11.2}), a lock file, a group or an extra with {@code ==}, the
     * revision of its hook for pre-commit, its own {@code required-version}.
     *
     * @param files of the project
     * @param name of the tool, a plain word
     * @return the first of these
     */
    static Optional<PinnedTool> of(ProjectFiles files, String name) {
        List<ProjectFiles.Lines> commands = new ArrayList<>(files.workflows());
        commands.add(new ProjectFiles.Lines("Makefile", files.lines("Makefile")));
        for (ProjectFiles.Lines file : commands) {
            Optional<PinnedTool> found = first(name, file.lines(), COMMAND, file.name());
            if (found.isPresent()) {
                return found;
            }
        }
        return locked(files, name)
                .or(() -> required(files, name))
                .or(() -> hook(files, name))
                .or(() -> Optional.of(files.pyproject()
                                .string("tool", name, "required-version")
                                .orElse(""))
                        .map(REQUIRED::matcher)
                        .filter(Matcher::matches)
                        .map(found ->
                                new PinnedTool(name, found.group("version"), "[tool." + name + "] required-version")));
    }

    private static Optional<PinnedTool> first(String name, List<String> lines, Pattern pattern, String source) {
        for (String line : lines) {
            Matcher found = pattern.matcher(line);
            while (!line.strip().startsWith("#") && found.find()) {
                if (found.group("name").equals(name) || found.group("name").equals("rev")) {
                    return Optional.of(new PinnedTool(name, found.group("version"), source));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<PinnedTool> locked(ProjectFiles files, String name) {
        for (String lock : List.of("uv.lock", "poetry.lock", "pdm.lock")) {
            Optional<String> version = files.lock(lock).tables("package").stream()
                    .filter(each -> each.string("name").filter(name::equals).isPresent())
                    .flatMap(each -> each.string("version").stream())
                    .findFirst();
            if (version.isPresent()) {
                return Optional.of(new PinnedTool(name, version.get(), lock));
            }
        }
        return Optional.empty();
    }

    private static Optional<PinnedTool> required(ProjectFiles files, String name) {
        TomlDocument toml = files.pyproject();
        List<String> requirements = new ArrayList<>();
        new TreeSet<>(toml.keys("dependency-groups"))
                .forEach(group -> requirements.addAll(toml.strings("dependency-groups", group)));
        new TreeSet<>(toml.keys("project", "optional-dependencies"))
                .forEach(extra -> requirements.addAll(toml.strings("project", "optional-dependencies", extra)));
        return requirements.stream()
                .map(COMMAND::matcher)
                .filter(found -> found.lookingAt()
                        && ProjectName.normalize(found.group("name")).equals(name))
                .findFirst()
                .map(found -> new PinnedTool(name, found.group("version"), "pyproject.toml"));
    }

    private static Optional<PinnedTool> hook(ProjectFiles files, String name) {
        String config = ".pre-commit-config.yaml";
        List<String> lines = files.lines(config);
        for (int i = 0; i + 1 < lines.size(); i++) {
            if (lines.get(i).contains("repo:") && lines.get(i).contains("/" + name + "-pre-commit")) {
                return first(name, lines.subList(i + 1, Math.min(lines.size(), i + 4)), REVISION, config);
            }
        }
        return Optional.empty();
    }
}
