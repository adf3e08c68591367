package ai.invoke.release.installer;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.file.FileNames;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.text.Printable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Makes one installer zip: finds the files and the wheel, checks everything, writes, and reads the wheel back. */
public final class InstallerAssembler {

    /** With a folder such as {@code C:\Users\<name>\Downloads\<zip>\} before it, more comes near Windows' 260. */
    public static final int LONG_PATH = 100;

    private static final Set<String> WHEEL_NAMES = Set.of("wheel", "wheel.sha256");

    /** Of a path on disk, as Linux has it; the user has to find the file. */
    private static final int LONGEST_PATH = 4096;

    private static final int FOLDER_MODE = 0755;
    private static final int SCRIPT_MODE = 0755;
    private static final int FILE_MODE = 0644;

    private final AssemblyContext context;

    /**
     * An assembler for one release.
     *
     * @param context what the installers need to know about it
     */
    public InstallerAssembler(AssemblyContext context) {
        this.context = context;
    }

    /**
     * Makes one installer. Nothing is replaced unless everything went well.
     *
     * @param spec what goes in
     * @return the zip, with the proof that the wheel inside is the one in {@code dist/}
     * @throws ProjectException with all problems of the specification and its files
     * @throws EnvironmentException when the disk fails
     */
    public AssembledInstaller assemble(InstallerSpec spec) {
        List<Problem> problems = new ArrayList<>();
        Optional<Wheel> wheel = spec.wheel().flatMap(pattern -> findWheel(pattern, problems));
        TextFilter filter = filter(spec, wheel, problems);
        String name = fileName(spec, filter, problems);
        Map<String, ZipItem> items = new Layout(filter, problems).items(spec, wheel);
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
        return write(name, List.copyOf(items.values()), wheel);
    }

    /**
     * The files that go into an installer besides the wheel, whatever is wrong with them.
     *
     * @param spec what goes in
     * @return where they are, in no particular order
     */
    public List<Path> files(InstallerSpec spec) {
        FileSetScanner scanner = new FileSetScanner(context, new ArrayList<>());
        return spec.fileSets().stream()
                .flatMap(set -> scanner.scan(set).stream())
                .map(FileSetScanner.Found::path)
                .toList();
    }

    private record Wheel(Path file, String name, String sha256) {}

