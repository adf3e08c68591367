package ai.invoke.release.git;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Git's plain files: HEAD, loose refs, {@code packed-refs} and loose tag objects (gitrepository-layout(5)). Answers only
 * when these say everything; otherwise {@link Repo} has to look.
 */
final class RefFiles {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern TAG_OBJECT = Pattern.compile("\\Atag \\d+\0object ([0-9a-f]{40})\n");
    private static final Pattern COMMIT_OBJECT = Pattern.compile("\\A(?:commit|tree|blob) \\d+\0");

    /** Settings under which the files mean something else, or belong to a repository that is refused. */
    private static final Pattern UNUSUAL = Pattern.compile(
            "(?im)^[ \\t\\x0B\\f]*+(?:\\[[^\\]\\v]*+\\][ \\t\\x0B\\f]*+)?+(?:bare\\s*=\\s*(?:true|yes|on|1)|bare\\s*$|worktree|objectformat|refstorage)");

    private static final String TAGS = "refs/tags/";

    /** With more loose tags than this the repository itself is the faster one to ask. */
    private static final int MANY = 2_000;

    /** A chain of tags of tags longer than this is nobody's release. */
    private static final int DEEPEST = 10;

    private final Path gitDirectory;

    private RefFiles(Path gitDirectory) {
        this.gitDirectory = gitDirectory;
    }

