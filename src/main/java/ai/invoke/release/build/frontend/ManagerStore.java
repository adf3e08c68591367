package ai.invoke.release.build.frontend;

import ai.invoke.release.console.Console;
import ai.invoke.release.dist.tar.GzipInput;
import ai.invoke.release.dist.tar.TarMember;
import ai.invoke.release.dist.tar.TarReader;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.file.Folders;
import ai.invoke.release.platform.Platform;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProgramPath;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Package managers that the plugin fetched itself. npm brings the archive, its digest is compared, then npm installs from that
 * archive, without the network and without running a script of it. Each time one is used its archives are compared again.
 *
 * <p>The digest is the one that the project names (behind {@code packageManager}, in its lock file), else the one of the
 * plugin's own table. When nobody names one it is taken on first use, which the log says, and must stay the same.
 */
final class ManagerStore {

    private static final long LARGEST = 1L << 30;
    private static final String ARCHIVES = "archives";
    private static final String SUFFIX = ".tgz";

    /** Where the dynamic linker of musl lies, on the machines that Node.js runs on. */
    private static final List<Path> MUSL =
            List.of(Path.of("/lib/ld-musl-x86_64.so.1"), Path.of("/lib/ld-musl-aarch64.so.1"));

    private static final String MODERN_YARN = "@yarnpkg/cli-dist";

    /** What corepack takes the digest of, for a yarn that is a single file: that file, from wherever it comes. */
    private static final String YARN_FILE = "package/bin/yarn.js";

    private final Path folder;
    private final PinnedManagers table;
    private final Function<List<String>, Outcome> npm;
    private final Map<String, String> environment;
    private final Console console;

    /**
     * A store.
     *
     * @param folder where it lies
     * @param table the versions and digests that the plugin ships
     * @param npm runs npm with arguments, outside of the project
     * @param environment in which programs are looked for
     * @param console is told what is fetched
     */
    ManagerStore(
            Path folder,
            PinnedManagers table,
            Function<List<String>, Outcome> npm,
            Map<String, String> environment,
            Console console) {
        this.folder = folder.toAbsolutePath();
        this.table = table;
        this.npm = npm;
        this.environment = Map.copyOf(environment);
        this.console = console;
    }

    /** A digest, who says it, and of what. */
    private record Expected(ArchiveDigest digest, String source, boolean ofYarnFile) {}

    /** A package of npm's registry, in a version or a range of them. */
    private record Wanted(String name, String version) {

        @Override
        public String toString() {
            return name + "@" + version;
        }
    }

    /** An archive in the store. */
    private record Archive(Path file, String name, String version) {

        static Archive of(Path file) {
            String title = file.getFileName().toString();
            int at = title.lastIndexOf('@');
            return new Archive(file, title.substring(0, at), title.substring(at + 1, title.length() - SUFFIX.length()));
        }

        String title() {
            return name + "@" + version;
        }

        Path firstUse() {
            return file.resolveSibling(title() + ".sha512");
        }
    }

    /** npm could not fetch or install; the message is for the list of what was tried. */
    static final class NotFetched extends Exception {

        private static final long serialVersionUID = 1L;

        NotFetched(String why) {
            super(why);
        }

        String why() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * Fetches a package manager, unless it is here.
     *
     * @param manager what is asked for
     * @return its programs, the best first
     * @throws NotFetched when npm does not run, or has no such version
     * @throws EnvironmentException when an archive has another digest than the project, the table or the first use says, or
     *     the disk fails
     */
    List<Path> provide(PackageManager manager) throws NotFetched {
        Wanted wanted = wanted(manager);
        try {
            Optional<Path> here = here(manager, wanted.name());
            Path place = here.isPresent() ? here.get() : fetch(manager, wanted);
            for (Archive archive : archives(place)) {
                verify(manager, archive);
            }
            return programs(place, manager, wanted.name());
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot keep " + wanted + " in " + folder + ": " + e)
                            .next("free some space or make the folder writable, then run again"),
                    e);
        }
    }

    private Wanted wanted(PackageManager manager) {
        // The registry has no modern yarn under its plain name.
        boolean modernYarn = manager.kind() == PackageManager.Kind.YARN
                && manager.version().filter(version -> !version.startsWith("1")).isPresent();
        String name = modernYarn ? MODERN_YARN : manager.kind().program();
        String version = manager.exact()
                ? manager.version().orElseThrow()
                : table.newest(pin -> pin.name().equals(name) && manager.accepts(pin.version()))
                        .map(PinnedManagers.Pin::version)
                        .or(manager::version)
                        .orElse("latest");
        return new Wanted(name, version);
    }

