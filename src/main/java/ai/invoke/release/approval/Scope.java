package ai.invoke.release.approval;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which targets a decision is about.
 *
 * @param targets names of indexes and {@code github}; empty for all
 */
public record Scope(SortedSet<String> targets) {

    /** Everything. */
    public static final Scope ALL = new Scope(new TreeSet<>());

    /** The name of the GitHub release. */
    public static final String GITHUB = "github";

    /** Takes an unmodifiable copy. */
    public Scope {
        targets = Collections.unmodifiableSortedSet(new TreeSet<>(targets));
    }

    /**
     * Whether it is about a target.
     *
     * @param target name of an index, or {@code github}
     * @return true also when it is about everything
     */
    public boolean covers(String target) {
        return targets.isEmpty() || targets.contains(target);
    }

    @Override
    public String toString() {
        return targets.isEmpty() ? "all" : String.join(",", targets);
    }
}
