package ai.invoke.release.build.frontend;

import ai.invoke.release.build.SourceTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sources outside of a frontend's folder that its files name: {@code "extends": "../tsconfig.base.json"}, {@code
 * file:../shared}, {@code readFileSync('../../version.py')}, {@code @import "../../theme.css"}. A build in its place can read
 * them, unlike one on a copy.
 */
final class OutsideReferences {

    /** A relative path that begins with a step upwards, up to the first wildcard. */
    private static final Pattern UPWARDS =
            Pattern.compile("(?<=['\"`(]|file:|link:|portal:)\\.\\./[^'\"`()<>\\s?#*{}$]*");

    /** What to look for before the pattern is tried: most of a source is something else. */
    private static final String UP = "../";

    private static final Pattern READABLE =
            Pattern.compile(".*\\.(?:[cm]?[jt]sx?|json[5c]?|vue|svelte|astro|css|s[ac]ss|less|styl|html|ya?ml)");

    private static final Pattern LOCK = Pattern.compile("(?:.*/)?(?:pnpm-lock\\.yaml|package-lock\\.json)");

    /** What an import may leave out. */
    private static final List<String> ENDINGS = List.of(
            "", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json", ".vue", ".svelte", ".css",
            ".scss", ".d.ts");

    private static final long LONGEST = 1 << 20;

    private final Path root;
    private final NavigableSet<String> sources;
    private final String frontend;
    /** Thousands of imports name the same few hundred places. */
    private final Map<String, Set<String>> meanings = new HashMap<>();

    /**
     * References within some sources.
     *
     * @param sources all files that may be named
     * @param frontend the frontend's folder, with a slash at the end; what holds it is not an input as a whole
     */
    OutsideReferences(SourceTree sources, String frontend) {
        this.root = sources.root();
        this.sources = sources.files();
        this.frontend = frontend;
    }

    /**
     * Follows references from file to file.
     *
     * @param files where to begin; relative to the root
     * @return sources that are named and not among those files
     * @throws IOException when a file cannot be read
     */
    SortedSet<String> from(Collection<String> files) throws IOException {
        SortedSet<String> found = new TreeSet<>();
        Deque<String> waiting = new ArrayDeque<>(files);
        while (!waiting.isEmpty()) {
            String file = waiting.remove();
            for (String named : named(file)) {
                if (!named.startsWith(frontend) && !files.contains(named) && found.add(named)) {
                    waiting.add(named);
                }
            }
        }
        return found;
    }

    private SortedSet<String> named(String file) throws IOException {
        SortedSet<String> named = new TreeSet<>();
        Path path = root.resolve(file);
        if (!READABLE.matcher(file).matches()
                || LOCK.matcher(file).matches()
                || !Files.isRegularFile(path)
                || Files.size(path) > LONGEST) {
            return named;
        }
        String text = Files.readString(path, StandardCharsets.ISO_8859_1);
        Matcher matcher = UPWARDS.matcher(text).useTransparentBounds(true);
        String folder = file.substring(0, file.lastIndexOf('/') + 1);
        for (int at = text.indexOf(UP); at >= 0; at = text.indexOf(UP, at + UP.length())) {
            if (!matcher.region(at, text.length()).lookingAt()) {
                continue;
            }
            Set<String> meant = named(folder, matcher.group());
            // Scripts of a build are started in the frontend's folder, wherever they lie. What leads somewhere from the
            // file itself is not read in this way, too: ../src of frontend/tests is not the src beside the frontend.
            named.addAll(meant.isEmpty() ? named(frontend, matcher.group()) : meant);
        }
        return named;
    }

    private Set<String> named(String base, String path) {
        return meanings.computeIfAbsent(
                base + path, key -> resolved(base, path).map(this::sources).orElse(new TreeSet<>()));
    }

    /** Relative to the root; empty when it leads out of the sources or to a folder that holds the frontend. */
    private Optional<String> resolved(String base, String path) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : (base + path).split("/", -1)) {
            if (part.equals("..")) {
                if (parts.pollLast() == null) {
                    return Optional.empty();
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        String target = String.join("/", parts);
        return target.isEmpty() || frontend.startsWith(target + "/") ? Optional.empty() : Optional.of(target);
    }

    private SortedSet<String> sources(String target) {
        NavigableSet<String> named = new TreeSet<>();
        ENDINGS.stream()
                .map(ending -> target + ending)
                .filter(sources::contains)
                .forEach(named::add);
        for (String file : sources.tailSet(target + "/", true)) {
            if (!file.startsWith(target + "/")) {
                break;
            }
            named.add(file);
            if (file.startsWith(frontend)) {
                // All of the frontend is an input already; that there is something is enough.
                break;
            }
        }
        return named;
    }
}