    private Optional<Path> here(PackageManager manager, String name) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        String prefix = plain(name) + "@";
        try (Stream<Path> kept = Files.list(folder)) {
            return kept.filter(place -> place.getFileName().toString().startsWith(prefix))
                    .filter(place ->
                            manager.accepts(place.getFileName().toString().substring(prefix.length())))
                    .max(Comparator.comparing(
                            place -> place.getFileName().toString().substring(prefix.length()), NpmRange::compare));
        }
    }

    /** As npm names the file of a package. */
    private static String plain(String name) {
        return name.replace("@", "").replace('/', '-');
    }

    private Path fetch(PackageManager manager, Wanted wanted) throws IOException, NotFetched {
        Files.createDirectories(folder);
        Path fresh = Files.createTempDirectory(folder, ".new-");
        try {
            Files.writeString(fresh.resolve("package.json"), "{\"private\": true}\n");
            Archive main = pack(wanted, fresh);
            verify(manager, main);
            install(fresh, main);
            Optional<Wanted> binary = binary(fresh, wanted.name());
            if (binary.isPresent()) {
                Archive second = pack(binary.get(), fresh);
                verify(manager, second);
                install(fresh, main, second);
            }
            Path place = folder.resolve(main.title());
            AtomicFile.place(fresh, place);
            return place;
        } finally {
            Folders.delete(fresh);
        }
    }

    /** Brings an archive into the folder {@code archives}, under a name that says what it is. */
    private Archive pack(Wanted wanted, Path fresh) throws IOException, NotFetched {
        Path brought = Files.createTempDirectory(fresh, "pack-");
        must(List.of("pack", "--ignore-scripts", "--pack-destination", brought.toString(), wanted.toString()));
        List<Path> files = files(brought);
        String prefix = plain(wanted.name()) + "-";
        String name = files.size() == 1 ? files.get(0).getFileName().toString() : "";
        if (!name.startsWith(prefix) || !name.endsWith(SUFFIX)) {
            throw new NotFetched("npm pack " + wanted + " left " + files);
        }
        String version = name.substring(prefix.length(), name.length() - SUFFIX.length());
        Path archives = Files.createDirectories(fresh.resolve(ARCHIVES));
        Archive archive = new Archive(
                archives.resolve(plain(wanted.name()) + "@" + version + SUFFIX), plain(wanted.name()), version);
        AtomicFile.place(files.get(0), archive.file());
        Files.delete(brought);
        return archive;
    }

    private void install(Path fresh, Archive... archives) throws NotFetched {
        List<String> arguments = new ArrayList<>(List.of(
                "install",
                "--offline",
                "--ignore-scripts",
                "--omit=optional",
                "--no-audit",
                "--no-fund",
                "--no-package-lock",
                "--prefix",
                fresh.toString()));
        for (Archive archive : archives) {
            arguments.add(archive.file().toString());
        }
        must(arguments);
    }

    private void must(List<String> arguments) throws NotFetched {
        Outcome outcome = npm.apply(arguments);
        if (!outcome.succeeded()) {
            throw new NotFetched("npm " + arguments.get(0) + " " + arguments.get(arguments.size() - 1)
                    + " does not run: " + PackageManagerLocator.reason(outcome));
        }
    }

    /** The package with the program for this machine, where the main one has only a placeholder. */
    private static Optional<Wanted> binary(Path place, String name) {
        JsonNode optional = manifest(place, name).path("optionalDependencies");
        String arch = System.getProperty("os.arch", "");
        List<String> processors = arch.equals("aarch64") ? List.of("arm64", "aarch64") : List.of("x64");
        String library = MUSL.stream().anyMatch(Files::exists) ? "-musl" : "";
        for (String system : Platform.current().nodeNames()) {
            for (String processor : processors) {
                String end = system + "-" + processor + library;
                for (Iterator<String> names = optional.fieldNames(); names.hasNext(); ) {
                    String found = names.next();
                    if (found.endsWith(end)) {
                        return Optional.of(
                                new Wanted(found, optional.path(found).asText()));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static JsonNode manifest(Path place, String name) {
        return PackageJson.read(place.resolve("node_modules").resolve(name).resolve("package.json"));
    }

    private List<Path> programs(Path place, PackageManager manager, String name) {
        Path modules = place.resolve("node_modules");
        List<Path> folders = new ArrayList<>();
        binary(place, name).map(found -> modules.resolve(found.name())).ifPresent(folder -> {
            folders.add(folder.resolve("bin"));
            folders.add(folder);
        });
        folders.add(modules.resolve(".bin"));
        Map<String, String> path = new HashMap<>(environment);
        path.put("PATH", folders.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        return ProgramPath.of(path).all(manager.kind().program());
    }

    private static List<Archive> archives(Path place) throws IOException {
        return files(place.resolve(ARCHIVES)).stream()
                .filter(file -> file.toString().endsWith(SUFFIX))
                .map(Archive::of)
                .toList();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private void verify(PackageManager manager, Archive archive) throws IOException {
        Optional<Expected> known = expected(manager, archive);
        if (known.isEmpty()) {
            remember(manager, archive);
            return;
        }
        Expected expected = known.get();
        ArchiveDigest actual = expected.ofYarnFile()
                ? ofYarnFile(archive.file(), expected.digest().algorithm())
                : digest(archive.file(), expected.digest().algorithm());
        if (actual.equals(expected.digest())) {
            return;
        }
        Path place = AtomicFile.folder(AtomicFile.folder(archive.file()));
        boolean kept = !place.getFileName().toString().startsWith(".");
        throw new EnvironmentException(Problem.of("the archive of " + archive.title() + " is not the one of "
                        + expected.source() + ": expected " + expected.digest() + ", actual " + actual
                        + "; nothing of it was run")
                .next(
                        kept
                                ? "delete " + place + " and run again, which fetches it anew"
                                : "compare with what the registry says, npm view "
                                        + manager.wanted() + " dist.integrity, and "
                                        + "correct the digest when it is that one that is wrong"));
    }

    private Optional<Expected> expected(PackageManager manager, Archive archive) throws IOException {
        if (manager.digest().isPresent()
                && Stream.of(manager.kind().program(), plain(MODERN_YARN)).anyMatch(archive.name()::equals)) {
            return Optional.of(new Expected(
                    manager.digest().get(),
                    "packageManager in package.json",
                    archive.name().equals(plain(MODERN_YARN))));
        }
        Optional<Expected> locked = manager.lockFile()
                .flatMap(lock -> LockFile.integrity(
                                manager.kind(), lock, name -> plain(name).equals(archive.name()), archive.version())
                        .map(digest -> new Expected(digest, lock.toString(), false)));
        if (locked.isPresent()) {
            return locked;
        }
        Optional<Expected> shipped = table.newest(pin -> plain(pin.name()).equals(archive.name())
                        && pin.version().equals(archive.version()))
                .map(pin -> new Expected(pin.digest(), "the plugin's table", false));
        if (shipped.isPresent() || !Files.exists(archive.firstUse())) {
            return shipped;
        }
        return ArchiveDigest.corepack(Files.readString(archive.firstUse(), StandardCharsets.UTF_8)
                        .strip())
                .map(digest -> new Expected(digest, "the first use", false));
    }

    private void remember(PackageManager manager, Archive archive) throws IOException {
        ArchiveDigest digest = digest(archive.file(), "sha512");
        AtomicFile.write(archive.firstUse(), (digest + "\n").getBytes(StandardCharsets.UTF_8));
        console.info("  nobody names a digest of " + archive.title() + ", so it is taken on first use: " + digest);
        if (manager.digest().isEmpty() && archive.name().equals(manager.kind().program())) {
            console.info(
                    "  to pin it, in package.json: \"packageManager\": \"" + archive.title() + "+" + digest + "\"");
        }
    }

    private static ArchiveDigest digest(Path file, String algorithm) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return ArchiveDigest.of(algorithm, in::read);
        }
    }

    private static ArchiveDigest ofYarnFile(Path archive, String algorithm) throws IOException {
        try (InputStream in = new GzipInput(Files.newInputStream(archive), LARGEST)) {
            TarReader tar = new TarReader(in);
            for (Optional<TarMember> member = tar.next(); member.isPresent(); member = tar.next()) {
                if (member.get().kind() == TarMember.Kind.FILE
                        && member.get().path().equals(YARN_FILE)) {
                    return ArchiveDigest.of(algorithm, tar::read);
                }
            }
        }
        return new ArchiveDigest(algorithm, "no " + YARN_FILE);
    }
}