    private Optional<Wheel> findWheel(String pattern, List<Problem> problems) {
        PathPattern wanted = new PathPattern(pattern);
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(context.dist())) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(
                    context.dist(), file -> FileNames.of(file).endsWith(".whl"))) {
                for (Path file : files) {
                    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                            && wanted.matches(List.of(String.valueOf(file.getFileName())))) {
                        found.add(file);
                    }
                }
                if (found.size() == 1) {
                    Path file = found.get(0);
                    return Optional.of(new Wheel(file, String.valueOf(file.getFileName()), Sha256.of(file)));
                }
            } catch (IOException e) {
                throw new EnvironmentException(
                        Problem.of("cannot read the wheels in " + context.display(context.dist()) + ": " + e), e);
            }
        }
        String names = String.join(
                ", ",
                found.stream()
                        .map(file -> String.valueOf(file.getFileName()))
                        .sorted()
                        .toList());
        problems.add(
                found.isEmpty()
                        ? Problem.of("no wheel in " + context.display(context.dist()) + " matches " + pattern)
                                .next("build one first: mvn invokeai-release:build-dist")
                        : Problem.of("an installer bundles one wheel, and " + found.size() + " in "
                                        + context.display(context.dist()) + " match " + pattern + ": " + names)
                                .next("name one by a pattern, for instance <wheel>*-py3-none-any.whl</wheel>, "
                                        + "or configure one <installer> for each"));
        return Optional.empty();
    }

    private TextFilter filter(InstallerSpec spec, Optional<Wheel> wheel, List<Problem> problems) {
        Map<String, String> values = new HashMap<>(context.facts());
        wheel.ifPresent(found -> {
            values.put("wheel", found.name());
            values.put("wheel.sha256", found.sha256());
        });
        for (Map.Entry<String, String> property : new TreeMap<>(spec.properties()).entrySet()) {
            if (WHEEL_NAMES.contains(property.getKey()) || context.facts().containsKey(property.getKey())) {
                problems.add(Problem.of(
                                "the installer property '" + property.getKey() + "' has the name of a predefined value")
                        .next("choose another name in <properties>"));
            }
            values.putIfAbsent(property.getKey(), property.getValue());
        }
        // A wheel that should be there and is not has been reported already.
        Set<String> reserved = spec.wheel().isPresent() && wheel.isEmpty() ? Set.of() : WHEEL_NAMES;
        return new TextFilter(values, reserved);
    }

    private String fileName(InstallerSpec spec, TextFilter filter, List<Problem> problems) {
        String name = InstallerEntryName.join(List.of(filter.apply(spec.name())));
        Optional<String> fault = name.contains("${")
                ? Optional.of("has an unknown ${…}")
                : name.contains("/") ? Optional.of("names a folder") : InstallerEntryName.fault(name);
        if (fault.isEmpty() && !(name.endsWith(".zip") && name.length() > ".zip".length())) {
            fault = Optional.of("does not end in .zip");
        }
        fault.ifPresent(text -> problems.add(Problem.of("the installer name '" + name + "' " + text)
                .next("correct <name>; it may use ${version} and ${tag}")));
        if (fault.isEmpty() && !canBeWritten(name)) {
            problems.add(Problem.of("the installer name '" + name + "' has characters that file names of this Java ("
                            + System.getProperty("sun.jnu.encoding") + ") cannot have")
                    .next("run Maven with LC_ALL=C.UTF-8, or name it in ASCII"));
        }
        return name;
    }

    private boolean canBeWritten(String name) {
        try {
            return context.output().resolve(name).endsWith(name);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Decides on the entries of one zip. */
    private final class Layout {

        private final TextFilter filter;
        private final List<Problem> problems;
        private final TextRules texts;
        private final Map<String, ZipItem> items = new TreeMap<>();
        private final Map<String, String> folded = new HashMap<>();

        Layout(TextFilter filter, List<Problem> problems) {
            this.filter = filter;
            this.problems = problems;
            this.texts = new TextRules(context, filter);
        }

        Map<String, ZipItem> items(InstallerSpec spec, Optional<Wheel> wheel) {
            String top = folder("top folder", spec.topFolder());
            if (top.isEmpty()) {
                problems.add(Problem.of("an installer needs a top folder, so that unpacking does not scatter its files")
                        .next("set <topFolder>"));
            }
            FileSetScanner scanner = new FileSetScanner(context, problems);
            for (FileSet set : spec.fileSets()) {
                String target = folder("target folder", set.target());
                for (FileSetScanner.Found found : scanner.scan(set)) {
                    addFile(top, target, set, found);
                }
            }
            wheel.ifPresent(file -> add(
                    InstallerEntryName.join(List.of(top, folder("wheel folder", spec.wheelFolder()), file.name())),
                    FILE_MODE,
                    new ZipItem.Copy(file.file()),
                    file.file()));
            List<String> wheels = items.keySet().stream()
                    .filter(name -> name.endsWith(".whl"))
                    .toList();
            if (wheel.isPresent() && wheels.size() > 1) {
                problems.add(Problem.of("the installer would hold several wheels: " + String.join(", ", wheels))
                        .next("exclude *.whl from the file sets; the wheel of dist/ is added automatically"));
            }
            return items;
        }

        private String folder(String role, String text) {
            // Maven takes an empty element of a POM for none at all.
            String path = text.equals(".") ? "" : InstallerEntryName.join(List.of(filter.apply(text)));
            String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
            if (!trimmed.isEmpty()) {
                Optional.of("has an unknown ${…}")
                        .filter(unknown -> trimmed.contains("${"))
                        .or(() -> InstallerEntryName.fault(trimmed))
                        .ifPresent(fault ->
                                problems.add(Problem.of("the installer's " + role + " '" + text + "' " + fault)));
            }
            return trimmed;
        }

        private void addFile(String top, String target, FileSet set, FileSetScanner.Found found) {
            List<String> segments = new ArrayList<>(found.segments());
            int last = segments.size() - 1;
            if (set.stripIn()
                    && segments.get(last).endsWith(".in")
                    && segments.get(last).length() > ".in".length()) {
                segments.set(
                        last, segments.get(last).substring(0, segments.get(last).length() - ".in".length()));
            }
            List<String> path = new ArrayList<>(List.of(top, target));
            path.addAll(segments);
            String leaf = segments.get(last);
            LineEndings endings = set.lineEndings().resolve(leaf);
            boolean registry = LetterCase.lower(leaf).endsWith(".reg");
            boolean bytes = registry || (!set.filtered() && endings == LineEndings.KEEP);
            ZipItem.Content content = bytes
                    ? new ZipItem.Copy(found.path())
                    : new ZipItem.Text(() -> texts.render(found.path(), set.filtered(), endings));
            add(InstallerEntryName.join(path), set.mode().orElse(standardMode(leaf)), content, found.path());
        }

        private static int standardMode(String leaf) {
            return LineEndings.AUTO.resolve(leaf) == LineEndings.LF ? SCRIPT_MODE : FILE_MODE;
        }

        private void add(String name, int mode, ZipItem.Content content, Path source) {
            Location where = Location.of(context.display(source));
            Optional<String> fault = InstallerEntryName.fault(name);
            if (fault.isPresent()) {
                problems.add(Problem.of("the path " + Printable.of(name) + " in the installer " + fault.get())
                        .at(Location.of(Printable.of(where.file(), LONGEST_PATH)))
                        .next("rename or exclude the file"));
                return;
            }
            for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
                String folder = name.substring(0, slash + 1);
                claim(folder, where);
                items.putIfAbsent(folder, new ZipItem(folder, FOLDER_MODE, new ZipItem.Folder()));
            }
            if (items.containsKey(name)) {
                problems.add(Problem.of("the installer would hold " + name + " twice")
                        .at(where)
                        .next("exclude one of the sources"));
                return;
            }
            claim(name, where);
            items.put(name, new ZipItem(name, mode, content));
            check(content, where);
        }

        /** Windows and macOS take names that differ only in case for one. */
        private void claim(String name, Location where) {
            String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
            String other = folded.putIfAbsent(LetterCase.lower(path), name);
            if (other != null && !other.equals(name)) {
                problems.add(Problem.of("the installer would hold both " + other + " and " + name
                                + ", which are one path on Windows and macOS")
                        .at(where)
                        .next("rename or exclude one of them"));
            }
        }

        private void check(ZipItem.Content content, Location where) {
            if (content instanceof ZipItem.Text text) {
                try {
                    text.text().bytes();
                } catch (ProjectException e) {
                    problems.addAll(e.problems());
                } catch (IOException e) {
                    problems.add(Problem.of("cannot be read: " + e).at(where));
                }
            }
        }
    }

    private AssembledInstaller write(String name, List<ZipItem> items, Optional<Wheel> wheel) {
        Path zip = context.output().resolve(name);
        try {
            return AtomicFile.make(zip, draft -> {
                new ReproducibleZip(context.timestamp()).write(draft, items);
                List<BundledWheel> bundled = InstallerArchive.wheels(draft);
                wheel.ifPresent(expected -> prove(expected, bundled));
                String sha256 = Sha256.of(draft);
                new Sha256Sums(context.output()).announce(name, sha256);
                return new AssembledInstaller(
                        zip,
                        Files.size(draft),
                        sha256,
                        items.size(),
                        wheel.flatMap(expected -> named(expected, bundled)),
                        items.stream()
                                .map(ZipItem::name)
                                .filter(path -> path.length() > LONG_PATH)
                                .toList());
            });
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot write the installer " + context.display(zip) + ": " + e)
                            .next("make sure that the disk has space and nothing changes the sources, then run again"),
                    e);
        }
    }

    private static Optional<BundledWheel> named(Wheel wheel, List<BundledWheel> bundled) {
        return bundled.stream()
                .filter(entry -> entry.fileName().equals(wheel.name()))
                .findFirst();
    }

    private void prove(Wheel wheel, List<BundledWheel> bundled) {
        String found = named(wheel, bundled).map(BundledWheel::sha256).orElse("missing");
        if (!found.equals(wheel.sha256())) {
            throw new EnvironmentException(Problem.of("the wheel in the installer is not the one in "
                            + context.display(wheel.file()) + ": sha256 " + found + " and " + wheel.sha256())
                    .next("something changed it while the installer was written; run it again"));
        }
    }
}
