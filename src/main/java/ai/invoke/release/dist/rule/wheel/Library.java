package ai.invoke.release.dist.rule.wheel;

import ai.invoke.release.dist.content.WheelContents;
import ai.invoke.release.dist.content.WheelEntry;
import ai.invoke.release.dist.rule.Paths;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a wheel puts into site-packages: its root without {@code .dist-info} and {@code .data}, and {@code purelib} and
 * {@code platlib} of {@code .data}.
 *
 * @param files path in site-packages to entry, in archive order
 * @param modules dotted names that can be imported, packages included
 */
record Library(Map<String, WheelEntry> files, Set<String> modules) {

    static Library of(WheelContents wheel) {
        Map<String, WheelEntry> files = new LinkedHashMap<>();
        Set<String> modules = new HashSet<>();
        Map<String, String> directories = new HashMap<>();
        for (WheelEntry entry : wheel.entries()) {
            if (entry.path().endsWith("/")) {
                continue;
            }
            String path = inLibrary(entry.path());
            if (path.isEmpty() || path.indexOf('\\') >= 0 || Paths.leaves(path)) {
                continue;
            }
            files.put(path, entry);
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
        return new Library(files, modules);
    }

    boolean hasModule(String dotted) {
        return modules.contains(dotted);
    }

    /** Whether Python can import it: source, byte code apart, or native. */
    static boolean isModule(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
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
