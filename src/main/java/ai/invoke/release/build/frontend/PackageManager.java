package ai.invoke.release.build.frontend;

import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which package manager a frontend is made for, told from {@code packageManager} or {@code devEngines} in {@code
 * package.json}, from {@code yarnPath}, or from the lock file.
 *
 * @param kind which one
 * @param version what is asked for: a full version, or a range as npm writes it; empty for any
 * @param accepted which versions fit, where not only the one of that name does
 * @param digest of its archive, as corepack writes it behind the version
 * @param lockFile the lock file that pins the dependencies
 * @param foreignLock a lock file of a package manager that is not known, where there is no other
 * @param release the yarn that the project brings itself, a file for Node.js
 * @param doubts what the project says twice and differently
 */
public record PackageManager(
        Kind kind,
        Optional<String> version,
        Optional<NpmRange> accepted,
        Optional<ArchiveDigest> digest,
        Optional<Path> lockFile,
        Optional<Path> foreignLock,
        Optional<Path> release,
        List<Problem> doubts) {

    private static final List<String> FOREIGN = List.of("deno.lock");

    /** Takes an unmodifiable copy. */
    public PackageManager {
        doubts = List.copyOf(doubts);
    }

    /** The package managers, in the order in which their lock files are looked for. */
    public enum Kind {
        /** pnpm. */
        PNPM("pnpm"),
        /** Yarn, classic and modern. */
        YARN("yarn"),
        /** Bun, which runs scripts without Node.js, too. */
        BUN("bun"),
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
                case BUN -> List.of("bun.lock", "bun.lockb");
                case NPM -> List.of("package-lock.json", "npm-shrinkwrap.json");
            };
        }

        private static Optional<Kind> of(String name) {
            return List.of(values()).stream()
                    .filter(kind -> kind.program.equals(name))
                    .findFirst();
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
            Pattern.compile("(?<name>[a-z]++)@(?<version>\\d++\\.\\d++\\.\\d++[^+]*+)(?:\\+(?<digest>.*+))?+");
    private static final Pattern EXACT = Pattern.compile("\\d++\\.\\d++\\.\\d++[0-9A-Za-z.-]*+");

    /** What {@code package.json} asks for. */
    private record Stated(
            Kind kind, Optional<String> version, Optional<NpmRange> accepted, Optional<ArchiveDigest> digest) {

        Stated(Kind kind, Optional<String> version, Optional<NpmRange> accepted) {
            this(kind, version, accepted, Optional.empty());
        }
    }

    /**
     * Tells it: what stands nearest to the frontend counts, as it does for corepack, up to the top of the work tree. A
     * workspace has both the field and the lock file at its top.
     *
     * @param folder the frontend
     * @return the package manager
     * @throws ProjectException when a {@code package.json} cannot be read, names one that is not known, or contradicts itself
     */
    public static PackageManager of(Path folder) {
        List<Path> folders = upwards(folder);
        for (Path at : folders) {
            Path manifest = at.resolve("package.json");
            JsonNode content = Files.isRegularFile(manifest) ? PackageJson.read(manifest) : MissingNode.getInstance();
            Optional<Stated> stated = stated(content, manifest, folders);
            if (stated.isPresent()) {
                return named(stated.get(), folders);
            }
            Optional<Path> release = YarnRelease.of(at);
            if (release.isPresent()) {
                return named(new Stated(Kind.YARN, Optional.empty(), Optional.empty()), folders);
            }
            List<Path> locks = locks(at);
            if (!locks.isEmpty()) {
                return locked(locks, content);
            }
            Optional<Path> foreign = first(at, FOREIGN);
            if (foreign.isPresent()) {
                return plain(foreign);
            }
        }
        return plain(Optional.empty());
    }

    private static PackageManager plain(Optional<Path> foreign) {
        return new PackageManager(
                Kind.NPM,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                foreign,
                Optional.empty(),
                List.of());
    }

    private static Optional<Stated> stated(JsonNode content, Path manifest, List<Path> folders) {
        Optional<Stated> field = Optional.of(content.path("packageManager").asText(""))
                .filter(text -> !text.isEmpty())
                .map(text -> field(text, manifest));
        List<Stated> engines = engines(content.path("devEngines").path("packageManager"), manifest);
        if (engines.isEmpty()) {
            return field;
        }
        if (field.isEmpty()) {
            return engines.stream()
                    .filter(engine -> folders.stream()
                            .anyMatch(at -> first(at, engine.kind().lockFiles()).isPresent()))
                    .findFirst()
                    .or(() -> Optional.of(engines.get(0)));
        }
        String version = field.get().version().orElse("");
        boolean fits = engines.stream()
                .anyMatch(engine -> engine.kind() == field.get().kind()
                        && engine.accepted()
                                .map(range -> range.accepts(version))
                                .orElseGet(() -> engine.version()
                                        .filter(Predicate.not(version::equals))
                                        .isEmpty()));
        if (!fits) {
            throw new ProjectException(Problem.of("packageManager and devEngines.packageManager contradict each other: "
                            + content.path("packageManager").asText() + " is none of "
                            + content.path("devEngines").path("packageManager"))
                    .at(Location.of(manifest.toString()))
                    .next("let both name the same package manager and version"));
        }
        return field;
    }

    private static Stated field(String text, Path manifest) {
        Matcher matcher = FIELD.matcher(text);
        Kind kind = Optional.of(matcher)
                .filter(Matcher::matches)
                .flatMap(found -> Kind.of(found.group("name")))
                .orElseThrow(() -> unknown("packageManager \"" + text + "\"", manifest));
        Optional<ArchiveDigest> digest = Optional.ofNullable(matcher.group("digest"))
                .map(found -> ArchiveDigest.corepack(found)
                        .orElseThrow(() -> new ProjectException(Problem.of(
                                        "packageManager \"" + text + "\" has no digest as corepack writes it behind +")
                                .at(Location.of(manifest.toString()))
                                .next("corepack use " + kind.program() + "@" + matcher.group("version")
                                        + ", or leave out what follows the +"))));
        return new Stated(kind, Optional.of(matcher.group("version")), Optional.empty(), digest);
    }

    private static ProjectException unknown(String what, Path manifest) {
        return new ProjectException(Problem.of(what + " is not pnpm, yarn, npm or bun with a version")
                .at(Location.of(manifest.toString()))
                .next("write it like \"pnpm@10.12.4\""));
    }

    /** One or a list of them, of which any will do (docs.npmjs.com, package.json, devEngines). */
    private static List<Stated> engines(JsonNode field, Path manifest) {
        List<Stated> known = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (JsonNode engine : field.isArray() ? field : List.of(field)) {
            String name = engine.path("name").asText("");
            String version = engine.path("version").asText("").strip();
            Optional<Kind> kind = Kind.of(name);
            if (kind.isPresent()) {
                boolean exact = EXACT.matcher(version).matches();
                known.add(new Stated(
                        kind.get(),
                        Optional.of(version).filter(text -> !text.isEmpty()),
                        exact || version.isEmpty() ? Optional.empty() : range(name, version, manifest)));
            } else if (!name.isEmpty()
                    && !List.of("ignore", "warn").contains(engine.path("onFail").asText())) {
                others.add(name);
            }
        }
        if (known.isEmpty() && !others.isEmpty()) {
            throw unknown("devEngines.packageManager " + others, manifest);
        }
        return known;
    }

    private static Optional<NpmRange> range(String name, String version, Path manifest) {
        return Optional.of(NpmRange.parse(version)
                .orElseThrow(() -> unknown("devEngines.packageManager " + name + " " + version, manifest)));
    }

    private static PackageManager named(Stated stated, List<Path> folders) {
        Kind kind = stated.kind();
        Optional<Path> lock = folders.stream()
                .flatMap(at -> first(at, kind.lockFiles()).stream())
                .findFirst();
        List<Problem> doubts = new ArrayList<>();
        lock.map(Path::getParent).ifPresent(at -> doubts.addAll(twoLocks(lock.get(), locks(at))));
        Optional<Path> release = kind == Kind.YARN
                ? folders.stream().flatMap(at -> YarnRelease.of(at).stream()).findFirst()
                : Optional.empty();
        return new PackageManager(
                kind, stated.version(), stated.accepted(), stated.digest(), lock, Optional.empty(), release, doubts);
    }

    /** The lock file says which generation wrote it, and {@code engines} which of these. */
    private static PackageManager locked(List<Path> locks, JsonNode content) {
        Path lock = locks.get(0);
        Kind kind = List.of(Kind.values()).stream()
                .filter(known -> known.lockFiles().contains(String.valueOf(lock.getFileName())))
                .findFirst()
                .orElseThrow();
        LockFile.Generation generation = LockFile.generation(kind, lock);
        Optional<String> engines = Optional.of(
                        content.path("engines").path(kind.program()).asText("").strip())
                .filter(text -> !text.isEmpty() && NpmRange.parse(text).isPresent());
        List<Problem> doubts = new ArrayList<>(twoLocks(lock, locks));
        Optional<NpmRange> range = generation.readers().map(NpmRange::of);
        if (engines.isPresent() && range.isPresent()) {
            range = NpmRange.parse(both(engines.get(), range.get().toString()));
        } else if (engines.isPresent()) {
            range = engines.flatMap(NpmRange::parse);
        }
        return new PackageManager(
                kind,
                engines.or(generation::wanted),
                range,
                Optional.empty(),
                Optional.of(lock),
                Optional.empty(),
                Optional.empty(),
                doubts);
    }

    /** Alternatives are weaker than a blank, so that each is combined with the other range. */
    private static String both(String one, String other) {
        List<String> all = new ArrayList<>();
        for (String first : one.split("\\|\\|", -1)) {
            for (String second : other.split("\\|\\|", -1)) {
                all.add(first.strip() + " " + second.strip());
            }
        }
        return String.join(" || ", all);
    }

    private static List<Problem> twoLocks(Path counts, List<Path> locks) {
        List<String> others = locks.stream()
                .filter(lock -> !lock.equals(counts))
                .map(lock -> String.valueOf(lock.getFileName()))
                .toList();
        return others.isEmpty()
                ? List.of()
                : List.of(Problem.of(counts + " counts, and beside it lies " + String.join(", ", others))
                        .next("delete the one that is not kept up to date, or name the package manager in package.json:"
                                + " \"packageManager\""));
    }

    /** One for each package manager that has one here. */
    private static List<Path> locks(Path folder) {
        List<Path> found = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            first(folder, kind.lockFiles()).ifPresent(found::add);
        }
        return found;
    }

    /**
     * The frontend and the folders above it, up to the top of the work tree.
     *
     * @param folder the frontend
     * @return the nearest first
     */
    static List<Path> upwards(Path folder) {
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

    /**
     * Whether a single version is asked for.
     *
     * @return true for a full version
     */
    public boolean exact() {
        return accepted.isEmpty() && version.isPresent();
    }

    /**
     * Whether a version is what is asked for.
     *
     * @param found what {@code --version} prints
     * @return true when it fits
     */
    boolean accepts(String found) {
        return accepted.map(range -> range.accepts(found))
                .orElseGet(() -> version.isEmpty() || version.get().equals(found));
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
