package ai.invoke.release.dist.content;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was kept of the content of an archive's files.
 *
 * @param texts whole content of the small files that rules read
 * @param heads first bytes of files whose beginning matters
 * @param marks which files hold text that rules look for
 * @param unread files that rules read as a whole and that were not kept, because of their length or their number
 */
record ReadContent(
        Map<String, byte[]> texts, Map<String, byte[]> heads, Map<String, Set<Mark>> marks, List<String> unread) {

    /** Of an archive that could not be read. */
    static ReadContent none() {
        return new ReadContent(Map.of(), Map.of(), Map.of(), List.of());
    }
}
