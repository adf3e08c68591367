package ai.invoke.release.build;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What files hold at one moment: for each its SHA-256, with {@code x} behind it when it is executable, or {@code -> target}
 * for a link.
 *
 * @param files path relative to the root, with {@code /}, and what it holds
 */
public record TreeSnapshot(SortedMap<String, String> files) {

    private static final String LINK = "-> ";

    /** Takes an unmodifiable copy. */
    public TreeSnapshot {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /**
     * Takes the digests of the given files.
     *
     * @param root the folder they are relative to
     * @param paths the files; one that is not there is left out
     * @return what they hold
     */
    public static TreeSnapshot of(Path root, Collection<String> paths) {
        return of(root, paths, Map.of());
    }

    /**
     * Reads files where the disk does not know which of them are executable.
     *
     * @param root the folder they are relative to
     * @param paths the files; one that is not there is left out
     * @param executable for each file, whether it is; the disk is asked for those that are missing here
     * @return what they hold
     */
    public static TreeSnapshot of(Path root, Collection<String> paths, Map<String, Boolean> executable) {
        TreeMap<String, String> files = new TreeMap<>();
        for (String path : paths) {
            Path file = root.resolve(path);
            try {
                if (Files.isSymbolicLink(file)) {
                    files.put(path, LINK + target(root, file));
                } else if (Files.isRegularFile(file)) {
                    files.put(path, Sha256.of(file) + (executable(path, file, executable) ? "x" : ""));
                }
            } catch (NoSuchFileException e) {
                // Gone since it was listed: the same as not there.
                files.remove(path);
            } catch (IOException e) {
                throw new EnvironmentException(
                        Problem.of("cannot read " + file + ": " + e).next("make it readable, then run again"), e);
            }
        }
        return new TreeSnapshot(files);
    }

    private static boolean executable(String path, Path file, Map<String, Boolean> known) throws IOException {
        Boolean answer = known.get(path);
        if (answer != null) {
            return answer;
        }
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        return view != null && view.readAttributes().permissions().contains(PosixFilePermission.OWNER_EXECUTE);
    }

    /**
     * The paths that differ.
     *
     * @param other a later or earlier look at the same files
     * @return changed, added and removed files
     */
    public SortedSet<String> changed(TreeSnapshot other) {
        SortedSet<String> all = new TreeSet<>(files.keySet());
        all.addAll(other.files.keySet());
        all.removeIf(path -> Objects.equals(files.get(path), other.files.get(path)));
        return all;
    }

    /**
     * Copies the files, with modes and times that do not depend on the machine.
     *
     * @param root where they are
     * @param copy where they go; made when missing
     * @param time the time of last change of all
     * @throws IOException when a file cannot be copied
     */
    public void copy(Path root, Path copy, Instant time) throws IOException {
        Files.createDirectories(copy);
        FileTime stamp = FileTime.from(time);
        for (var entry : files.entrySet()) {
            Path source = root.resolve(entry.getKey());
            Path target = copy.resolve(entry.getKey());
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            if (entry.getValue().startsWith(LINK)) {
                link(root, source, target);
            } else {
                copyFile(source, target);
                mode(target, entry.getValue().endsWith("x") ? "rwxr-xr-x" : "rw-r--r--");
                Files.setLastModifiedTime(target, stamp);
            }
        }
        try (Stream<Path> all = Files.walk(copy)) {
            for (Path folder : all.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .toList()) {
                mode(folder, "rwxr-xr-x");
                Files.setLastModifiedTime(folder, stamp);
            }
        }
    }

    private static void copyFile(Path source, Path target) throws IOException {
        // Streams and not Files.copy: nothing of the source's owner, flags or access lists may come along.
        try (InputStream in = Files.newInputStream(source);
                OutputStream out = Files.newOutputStream(target)) {
            in.transferTo(out);
        }
    }

    /** A link inside the tree stays one; one that leads out is followed from its old place. */
    private static void link(Path root, Path source, Path target) throws IOException {
        try {
            Files.createSymbolicLink(target, fromCopy(root, source));
        } catch (UnsupportedOperationException | IOException e) {
            // Windows needs a privilege for links; a backend reads the content either way.
            Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Relative to the link's folder when it leads into the sources: no clone's own place. */
    private static Path target(Path root, Path link) throws IOException {
        Path leadsTo = Files.readSymbolicLink(link);
        return leadsTo.isAbsolute() ? relative(root, link, leadsTo.normalize()) : leadsTo;
    }

    private static Path fromCopy(Path root, Path link) throws IOException {
        Path leadsTo = Files.readSymbolicLink(link);
        Path absolute = folder(link).resolve(leadsTo).normalize();
        if (!absolute.startsWith(root)) {
            return absolute;
        }
        return leadsTo.isAbsolute() ? relative(root, link, absolute) : leadsTo;
    }

    private static Path relative(Path root, Path link, Path absolute) {
        return absolute.startsWith(root) ? folder(link).relativize(absolute) : absolute;
    }

    private static Path folder(Path link) {
        return Objects.requireNonNull(link.getParent());
    }

    /**
     * Sets the permissions of a file, where the file system has them.
     *
     * @param file the file
     * @param permissions for instance {@code rwxr-xr-x}
     * @throws IOException when they cannot be set
     */
    public static void mode(Path file, String permissions) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null) {
            view.setPermissions(PosixFilePermissions.fromString(permissions));
        }
    }

    /**
     * A few paths for a message.
     *
     * @param paths all
     * @return for instance {@code a.py, b.py and 3 more}
     */
    public static String some(Collection<String> paths) {
        int shown = 3;
        List<String> first = paths.stream().limit(shown).toList();
        String text = String.join(", ", first);
        return paths.size() > shown ? text + " and " + (paths.size() - shown) + " more" : text;
    }
}
