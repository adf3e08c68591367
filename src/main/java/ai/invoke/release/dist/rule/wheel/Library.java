package ai.invoke.release.dist.rule.wheel;

import ai.invoke.release.dist.content.WheelContents;
import ai.invoke.release.dist.content.WheelEntry;
import ai.invoke.release.dist.rule.Paths;
import ai.invoke.release.dist.zip.NameIndex;
import ai.invoke.release.text.LetterCase;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a wheel puts into site-packages: its root without {@code .dist-info} and {@code .data}, and {@code purelib} and
 * {@code platlib} of {@code .data}. It keeps only where each file stands in the wheel.
 */
final class Library {

    private final List<WheelEntry> entries;
    private final int[] places;

    /** Dotted names that can be imported, packages included; empty until somebody asks. */
    private Optional<Set<String>> modules = Optional.empty();

    private Library(List<WheelEntry> entries, int[] places) {
        this.entries = entries;
        this.places = places;
    }

    static Library of(WheelContents wheel) {
        List<WheelEntry> entries = wheel.entries();
        int[] places = new int[entries.size()];
        int count = 0;
        for (int i = 0; i < places.length; i++) {
            String member = entries.get(i).path();
            String path = member.endsWith("/") ? "" : inLibrary(member);
            if (!path.isEmpty() && path.indexOf('\\') < 0 && !Paths.leaves(path)) {
                places[count++] = i;
            }
        }
        Library all = new Library(entries, Arrays.copyOf(places, count));
        NameIndex index = new NameIndex(all.paths());
        return new Library(
                entries,
                IntStream.range(0, count)
                        .filter(i -> index.last(all.path(i)).orElseThrow() == i)
                        .map(i -> all.places[i])
                        .toArray());
    }

    /**
     * The files.
     *
     * @return paths in site-packages, in archive order, each once
     */
    List<String> paths() {
        return new PathList();
    }

    private String path(int index) {
        return inLibrary(entries.get(places[index]).path());
    }

    /**
     * What is known of a file.
     *
     * @param index its place in {@link #paths()}
     * @return the member
     */
    WheelEntry entry(int index) {
        return entries.get(places[index]);
    }

    private final class PathList extends AbstractList<String> implements RandomAccess {

        @Override
        public String get(int index) {
            return path(index);
        }

        @Override
        public int size() {
            return places.length;
        }
    }

    boolean hasModule(String dotted) {
        Set<String> known = modules.orElseGet(() -> modules(paths()));
        modules = Optional.of(known);
        return known.contains(dotted);
    }

    private static Set<String> modules(List<String> paths) {
        Set<String> modules = new HashSet<>();
        Map<String, String> directories = new HashMap<>();
        for (String path : paths) {
            if (isModule(path)) {
                int slash = path.lastIndexOf('/');
                String directory = slash < 0
                        ? ""
                        : directories.computeIfAbsent(path.substring(0, slash), known -> addPackages(known, modules));
                String stem = Paths.fileName(path);
                String module = stem.substring(0, stem.indexOf('.'));
                if (!module.equals("__init__")) {
                    modules.add(directory.isEmpty() ? module : directory + "." + module);
                }
            }
        }
        return modules;
    }

    /** Whether Python can import it: source, byte code apart, or native. */
    static boolean isModule(String path) {
        String lower = LetterCase.lower(path);
        return lower.endsWith(".py") || lower.endsWith(".so") || lower.endsWith(".pyd") || lower.endsWith(".pyi");
    }

    /** The path in site-packages; empty when it goes elsewhere. */
    static String inLibrary(String path) {
        int slash = path.indexOf('/');
        if (slash < 0) {
            return path;
        }
        String top = path.substring(0, slash);
        if (top.endsWith(".dist-info")) {
            return "";
        }
        if (top.endsWith(".data")) {
            for (String scheme : new String[] {"/purelib/", "/platlib/"}) {
                if (path.startsWith(scheme, slash)) {
                    return path.substring(slash + scheme.length());
                }
            }
            return "";
        }
        return path;
    }

    private static String addPackages(String directory, Set<String> modules) {
        String dotted = directory.replace('/', '.');
        for (int dot = dotted.length(); dot > 0; dot = dotted.lastIndexOf('.', dot - 1)) {
            if (!modules.add(dotted.substring(0, dot))) {
                break;
            }
        }
        return dotted;
    }
}
