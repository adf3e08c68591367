package ai.invoke.release.build;

import ai.invoke.release.digest.Sha256;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What something is made from: what has an equal key is the same. It holds no absolute path and no clock, and of a value that
 * may be secret only the digest.
 *
 * @param settings the commit, tools, parameters, variables: name and value; a value that starts with {@value #SECRET} is
 *     not shown
 * @param files what the commit does not say of files: those that were declared, and those that differ from it; path and
 *     content
 */
public record BuildKey(SortedMap<String, String> settings, SortedMap<String, String> files) {

    /** Before the digest of a value that may be secret. */
    static final String SECRET = "sha256:";

    private static final int SHOWN = 200;
    private static final Pattern LONG_HEX = Pattern.compile("\\b([0-9a-f]{12})[0-9a-f]{28,}\\b");

    /** Takes unmodifiable copies. */
    public BuildKey {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /**
     * A key with one setting more.
     *
     * @param name for a message
     * @param value can be shown
     * @return the new key
     */
    public BuildKey with(String name, Object value) {
        return with(Map.of(name, value.toString()));
    }

    /**
     * A key with more settings.
     *
     * @param more names and values, which can be shown
     * @return the new key
     */
    public BuildKey with(Map<String, String> more) {
        SortedMap<String, String> all = new TreeMap<>(settings);
        all.putAll(more);
        return new BuildKey(all, files);
    }

    /**
     * A key with a setting that may be secret.
     *
     * @param name for a message
     * @param value of which only the digest is kept
     * @return the new key
     */
    public BuildKey withSecret(String name, String value) {
        return with(name, SECRET + Sha256.of(value));
    }

    /**
     * A key with environment variables.
     *
     * @param variables names and values; of these only digests are kept
     * @return the new key
     */
    public BuildKey withVariables(Map<String, String> variables) {
        SortedMap<String, String> digests = new TreeMap<>();
        variables.forEach((name, value) -> digests.put("variable " + name, SECRET + Sha256.of(value)));
        return with(digests);
    }

    /**
     * What is different in another key.
     *
     * @param now the later one
     * @return for a message, for instance {@code Python 3.11.6 -> 3.11.7; app.py}; empty when they are equal
     */
    public Optional<String> changes(BuildKey now) {
        List<String> changes = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(settings.keySet());
        names.addAll(now.settings.keySet());
        for (String name : names) {
            String before = settings.getOrDefault(name, "none");
            String after = now.settings.getOrDefault(name, "none");
            if (!before.equals(after)) {
                boolean hidden = before.startsWith(SECRET) || after.startsWith(SECRET);
                changes.add(hidden ? name : name + " " + shortened(before) + " -> " + shortened(after));
            }
        }
        SortedSet<String> differing = new TreeSnapshot(files).changed(new TreeSnapshot(now.files));
        if (!differing.isEmpty()) {
            changes.add(TreeSnapshot.some(differing));
        }
        return changes.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", changes));
    }

    private static String shortened(String value) {
        String text = LONG_HEX.matcher(value).replaceAll("$1…");
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
