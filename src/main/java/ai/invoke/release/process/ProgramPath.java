package ai.invoke.release.process;

import ai.invoke.release.platform.Platform;
import ai.invoke.release.platform.rules.OperatingSystem;
import ai.invoke.release.text.LetterCase;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The folders in which programs are looked for, as a shell of the platform would.
 *
 * <p>Java itself looks a program up on the PATH of the running virtual machine, not on the one given to the child, and
 * on Windows it finds neither {@code npm.cmd} nor {@code pnpm.bat}.
 */
public final class ProgramPath {

    private final List<Path> folders;
    private final List<String> extensions;

    private ProgramPath(List<Path> folders, List<String> extensions) {
        this.folders = List.copyOf(folders);
        this.extensions = List.copyOf(extensions);
    }

    /**
     * The path of an environment, read by the rules of the platform that this runs on.
     *
     * @param environment names and values; only {@code PATH} and, on Windows, {@code PATHEXT} matter
     * @return the path; empty when there is no {@code PATH}
     */
    public static ProgramPath of(Map<String, String> environment) {
        return of(environment, Platform.current());
    }

    static ProgramPath of(Map<String, String> environment, OperatingSystem system) {
        List<Path> folders = new ArrayList<>();
        Set<Path> known = new HashSet<>();
        Map<String, String> variables = system.variables();
        variables.putAll(environment);
        for (String entry : variables.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            String name = system.pathEntry(entry);
            // An empty entry means the current folder to a shell; a build must not run what happens to lie there.
            if (!name.isBlank()) {
                // On many systems /bin is a link to /usr/bin; a program is tried only once.
                folder(name)
                        .filter(Path::isAbsolute)
                        .filter(folder -> known.add(real(folder)))
                        .ifPresent(folders::add);
            }
        }
        return new ProgramPath(folders, system.extensions(environment));
    }

    private static Optional<Path> folder(String name) {
        try {
            return Optional.of(Path.of(name));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            // Not there: it is kept as it is written, for messages.
            return folder;
        }
    }

    /**
     * The first program of a name.
     *
     * @param name without a folder, for instance {@code pnpm}
     * @return the file to start
     */
    public Optional<Path> find(String name) {
        return all(name).stream().findFirst();
    }

    /**
     * All programs of a name, in the order of the path.
     *
     * @param name without a folder, for instance {@code python3}
     * @return files that may be executed; each only once
     */
    public List<Path> all(String name) {
        Set<Path> found = new LinkedHashSet<>();
        for (Path folder : folders) {
            for (String candidate : candidates(name)) {
                Path file = folder.resolve(candidate);
                if (Files.isRegularFile(file) && Files.isExecutable(file)) {
                    found.add(file);
                }
            }
        }
        return List.copyOf(found);
    }

    private List<String> candidates(String name) {
        if (extensions.isEmpty() || extensions.stream().anyMatch(LetterCase.lower(name)::endsWith)) {
            return List.of(name);
        }
        // Without an extension a file is a Unix script next to the .cmd, which Windows cannot start.
        return extensions.stream().map(extension -> name + extension).toList();
    }

    /**
     * The folders of the PATH.
     *
     * @return in the order of the path
     */
    public List<Path> folders() {
        return folders;
    }
}
