package ai.invoke.release.smoke;

import ai.invoke.release.dist.zip.ZipArchive;
import ai.invoke.release.dist.zip.ZipFault;
import ai.invoke.release.dist.zip.ZipFormatException;
import ai.invoke.release.dist.zip.ZipFraming;
import ai.invoke.release.dist.zip.ZipLimits;
import ai.invoke.release.dist.zip.ZipMember;
import ai.invoke.release.file.FileNames;
import ai.invoke.release.installer.InstallerEntryName;
import ai.invoke.release.installer.LineEndings;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.LetterCase;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Unpacks an installer as {@code unzip} does, and finds what would break for a user. */
final class Unpacker {

    /** Text shrinks to a fifth, a bomb to a thousandth. */
    private static final long MAX_RATIO = 100;

    private static final long ROOM = 64L * 1024 * 1024;

    /** What every reader of zips reads alike, though PyPI would refuse it in a wheel. */
    private static final Set<ZipFault.Kind> HARMLESS =
            EnumSet.of(ZipFault.Kind.ENTRY_COMMENT, ZipFault.Kind.DATA_DESCRIPTOR);

    private Unpacker() {}

    /**
     * What came out.
     *
     * @param top the one folder that everything lies in
     * @param wheels the wheels that were found, sorted
     * @param scripts relative paths of the scripts that were looked at, sorted
     * @param problems what is wrong with the scripts
     */
    record Unpacked(Path top, List<Path> wheels, List<String> scripts, List<Problem> problems) {

        /** Takes unmodifiable copies. */
        Unpacked {
            wheels = List.copyOf(wheels);
            scripts = List.copyOf(scripts);
            problems = List.copyOf(problems);
        }
    }

    /**
     * Unpacks an installer and checks its layout.
     *
     * @param zip the installer
     * @param folder an empty folder
     * @return what came out
     * @throws IOException when the disk fails
     * @throws ProjectException when the zip cannot be unpacked, or is not safe to
     */
    static Unpacked unpack(Path zip, Path folder) throws IOException {
        TreeMap<String, Path> files = new TreeMap<>();
        Set<String> tops = new TreeSet<>();
        Files.createDirectories(folder);
        try (ZipArchive archive = open(zip)) {
            check(zip, archive);
            for (ZipMember member : archive.members()) {
                String path = path(member);
                Path target = FileNames.resolve(folder, path);
                tops.add(top(path, member.isDirectory()));
                if (member.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    new ZipExtraction(zip, archive, member).to(target);
                    files.put(path, target);
                }
            }
        }
        if (tops.size() != 1 || tops.contains("")) {
            throw new ProjectException(Problem.of("the installer " + zip.getFileName()
                            + " does not keep everything in one top folder, so unpacking it scatters its files")
                    .next("build it again: mvn package"));
        }
        List<String> scripts = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        files.forEach((name, file) -> look(name, file, scripts, problems));
        return new Unpacked(
                FileNames.resolve(folder, tops.iterator().next()),
                files.values().stream()
                        .filter(file -> FileNames.of(file).endsWith(".whl"))
                        .toList(),
                scripts,
                problems);
    }

    /** Empty for a file that lies in no folder. */
    private static String top(String path, boolean directory) {
        int slash = path.indexOf('/');
        return slash >= 0 ? path.substring(0, slash) : directory ? path : "";
    }

    private static String path(ZipMember member) {
        String name = member.path();
        return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    }

    private static ZipArchive open(Path zip) throws IOException {
        try {
            return ZipArchive.open(zip, ZipLimits.standard());
        } catch (ZipFormatException e) {
            throw unsafe(zip, String.valueOf(e.getMessage()));
        }
    }

    /** Everything that can be said before anything is written. */
    private static void check(Path zip, ZipArchive archive) throws IOException {
        if (!archive.complete()) {
            throw unsafe(
                    zip, "it has more than " + ZipLimits.standard().members() + " entries, or absurdly long names");
        }
        long room = ROOM + MAX_RATIO * archive.size();
        UnpackedPaths paths = new UnpackedPaths();
        for (ZipMember member : archive.members()) {
            String path = path(member);
            Optional<String> fault = InstallerEntryName.fault(path);
            if (fault.isPresent() || member.isSymlink()) {
                throw unsafe(zip, "its entry '" + member.path() + "' " + fault.orElse("is a symbolic link"));
            }
            Optional<String> clash = paths.add(path, member.isDirectory());
            if (clash.isPresent()) {
                throw unsafe(zip, clash.get());
            }
            room -= Math.min(member.size(), room + 1);
            if (room < 0) {
                throw unsafe(zip, "it unpacks to far more than is plausible for its size");
            }
        }
        for (ZipFault fault : ZipFraming.check(archive)) {
            if (!HARMLESS.contains(fault.kind())) {
                throw unsafe(zip, "programs read it differently: " + fault.detail() + " " + fault.entry());
            }
        }
    }

    private static void look(String name, Path file, List<String> scripts, List<Problem> problems) {
        LineEndings wanted = LineEndings.AUTO.resolve(name);
        // A template is no script yet: what becomes of it, the installer itself decides.
        if (wanted == LineEndings.KEEP || LetterCase.lower(name).endsWith(".in")) {
            return;
        }
        scripts.add(name);
        if (wanted == LineEndings.LF && !Files.isExecutable(file)) {
            problems.add(Problem.of(name + " in the installer is not executable")
                    .next("set <mode>0755</mode> in its file set"));
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            int before = 0;
            int c;
            while ((c = in.read()) >= 0) {
                if (wanted == LineEndings.LF && c == '\r') {
                    problems.add(Problem.of(
                                    name + " in the installer contains carriage returns, so the system cannot run it")
                            .next("leave <lineEndings> at AUTO in its file set"));
                    return;
                }
                if (wanted == LineEndings.CRLF && c == '\n' && before != '\r') {
                    problems.add(Problem.of(name + " in the installer has LF line endings, which break batch files")
                            .next("leave <lineEndings> at AUTO in its file set"));
                    return;
                }
                before = c;
            }
        } catch (IOException e) {
            problems.add(Problem.of(name + " of the installer cannot be read after unpacking: " + e));
        }
    }

    static ProjectException unsafe(Path zip, String why) {
        return new ProjectException(Problem.of("the installer " + zip.getFileName() + " cannot be unpacked: " + why)
                .next("build it again: mvn package"));
    }
}
