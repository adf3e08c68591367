package ai.invoke.release.installer;

import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Unpacks an installer as {@code unzip} does, and finds what would break for a user. */
final class Unpacker {

    /** Far above any installer; a hostile zip must not fill the disk with names. */
    private static final int MAX_ENTRIES = 100_000;

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
     * Unpacks.
     *
     * @param zip the installer
     * @param folder an empty folder
     * @return what came out
     * @throws IOException when the disk fails
     * @throws ProjectException when the zip cannot be unpacked, or is not safe to
     */
    static Unpacked unpack(Path zip, Path folder) throws IOException {
        TreeMap<String, Path> files = new TreeMap<>();
        List<Problem> problems = new ArrayList<>();
        try (ZipFile archive = ZipFile.builder().setPath(zip).get()) {
            List<ZipArchiveEntry> entries = Collections.list(archive.getEntries());
            if (entries.size() > MAX_ENTRIES) {
                throw unsafe(zip, "it has " + entries.size() + " entries");
            }
            for (ZipArchiveEntry entry : entries) {
                String name = entry.getName();
                String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
                Optional<String> objection = EntryName.objection(path);
                if (objection.isPresent() || entry.isUnixSymlink()) {
                    throw unsafe(zip, "its entry '" + name + "' " + objection.orElse("is a symbolic link"));
                }
                Path target = folder.resolve(path);
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    extract(archive, entry, target);
                    files.put(path, target);
                }
            }
        } catch (java.util.zip.ZipException | java.io.EOFException | IllegalArgumentException e) {
            throw unsafe(zip, String.valueOf(e.getMessage()));
        }
        List<String> tops = files.keySet().stream()
                .map(path -> path.contains("/") ? path.substring(0, path.indexOf('/')) : "")
                .distinct()
                .toList();
        if (tops.size() != 1 || tops.get(0).isEmpty()) {
            throw new ProjectException(Problem.of("the installer " + zip.getFileName()
                            + " does not keep everything in one top folder, so that unpacking it litters a folder")
                    .next("build it again: mvn package"));
        }
        List<String> scripts = new ArrayList<>();
        files.forEach((name, file) -> look(name, file, scripts, problems));
        return new Unpacked(
                folder.resolve(tops.get(0)),
                files.values().stream()
                        .filter(file -> file.toString().endsWith(".whl"))
                        .toList(),
                scripts,
                problems);
    }

    private static void extract(ZipFile archive, ZipArchiveEntry entry, Path target) throws IOException {
        Path parent = target.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try (InputStream in = archive.getInputStream(entry)) {
            Files.copy(in, target);
        }
        boolean posix = target.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (posix && entry.getPlatform() == ZipArchiveEntry.PLATFORM_UNIX) {
            Files.setPosixFilePermissions(target, permissions(entry.getUnixMode()));
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        // In the order of the bits, from 0001 up.
        List<PosixFilePermission> bits = List.of(
                PosixFilePermission.OTHERS_EXECUTE,
                PosixFilePermission.OTHERS_WRITE,
                PosixFilePermission.OTHERS_READ,
                PosixFilePermission.GROUP_EXECUTE,
                PosixFilePermission.GROUP_WRITE,
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.OWNER_EXECUTE,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.OWNER_READ);
        Set<PosixFilePermission> result = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < bits.size(); i++) {
            if ((mode & (1 << i)) != 0) {
                result.add(bits.get(i));
            }
        }
        return result;
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
        try (InputStream in = new java.io.BufferedInputStream(Files.newInputStream(file))) {
            int before = 0;
            int c;
            while ((c = in.read()) >= 0) {
                if (wanted == LineEndings.LF && c == '\r') {
                    problems.add(Problem.of(name + " in the installer holds carriage returns: no system will run it")
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

    private static ProjectException unsafe(Path zip, String why) {
        return new ProjectException(Problem.of("the installer " + zip.getFileName() + " cannot be unpacked: " + why)
                .next("build it again: mvn package"));
    }
}