    /** Whether the folder or one above it has anything of a repository, bare or not. */
    static boolean near(Path folder) {
        for (@Nullable Path at = folder.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve(".git"))
                    || (Files.exists(at.resolve("HEAD")) && Files.isDirectory(at.resolve("objects")))) {
                return true;
            }
        }
        return false;
    }

    /** The files of the repository whose work tree the folder is in. */
    static Optional<RefFiles> find(Path folder) {
        for (@Nullable Path at = folder.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
            Path git = at.resolve(".git");
            if (Files.isDirectory(git)) {
                return Optional.of(new RefFiles(git));
            }
            if (Files.isRegularFile(git)) {
                return linked(at, git);
            }
        }
        return Optional.empty();
    }

    private static Optional<RefFiles> linked(Path folder, Path file) {
        try {
            String text = Files.readString(file).strip();
            return text.startsWith("gitdir: ")
                    ? Optional.of(new RefFiles(
                            folder.resolve(text.substring("gitdir: ".length())).normalize()))
                    : Optional.empty();
        } catch (IOException | InvalidPathException e) {
            // The repository is opened next, and says what is wrong with it.
            return Optional.empty();
        }
    }

    /** HEAD and its tags, or empty when the plain files do not tell. */
    Optional<HeadRefs> headRefs() {
        try {
            Path common = common();
            if (UNUSUAL.matcher(Files.readString(common.resolve("config"))).find()) {
                return Optional.empty();
            }
            return headRefs(common);
        } catch (IOException | InvalidPathException | UnsupportedLayoutException e) {
            // The repository is opened next, and says what is wrong with it.
            return Optional.empty();
        }
    }

    private Path common() throws IOException {
        Path pointer = gitDirectory.resolve("commondir");
        return Files.exists(pointer)
                ? gitDirectory.resolve(Files.readString(pointer).strip()).normalize()
                : gitDirectory;
    }

    private Optional<HeadRefs> headRefs(Path common) throws IOException, UnsupportedLayoutException {
        String head = Files.readString(gitDirectory.resolve("HEAD")).strip();
        String branch = head.startsWith("ref: ") ? head.substring("ref: ".length()) : "";
        Map<String, Tag> tags = new TreeMap<>();
        Optional<String> packed = packed(common, branch, tags);
        Optional<String> commit =
                branch.isEmpty() ? Optional.of(id(head)) : loose(common, branch).or(() -> packed);
        if (commit.isEmpty()) {
            return Optional.of(new HeadRefs(Optional.empty(), List.of()));
        }
        looseTags(common, commit.get(), tags);
        List<Tag> atHead = tags.values().stream()
                .filter(tag -> tag.peeledId().equals(commit.get()))
                .toList();
        return Optional.of(new HeadRefs(commit, atHead));
    }

    private static Optional<String> loose(Path common, String ref) throws IOException, UnsupportedLayoutException {
        if (!ref.startsWith("refs/heads/") || ref.contains("..")) {
            throw new UnsupportedLayoutException();
        }
        Path file = common.resolve(ref);
        return Files.isRegularFile(file) ? Optional.of(id(Files.readString(file).strip())) : Optional.empty();
    }

    /** Reads {@code packed-refs}: puts its tags into the map and gives the commit of the branch. */
    private static Optional<String> packed(Path common, String branch, Map<String, Tag> tags)
            throws IOException, UnsupportedLayoutException {
        Path file = common.resolve("packed-refs");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Optional<String> commit = Optional.empty();
        boolean peeled = false;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            String name = "";
            String line = lines.readLine();
            while (line != null) {
                if (line.startsWith("#")) {
                    peeled = line.contains("peeled");
                } else if (line.startsWith("^")) {
                    Tag tag = tags.get(name);
                    if (tag != null) {
                        tags.put(name, new Tag(name, tag.objectId(), id(line.substring(1))));
                    }
                } else if (line.length() > 41) {
                    String id = id(line.substring(0, 40));
                    String ref = line.substring(41);
                    name = ref.startsWith(TAGS) ? ref.substring(TAGS.length()) : "";
                    if (!name.isEmpty()) {
                        tags.put(name, new Tag(name, id, id));
                    } else if (ref.equals(branch)) {
                        commit = Optional.of(id);
                    }
                }
                line = lines.readLine();
            }
        }
        if (!peeled && !tags.isEmpty()) {
            throw new UnsupportedLayoutException();
        }
        return commit;
    }

    private static void looseTags(Path common, String head, Map<String, Tag> tags)
            throws IOException, UnsupportedLayoutException {
        Path folder = common.resolve("refs").resolve("tags");
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> files = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            walk.filter(Files::isRegularFile).limit(MANY + 1).forEach(files::add);
        }
        if (files.size() > MANY) {
            throw new UnsupportedLayoutException();
        }
        for (Path file : files) {
            String name = folder.relativize(file).toString().replace('\\', '/');
            if (!name.endsWith(".lock")) {
                String id = id(Files.readString(file).strip());
                tags.put(name, new Tag(name, id, id.equals(head) ? id : peel(common, id)));
            }
        }
    }

    private static String peel(Path common, String id) throws IOException, UnsupportedLayoutException {
        String at = id;
        for (int depth = 0; depth < DEEPEST; depth++) {
            String start = startOfLooseObject(common, at);
            if (COMMIT_OBJECT.matcher(start).find()) {
                return at;
            }
            Matcher tag = TAG_OBJECT.matcher(start);
            if (!tag.find()) {
                throw new UnsupportedLayoutException();
            }
            at = tag.group(1);
            if (!Files.exists(looseObject(common, at))) {
                return notATag(start, at);
            }
        }
        throw new UnsupportedLayoutException();
    }

    /** The tag says itself what it points to, so the commit may be in a pack. */
    private static String notATag(String tagObject, String target) throws UnsupportedLayoutException {
        if (!tagObject.contains("\ntype commit\n")) {
            throw new UnsupportedLayoutException();
        }
        return target;
    }

    private static Path looseObject(Path common, String id) {
        return common.resolve("objects").resolve(id.substring(0, 2)).resolve(id.substring(2));
    }

    private static String startOfLooseObject(Path common, String id) throws IOException {
        try (InputStream file = Files.newInputStream(looseObject(common, id));
                InputStream object = new InflaterInputStream(file)) {
            return new String(object.readNBytes(200), StandardCharsets.ISO_8859_1);
        }
    }

    private static String id(String text) throws UnsupportedLayoutException {
        if (!ID.matcher(text).matches()) {
            throw new UnsupportedLayoutException();
        }
        return text;
    }

    /** The plain files do not tell everything. */
    private static final class UnsupportedLayoutException extends Exception {
        private static final long serialVersionUID = 1L;

        UnsupportedLayoutException() {
            super(null, null, false, false);
        }
    }
}
