package ai.invoke.release.dist.content;

import java.util.Map;
import java.util.Set;

/**
 * What was kept of the content of an archive's files.
 *
 * @param texts whole content of the small files that rules read
 * @param heads first bytes of files whose beginning matters
 * @param marks which files hold text that rules look for
 */
record ReadContent(Map<String, byte[]> texts, Map<String, byte[]> heads, Map<String, Set<Mark>> marks) {

    /** Of an archive that could not be read. */
    static ReadContent none() {
        return new ReadContent(Map.of(), Map.of(), Map.of());
    }
}
