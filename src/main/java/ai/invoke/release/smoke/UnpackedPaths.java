package ai.invoke.release.smoke;

import ai.invoke.release.text.LetterCase;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The paths of an archive as a tree, in which no two may become one: the same path twice, a file used as a folder, and names
 * that only Linux tells apart.
 */
final class UnpackedPaths {

    private final Node root = new Node("", true);

    private static final class Node {

        private final String name;
        private final boolean folder;
        private final Map<String, Node> children = new HashMap<>();

        Node(String name, boolean folder) {
            this.name = name;
            this.folder = folder;
        }
    }

    /**
     * Adds a path.
     *
     * @param path with {@code /} between segments, none of them empty
     * @param folder whether it is one
     * @return with which path it clashes, as a sentence
     */
    Optional<String> add(String path, boolean folder) {
        Node at = root;
        int start = 0;
        while (true) {
            int slash = path.indexOf('/', start);
            boolean last = slash < 0;
            String segment = last ? path.substring(start) : path.substring(start, slash);
            Node made = new Node(segment, !last || folder);
            Node there = at.children.putIfAbsent(LetterCase.lower(segment), made);
            if (there != null && !there.name.equals(segment)) {
                return Optional.of("it holds both " + path.substring(0, start) + there.name + " and "
                        + path.substring(0, start) + segment + ", which are one path on Windows and macOS");
            }
            if (there != null && !(there.folder && made.folder)) {
                return Optional.of("it has two entries for the path '" + path + "'");
            }
            if (last) {
                return Optional.empty();
            }
            at = there == null ? made : there;
            start = slash + 1;
        }
    }
}
