package ai.invoke.release.github.release;

import java.util.Map;

/**
 * Hears what has been done at GitHub, right after it was done and before the next thing is; throwing from it stops the goal
 * there. A hint for people and reports: the next run asks GitHub itself.
 */
@FunctionalInterface
public interface ReleaseJournal {

    /**
     * Something was done.
     *
     * @param step the goal
     * @param event what, for instance {@code uploaded}
     * @param details names, ids and digests; no secrets, no address of a draft
     */
    void add(String step, String event, Map<String, String> details);
}
