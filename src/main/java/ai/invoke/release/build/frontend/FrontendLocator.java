package ai.invoke.release.build.frontend;

import ai.invoke.release.git.WorkTree;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.LetterCase;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the folder of the web frontend: the one with a {@code package.json} that git knows and that has a script {@code
 * build}, wherever it is. What is there for documentation, tests, examples, or came with the sources of somebody else, is
 * not taken for it.
 */
public final class FrontendLocator {

    private static final String MANIFEST = "package.json";
    private static final String NAME = "-Dinvokeai.frontendDirectory=";

    /** Folders whose frontends are not the one that the package shows. */
    private static final Pattern ASIDE = Pattern.compile("docs?.*|_?website|tests?|__tests__|.*-tests?|e2e|cypress"
            + "|playwright|examples?|samples?|fixtures?|testdata|vendor|_?vendored|_vendor|third[_-]party|bower_components"
            + "|\\..+");

    private static final Set<String> NEVER = Set.of("node_modules", ".git", "__pycache__", "target");

    /** A {@code package.json} that only keeps commands of a Python project. */
    private static final Pattern PYTHON_BUILD =
            Pattern.compile("(python3?|py|uv|uvx|hatch|poetry|pdm|flit|maturin|tox|nox|make|docker|pip|pipx)\\b.*");

    private static final int DEPTH = 8;

    private final Path project;
    private final Optional<WorkTree> git;

    /**
     * For one project.
     *
     * @param project its folder
     * @param git what git says about its files, where it is in a work tree
     */
    public FrontendLocator(Path project, Optional<WorkTree> git) {
        this.project = project;
        this.git = git;
    }

    /**
     * What was found.
     *
     * @param folder the frontend; empty when the project has none
     * @param why why there is none, for a message
     * @param elsewhere frontends of the same repository that lie outside of the project, relative to the project
     */
    public record Found(Optional<Path> folder, String why, List<String> elsewhere) {

        /** Takes an unmodifiable copy. */
        public Found {
            elsewhere = List.copyOf(elsewhere);
        }

        private static Found none(String why) {
            return new Found(Optional.empty(), why, List.of());
        }
    }

    /** A {@code package.json}: its folder relative to the project, with {@code /} and empty for the project itself. */
    private record Manifest(String folder, JsonNode content, boolean workspace) {

        Optional<String> build() {
            return Optional.of(content.path("scripts").path("build").asText("").strip())
                    .filter(script ->
                            !script.isEmpty() && !PYTHON_BUILD.matcher(script).matches());
        }

        String shown() {
            return folder.isEmpty() ? "." : folder;
        }
    }

    /**
     * Finds the folder.
     *
     * @param place what the user said about it
     * @return the folder, or why there is none
     * @throws ProjectException when there are several and none is named, or the named folder is there and is no frontend
     */
    public Found find(FrontendPlace place) {
        if (!place.wanted()) {
            return Found.none("invokeai.skipFrontend is set");
        }
        if (place.directory().isPresent()) {
            Path folder = project.resolve(place.directory().get()).normalize();
            if (Files.isDirectory(folder) && !Files.isRegularFile(folder.resolve(MANIFEST))) {
                throw new ProjectException(Problem.of("the frontend folder " + folder + " has no " + MANIFEST)
                        .next("point -Dinvokeai.frontendDirectory at the folder that has it"));
            }
            return Files.isDirectory(folder)
                    ? new Found(Optional.of(folder), "", List.of())
                    : Found.none("there is no folder " + folder);
        }
        List<String> files = manifests();
        List<Manifest> taken = new ArrayList<>();
        List<String> passedOver = new ArrayList<>();
        List<String> elsewhere = new ArrayList<>();
        for (String file : files) {
            Manifest manifest = read(file);
            if (isAside(manifest.folder())) {
                manifest.build().ifPresent(script -> passedOver.add(manifest.shown() + " (by its name)"));
            } else if (manifest.build().isEmpty()) {
                passedOver.add(manifest.shown() + " (no script \"build\")");
            } else if (manifest.folder().startsWith("..")) {
                elsewhere.add(manifest.shown());
            } else {
                taken.add(manifest);
            }
        }
        List<Manifest> candidates = taken.stream()
                .filter(manifest -> taken.stream().noneMatch(other -> builds(other, manifest)))
                .toList();
        if (candidates.size() > 1) {
            throw new ProjectException(several(candidates));
        }
        if (candidates.isEmpty()) {
            return new Found(
                    Optional.empty(),
                    "the project has no frontend"
                            + (passedOver.isEmpty() ? "" : "; not taken for one: " + String.join(", ", passedOver)),
                    elsewhere);
        }
        return new Found(Optional.of(project.resolve(candidates.get(0).folder()).normalize()), "", List.of());
    }

