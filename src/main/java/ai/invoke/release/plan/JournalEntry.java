package ai.invoke.release.plan;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * One thing the deploy half did.
 *
 * @param at when
 * @param fingerprint the plan it belongs to, first digits
 * @param step the goal, for instance {@code publish-pypi}
 * @param event what happened, for instance {@code started}, {@code file-stored}, {@code done}
 * @param details values such as the file's name and digest; never a secret
 */
public record JournalEntry(Instant at, String fingerprint, String step, String event, Map<String, String> details) {

    /** Takes an unmodifiable sorted copy. */
    public JournalEntry {
        details = java.util.Collections.unmodifiableMap(new TreeMap<>(details));
    }
}
