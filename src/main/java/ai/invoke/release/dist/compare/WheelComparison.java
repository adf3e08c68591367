package ai.invoke.release.dist.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * In what a wheel differs from the one of the release before.
 *
 * @param before the wheel of the release before
 * @param now the wheel that is to be released
 */
public record WheelComparison(WheelOutline before, WheelOutline now) {

    /** Where files at the top of the wheel are counted. */
    public static final String TOP = "(top level)";

    /** How a file differs. */
    public enum Kind {
        /** It was not there before. */
        ADDED,
        /** It is not there any more. */
        REMOVED,
        /** It has other bytes. */
        CHANGED
    }

    /**
     * A file that differs.
     *
     * @param path its path in the wheel
     * @param kind how
     * @param before unpacked bytes before, 0 when it was not there
     * @param now unpacked bytes now, 0 when it is not there
     */
    public record FileChange(String path, Kind kind, long before, long now) {

        /**
         * By how much it grew.
         *
         * @return bytes, negative when it shrank
         */
        public long growth() {
            return now - before;
        }
    }

    /**
     * The files of one top package together.
     *
     * @param name the package, {@code .dist-info}, {@code .data} or {@link #TOP}
     * @param added how many files are new
     * @param removed how many are gone
     * @param changed how many have other bytes
     * @param before unpacked bytes before
     * @param now unpacked bytes now
     */
    public record Group(String name, int added, int removed, int changed, long before, long now) {

        /**
         * By how much it grew.
         *
         * @return bytes, negative when it shrank
         */
        public long growth() {
            return now - before;
        }
    }

    /**
     * What differs in the metadata.
     *
     * @param field for instance {@code Requires-Dist}
     * @param gone values that only the release before has
     * @param come values that are new
     */
    public record FieldChange(String field, List<String> gone, List<String> come) {

        /** Takes unmodifiable copies. */
        public FieldChange {
            gone = List.copyOf(gone);
            come = List.copyOf(come);
        }
    }

    /**
     * How much a wheel has lost.
     *
     * @param files percent of the files, 0 when there are not fewer
     * @param bytes percent of the unpacked bytes, 0 when there are not fewer
     */
    public record Loss(int files, int bytes) {

        /**
         * The greater of both.
         *
         * @return percent
         */
        public int worst() {
            return Math.max(files, bytes);
        }
    }

    private static final List<String> FIELDS = List.of(
            "Requires-Python",
            "Requires-Dist",
            "Provides-Extra",
            "License-Expression",
            "License",
            "License-File",
            "Classifier");

    /**
     * The files that differ, those first whose size changed most.
     *
     * @return without files that are the same
     */
    public List<FileChange> files() {
        List<FileChange> changes = new ArrayList<>();
        TreeSet<String> paths = new TreeSet<>(before.members().keySet());
        paths.addAll(now.members().keySet());
        for (String path : paths) {
            change(path).ifPresent(changes::add);
        }
        changes.sort(Comparator.comparingLong((FileChange change) -> -Math.abs(change.growth()))
                .thenComparing(FileChange::path));
        return List.copyOf(changes);
    }

    private Optional<FileChange> change(String path) {
        WheelOutline.Member old = before.members().get(path);
        WheelOutline.Member fresh = now.members().get(path);
        if (old == null && fresh != null) {
            return Optional.of(new FileChange(path, Kind.ADDED, 0, fresh.size()));
        }
        if (old != null && fresh == null) {
            return Optional.of(new FileChange(path, Kind.REMOVED, old.size(), 0));
        }
        return old == null || old.equals(fresh)
                ? Optional.empty()
                : Optional.of(new FileChange(path, Kind.CHANGED, old.size(), fresh == null ? 0 : fresh.size()));
    }

    /**
     * The files by top package, the largest first.
     *
     * @return also packages in which nothing differs
     */
    public List<Group> groups() {
        Map<String, Group> groups = new TreeMap<>();
        before.members().forEach((path, member) -> add(groups, new Group(top(path), 0, 0, 0, member.size(), 0)));
        now.members().forEach((path, member) -> add(groups, new Group(top(path), 0, 0, 0, 0, member.size())));
        for (FileChange change : files()) {
            add(
                    groups,
                    new Group(
                            top(change.path()),
                            change.kind() == Kind.ADDED ? 1 : 0,
                            change.kind() == Kind.REMOVED ? 1 : 0,
                            change.kind() == Kind.CHANGED ? 1 : 0,
                            0,
                            0));
        }
        return groups.values().stream()
                .sorted(Comparator.comparingLong((Group group) -> -Math.max(group.before(), group.now()))
                        .thenComparing(Group::name))
                .toList();
    }

    private static void add(Map<String, Group> groups, Group more) {
        groups.merge(
                more.name(),
                more,
                (a, b) -> new Group(
                        a.name(),
                        a.added() + b.added(),
                        a.removed() + b.removed(),
                        a.changed() + b.changed(),
                        a.before() + b.before(),
                        a.now() + b.now()));
    }

    private static String top(String path) {
        int slash = path.indexOf('/');
        return slash < 0 ? TOP : path.substring(0, slash);
    }

    /**
     * What differs in the metadata, and the entry points.
     *
     * @return one for each field that differs
     */
    public List<FieldChange> fields() {
        List<FieldChange> changes = new ArrayList<>();
        for (String field : FIELDS) {
            field(field, before.metadata().all(field), now.metadata().all(field))
                    .ifPresent(changes::add);
        }
        field("Entry points", before.entryPoints(), now.entryPoints()).ifPresent(changes::add);
        return List.copyOf(changes);
    }

    private static Optional<FieldChange> field(String name, List<String> old, List<String> fresh) {
        List<String> gone =
                old.stream().filter(value -> !fresh.contains(value)).distinct().toList();
        List<String> come =
                fresh.stream().filter(value -> !old.contains(value)).distinct().toList();
        return gone.isEmpty() && come.isEmpty() ? Optional.empty() : Optional.of(new FieldChange(name, gone, come));
    }

    /**
     * How much the wheel has lost.
     *
     * @return in percent, rounded down
     */
    public Loss loss() {
        return new Loss(lost(before.members().size(), now.members().size()), lost(before.unpacked(), now.unpacked()));
    }

    private static int lost(long old, long fresh) {
        return old <= 0 || fresh >= old ? 0 : (int) ((old - fresh) * 100 / old);
    }
}
