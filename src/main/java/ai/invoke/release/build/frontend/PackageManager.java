package ai.invoke.release.build.frontend;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which package manager a frontend is made for, told from {@code packageManager} in {@code package.json} or from the lock
 * file.
 *
 * @param kind which one
 * @param version what is asked for: a full version, or only its beginning, for instance {@code 8} for a lock file of
 *     pnpm 8; empty for any
 * @param exact whether the version is a full one that must be met
 * @param lockFile the lock file that pins the dependencies
 * @param foreignLock a lock file of a package manager that is not known, where there is no other
 */
public record PackageManager(
        Kind kind, Optional<String> version, boolean exact, Optional<Path> lockFile, Optional<Path> foreignLock) {

    private static final List<String> FOREIGN = List.of("bun.lock", "bun.lockb", "deno.lock");

    /** The package managers, in the order in which their lock files are looked for. */
    public enum Kind {
        /** pnpm. */
        PNPM("pnpm"),
        /** Yarn, classic and modern. */
        YARN("yarn"),
        /** npm. */
        NPM("npm");

        private final String program;

        Kind(String program) {
            this.program = program;
        }

        private List<String> lockFiles() {
            return switch (this) {
                case PNPM -> List.of("pnpm-lock.yaml");
                case YARN -> List.of("yarn.lock");
                case NPM -> List.of("package-lock.json", "npm-shrinkwrap.json");
            };
        }

        /**
         * Its name on the command line and in the registry.
         *
         * @return for instance {@code pnpm}
         */
        public String program() {
            return program;
        }
    }

    private static final Pattern FIELD =
            Pattern.compile("(?<name>[a-z]++)@(?<version>\\d++\\.\\d++\\.\\d++[^+]*+)(\\+.*+)?+");
    private static final Pattern LOCKFILE_VERSION =
            Pattern.compile("lockfileVersion:\\s*+['\"]?+(?<version>\\d++(\\.\\d++)?+).*+");

    /**
     * Tells it: what stands nearest to the frontend counts, as it does for corepack, up to the top of the work tree. A
     * workspace has both the field and the lock file at its top.
     *
     * @param folder the frontend
     * @return the package manager
     * @throws ProjectException when a {@code package.json} cannot be read or names one that is not known
     */
    public static PackageManager of(Path folder) {
        for (Path at : upwards(folder)) {
            Path manifest = at.resolve("package.json");
            String field = Files.isRegularFile(manifest)
                    ? read(manifest).path("packageManager").asText("")
                    : "";
            if (!field.isEmpty()) {
                return named(field, folder, manifest);
            }
            for (Kind kind : Kind.values()) {
                Optional<Path> lock = first(at, kind.lockFiles());
                if (lock.isPresent()) {
                    Optional<String> version = kind == Kind.PNPM ? pnpmFor(lock.get()) : Optional.empty();
                    return new PackageManager(kind, version, false, lock, Optional.empty());
                }
            }
            Optional<Path> foreign = first(at, FOREIGN);
            if (foreign.isPresent()) {
                return new PackageManager(Kind.NPM, Optional.empty(), false, Optional.empty(), foreign);
            }
        }
        return new PackageManager(Kind.NPM, Optional.empty(), false, Optional.empty(), Optional.empty());
    }

    private static JsonNode read(Path manifest) {
        try {
            return new ObjectMapper().readTree(manifest.toFile());
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
            throw new ProjectException(
                    Problem.of("not valid JSON: " + e.getOriginalMessage())
                            .at(new Location(manifest.toString(), line))
                            .next("fix it and run again"),
                    e);
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read " + manifest + ": " + e), e);
        }
    }

    private static PackageManager named(String field, Path folder, Path manifest) {
        Matcher matcher = FIELD.matcher(field);
        if (matcher.matches()) {
            for (Kind kind : Kind.values()) {
                if (kind.program().equals(matcher.group("name"))) {
                    Optional<Path> lock = upwards(folder).stream()
                            .flatMap(at -> first(at, kind.lockFiles()).stream())
                            .findFirst();
                    return new PackageManager(
                            kind, Optional.of(matcher.group("version")), true, lock, Optional.empty());
                }
            }
        }
        throw new ProjectException(
                Problem.of("packageManager \"" + field + "\" is not pnpm, yarn or npm with a version")
                        .at(Location.of(manifest.toString()))
                        .next("write it like \"pnpm@10.12.4\""));
    }

    /** The frontend and the folders above it, up to the top of the work tree. */
    private static List<Path> upwards(Path folder) {
        List<Path> folders = new ArrayList<>();
        for (Path at = folder; at != null; at = at.getParent()) {
            folders.add(at);
            if (Files.exists(at.resolve(".git"))) {
                break;
            }
        }
        return folders;
    }

    private static Optional<Path> first(Path folder, List<String> names) {
        return names.stream().map(folder::resolve).filter(Files::isRegularFile).findFirst();
    }

    /** pnpm 8 writes lock files 6.x, pnpm 9 and 10 write 9.0; others refuse them under a frozen lock file. */
    private static Optional<String> pnpmFor(Path lockFile) {
        try (BufferedReader lines = Files.newBufferedReader(lockFile, StandardCharsets.UTF_8)) {
            String first = lines.readLine();
            Matcher matcher = LOCKFILE_VERSION.matcher(first == null ? "" : first);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            String version = matcher.group("version");
            if (version.startsWith("9")) {
                return Optional.of("10");
            }
            if (version.startsWith("6")) {
                return Optional.of("8");
            }
            return version.startsWith("5.4") ? Optional.of("7") : Optional.empty();
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read " + lockFile + ": " + e), e);
        }
    }

    /**
     * Whether a version is what is asked for.
     *
     * @param found what {@code --version} prints
     * @return true when it fits
     */
    boolean accepts(String found) {
        if (version.isEmpty()) {
            return true;
        }
        if (exact) {
            return found.equals(version.get());
        }
        // pnpm 9 reads the lock files of pnpm 10.
        return found.startsWith(version.get() + ".")
                || (kind == Kind.PNPM && version.get().equals("10") && found.startsWith("9."));
    }

    /**
     * What is asked for, as the registry and corepack name it.
     *
     * @return for instance {@code pnpm@10.12.4}
     */
    String wanted() {
        return kind.program() + version.map(text -> "@" + text).orElse("");
    }
}