    private static Problem several(List<Manifest> candidates) {
        StringBuilder list = new StringBuilder();
        candidates.forEach(manifest -> list.append(System.lineSeparator())
                .append("     ")
                .append(manifest.shown())
                .append(": ")
                .append(manifest.build().orElse("")));
        return Problem.of("more than one folder may be the frontend, each with a script \"build\" in its " + MANIFEST
                        + ":" + list)
                .next("say which: " + NAME + candidates.get(0).shown()
                        + "; or that none of them is: -Dinvokeai.skipFrontend");
    }

    /** The members of a workspace are built by the script of its top. */
    private static boolean builds(Manifest top, Manifest member) {
        return top.workspace()
                && !top.equals(member)
                && (top.folder().isEmpty() || member.folder().startsWith(top.folder() + "/"));
    }

    private static boolean isAside(String folder) {
        for (String part : LetterCase.lower(folder).split("/", -1)) {
            if (!part.equals("..") && ASIDE.matcher(part).matches()) {
                return true;
            }
        }
        return false;
    }

    private Manifest read(String file) {
        Path path = project.resolve(file);
        String folder = file.equals(MANIFEST) ? "" : file.substring(0, file.length() - MANIFEST.length() - 1);
        JsonNode content = PackageJson.read(path);
        return new Manifest(
                folder,
                content,
                content.has("workspaces") || Files.isRegularFile(path.resolveSibling("pnpm-workspace.yaml")));
    }

    /** All that git tracks or may come to track, in the whole repository; relative to the project. */
    private List<String> manifests() {
        try {
            return git.isPresent() ? ofGit(git.get()) : onDisk();
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot look for a frontend in " + project + ": " + e), e);
        }
    }

    private List<String> ofGit(WorkTree tree) throws IOException {
        Path base = project.toRealPath();
        List<String> found = new ArrayList<>();
        for (List<String> files : List.of(tree.tracked(), tree.untracked())) {
            for (String file : files) {
                boolean named = file.equals(MANIFEST) || file.endsWith("/" + MANIFEST);
                if (named && !isNever(file) && Files.isRegularFile(tree.root().resolve(file))) {
                    found.add(slashed(base.relativize(tree.root().resolve(file))));
                }
            }
        }
        return List.copyOf(new TreeSet<>(found));
    }

    private static boolean isNever(String file) {
        for (String part : file.split("/", -1)) {
            if (NEVER.contains(part)) {
                return true;
            }
        }
        return false;
    }

    private List<String> onDisk() throws IOException {
        Set<String> found = new TreeSet<>();
        Files.walkFileTree(project, Set.of(), DEPTH, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = String.valueOf(folder.getFileName());
                boolean skipped =
                        !folder.equals(project) && (NEVER.contains(name) || Files.exists(folder.resolve("pyvenv.cfg")));
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()
                        && String.valueOf(file.getFileName()).equals(MANIFEST)) {
                    found.add(slashed(project.relativize(file)));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return List.copyOf(found);
    }

    private static String slashed(Path path) {
        return path.toString().replace(File.separatorChar, '/');
    }
}
