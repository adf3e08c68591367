package ai.invoke.release.smoke;

import ai.invoke.release.file.FileNames;
import ai.invoke.release.installer.InstallerEntryName;
import ai.invoke.release.installer.LineEndings;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Unpacks an installer as {@code unzip} does, and finds what would break for a user. */
final class Unpacker {

    /** Far above any installer; a hostile zip must not fill the disk with names. */
    private static final int MAX_ENTRIES = 100_000;

    /** Text shrinks to a fifth, a bomb to a thousandth. */
    private static final long MAX_RATIO = 100;

    private static final long ROOM = 64L * 1024 * 1024;

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
        try (ZipFile archive = open(zip)) {
            List<ZipArchiveEntry> entries = Collections.list(archive.getEntries());
            if (entries.size() > MAX_ENTRIES) {
                throw unsafe(zip, "it has " + entries.size() + " entries");
            }
            long room = ROOM + MAX_RATIO * Files.size(zip);
            for (ZipArchiveEntry entry : entries) {
                String name = entry.getName();
                String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
                Optional<String> fault = InstallerEntryName.fault(path);
                if (fault.isPresent() || entry.isUnixSymlink()) {
                    throw unsafe(zip, "its entry '" + name + "' " + fault.orElse("is a symbolic link"));
                }
                Path target = FileNames.resolve(folder, path);
                tops.add(top(path, entry.isDirectory()));
                try {
                    if (entry.isDirectory()) {
                        Files.createDirectories(target);
                    } else {
                        room -= new ZipExtraction(zip, archive, entry).to(target, room);
                        files.put(path, target);
                    }
                } catch (FileAlreadyExistsException e) {
                    throw unsafe(zip, "it has two entries for the path '" + path + "'");
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

    private static ZipFile open(Path zip) {
        try {
            return ZipFile.builder().setPath(zip).get();
        } catch (IOException | IllegalArgumentException e) {
            throw unsafe(zip, String.valueOf(e.getMessage()));
        }
    }

    private static void look(String name, Path file, List<String> scripts, List<Problem> problems) {
        LineEndings wanted = LineEndings.AUTO.resolve(name);
        if (wanted == LineEndings.KEEP) {
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
