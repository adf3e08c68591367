package ai.invoke.release.dist.rule.wheel;

import ai.invoke.release.dist.metadata.value.ProjectName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Where an installer puts a member of a wheel, as far as that is the same on all systems: scheme folders resolved, with
 * {@code .}, {@code ..} and empty segments taken out.
 *
 * @param member the member's name
 * @param place a path within the environment; members with one place are one file after the installation
 * @param plain whether the name needed no cleaning
 * @param leaves whether it leads out of its scheme
 * @see <a href="https://packaging.python.org/specifications/binary-distribution-format/">binary distribution format</a>
 */
record InstalledPath(String member, String place, boolean plain, boolean leaves) {

    private static final Set<String> LIBRARIES = Set.of("purelib", "platlib");
    private static final String SCRIPTS = "<scripts>";
    private static final String HEADERS = "<headers>";
    private static final String LIBRARY = "";

    /** Computes where the member of this name ends up. */
    static InstalledPath of(String member) {
        boolean directory = member.endsWith("/");
        String[] segments = (directory ? member.substring(0, member.length() - 1) : member).split("/", -1);
        boolean data = segments.length > 2 && segments[0].endsWith(".data");
        int start = data ? 2 : 0;
        boolean plain = true;
        boolean leaves = false;
        Deque<String> clean = new ArrayDeque<>();
        for (int i = 0; i < segments.length; i++) {
            String segment = segments[i];
            boolean odd = segment.isEmpty() || segment.equals(".") || segment.equals("..");
            plain &= !odd;
            if (i < start) {
                continue;
            }
            if (segment.equals("..")) {
                leaves |= clean.pollLast() == null;
            } else if (!odd) {
                clean.addLast(segment);
            }
        }
        if (plain && !data && !directory) {
            return new InstalledPath(member, member, true, false);
        }
        String scheme = data ? scheme(segments[1], clean, project(segments[0])) : LIBRARY;
        String rest = String.join("/", clean);
        return new InstalledPath(member, scheme.isEmpty() ? rest : scheme + "/" + rest, plain, leaves);
    }

    boolean directory() {
        return member.endsWith("/");
    }

    /**
     * Where an installer puts the script of an entry point.
     *
     * @param name of the script
     * @return a {@link #place}
     */
    static String script(String name) {
        return SCRIPTS + "/" + name;
    }

    /** Of {@code demo-1.0.data}. */
    private static String project(String data) {
        int hyphen = data.indexOf('-');
        return ProjectName.normalize(hyphen < 0 ? data : data.substring(0, hyphen));
    }

    /** The folder of a scheme; what {@code data} puts where another scheme is goes there. */
    private static String scheme(String name, Deque<String> rest, String project) {
        if (LIBRARIES.contains(name)) {
            return LIBRARY;
        }
        if (name.equals("scripts")) {
            return SCRIPTS;
        }
        if (name.equals("data")) {
            List<String> first = rest.stream().limit(3).toList();
            if (first.size() > 1 && Set.of("bin", "Scripts").contains(first.get(0))) {
                rest.pollFirst();
                return SCRIPTS;
            }
            int library = libraryDepth(first);
            if (library > 0 && rest.size() > library) {
                drop(library, rest);
                return LIBRARY;
            }
            int headers = headersDepth(rest.stream().limit(4).toList(), project);
            if (headers > 0 && rest.size() > headers) {
                drop(headers, rest);
                return HEADERS;
            }
        }
        return "<" + name + ">";
    }

    private static void drop(int count, Deque<String> rest) {
        for (int i = 0; i < count; i++) {
            rest.pollFirst();
        }
    }

    /** {@code include/site/python3.11/<project>} in a virtual environment, {@code include/python3.11/<project>} elsewhere. */
    private static int headersDepth(List<String> first, String project) {
        if (first.isEmpty() || !first.get(0).equalsIgnoreCase("include")) {
            return 0;
        }
        int depth = 1;
        if (depth < first.size() && first.get(depth).equals("site")) {
            depth++;
        }
        if (depth < first.size() && first.get(depth).startsWith("python")) {
            depth++;
        }
        return depth < first.size() && ProjectName.normalize(first.get(depth)).equals(project) ? depth + 1 : 0;
    }

    /** Windows, which knows no case; Unix with CPython or PyPy; Debian's own Python. */
    private static int libraryDepth(List<String> first) {
        if (first.size() >= 2
                && first.get(0).equalsIgnoreCase("Lib")
                && first.get(1).equalsIgnoreCase("site-packages")) {
            return 2;
        }
        boolean unix = first.size() == 3
                && (first.get(0).equals("lib") || first.get(0).equals("lib64"))
                && (first.get(1).startsWith("python") || first.get(1).startsWith("pypy"))
                && (first.get(2).equals("site-packages") || first.get(2).equals("dist-packages"));
        return unix ? 3 : 0;
    }
}
