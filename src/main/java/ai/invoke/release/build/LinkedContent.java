package ai.invoke.release.build;

import ai.invoke.release.digest.Sha256;
import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What symbolic links of the sources lead to. A build follows them, so that what lies there is an input although it is
 * listed nowhere.
 */
final class LinkedContent {

    /** Larger ones are told by size and time: a link may lead to a folder with models of many gigabytes. */
    private static final long LARGE = 8L * 1024 * 1024;

    /** Written by whoever imports, installs or commits there; no build reads them. */
    private static final Set<String> NOISE = Set.of("__pycache__", ".git", "node_modules");

    private static final String UNREADABLE = "unreadable";

    private LinkedContent() {}

    /**
     * Where a link leads to, as it is written down.
     *
     * @param root the folder of the sources
     * @param link in it
     * @return relative to the link's folder when it leads into the sources: no clone's own place
     */
    static String target(Path root, Path link) throws IOException {
        Path leadsTo = Files.readSymbolicLink(link);
        return (leadsTo.isAbsolute() ? relative(root, link, leadsTo.normalize()) : leadsTo).toString();
    }

    /**
     * Where the same link has to lead to in a copy of the sources.
     *
     * @param root the folder of the sources
     * @param link in it
     * @return relative when it stays in the sources; absolute, as seen from the link's old place, when it leads out
     */
    static Path fromCopy(Path root, Path link) throws IOException {
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
     * What lies where a link leads to.
     *
     * @param root the folder of the sources
     * @param link in it
     * @param listed all sources, relative to the root, with {@code /}
     * @return nothing when that is listed itself, or when nothing is there; else a text that changes with the content
     * @throws IOException when it cannot be read
     */
    static String of(Path root, Path link, NavigableSet<String> listed) throws IOException {
        if (!Files.exists(link)) {
            return "";
        }
        Path target = link.toRealPath();
        Path top = root.toRealPath();
        if (top.startsWith(target)) {
            // A link upwards holds the sources themselves.
            return "";
        }
        if (target.startsWith(top)) {
            String path = top.relativize(target).toString().replace(File.separatorChar, '/');
            String below = listed.ceiling(path + "/");
            if (listed.contains(path) || (below != null && below.startsWith(path + "/"))) {
                return "";
            }
        }
        if (Files.isRegularFile(target)) {
            return " holding " + Sha256.of(target);
        }
        return Files.isDirectory(target) ? " holding " + Sha256.of(held(target).toString()) : "";
    }

    private static SortedMap<String, String> held(Path folder) throws IOException {
        SortedMap<String, String> held = new TreeMap<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                boolean noise = NOISE.contains(String.valueOf(visited.getFileName())) && !visited.equals(folder);
                return noise ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String path = folder.relativize(file).toString().replace(File.separatorChar, '/');
                if (attributes.isSymbolicLink()) {
                    held.put(path, Files.readSymbolicLink(file).toString());
                } else if (attributes.isRegularFile()) {
                    held.put(path, content(file, attributes));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException problem) {
                // What cannot be read here cannot be read by the backend, which knows whether it has to.
                held.put(folder.relativize(file).toString().replace(File.separatorChar, '/'), UNREADABLE);
                return FileVisitResult.CONTINUE;
            }
        });
        return held;
    }

    private static String content(Path file, BasicFileAttributes attributes) throws IOException {
        if (attributes.size() > LARGE) {
            return attributes.size() + " " + attributes.lastModifiedTime();
        }
        try {
            return Sha256.of(file) + (Files.isExecutable(file) ? "x" : "");
        } catch (AccessDeniedException e) {
            return UNREADABLE;
        }
    }
}
