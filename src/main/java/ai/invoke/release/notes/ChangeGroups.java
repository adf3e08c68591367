package ai.invoke.release.notes;

import ai.invoke.release.text.LetterCase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The changes of a release in the groups in which a reader looks for them: by the types of conventional commits where the project
 * writes such, by the labels of pull requests where these are known, else all in one.
 */
public final class ChangeGroups {

    /** The title of a group that is the only one. */
    static final String ALL = "";

    private static final String OTHER = "Other changes";
    private static final String BREAKING = "Breaking changes";

    /** Groups in their order, each with its types and its labels. */
    private static final Map<String, Set<String>> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put(BREAKING, Set.of("breaking", "breaking change", "breaking-change"));
        GROUPS.put("Features", Set.of("feat", "feature", "enhancement"));
        GROUPS.put("Fixes", Set.of("fix", "bugfix", "bug"));
        GROUPS.put("Performance", Set.of("perf", "performance"));
        GROUPS.put("Documentation", Set.of("docs", "doc", "documentation"));
    }

    private ChangeGroups() {}

    /**
     * Groups changes.
     *
     * @param changes the changes, newest first
     * @param labels the labels of their pull requests, where these are known
     * @return the groups that hold something, in the order of the page; each in the order of the changes
     */
    public static Map<String, List<Change>> of(List<Change> changes, Map<Integer, List<String>> labels) {
        Map<String, List<Change>> groups = new LinkedHashMap<>();
        // A stray "fix:" among free subjects is no habit of the project.
        boolean grouped = !labels.isEmpty()
                || changes.stream().filter(change -> change.type().isPresent()).count() * 2 > changes.size();
        if (!grouped) {
            if (!changes.isEmpty()) {
                groups.put(ALL, changes);
            }
            return groups;
        }
        for (String title : GROUPS.keySet()) {
            groups.put(title, new ArrayList<>());
        }
        groups.put(OTHER, new ArrayList<>());
        for (Change change : changes) {
            List<String> words = change.pullRequest().map(labels::get).orElse(List.of());
            groups.computeIfAbsent(title(change, words), title -> new ArrayList<>())
                    .add(change);
        }
        groups.values().removeIf(List::isEmpty);
        return groups;
    }

    private static String title(Change change, List<String> labels) {
        if (change.breaking()) {
            return BREAKING;
        }
        Optional<String> byLabel = GROUPS.entrySet().stream()
                .filter(group ->
                        labels.stream().anyMatch(label -> group.getValue().contains(LetterCase.lower(label))))
                .map(Map.Entry::getKey)
                .findFirst();
        return byLabel.or(() -> GROUPS.entrySet().stream()
                        .filter(group ->
                                change.type().filter(group.getValue()::contains).isPresent())
                        .map(Map.Entry::getKey)
                        .findFirst())
                .orElse(OTHER);
    }
}
