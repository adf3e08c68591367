package ai.invoke.release.github.release;

import ai.invoke.release.text.Printable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Shows a person in what a text at GitHub differs from the planned one, before it is overwritten. */
final class TextChange {

    /** More lines than this are not read by anybody; the number of the others is told. */
    private static final int SHOWN = 20;

    private TextChange() {}

    /** The lines that only one of the two has: {@code -} for what is there, {@code +} for what is planned. */
    static List<String> lines(String there, String planned) {
        List<String> before = there.replace("\r\n", "\n").lines().toList();
        List<String> after = planned.replace("\r\n", "\n").lines().toList();
        List<String> changes = new ArrayList<>();
        changes.addAll(only(before, after, "- "));
        changes.addAll(only(after, before, "+ "));
        if (changes.size() <= SHOWN) {
            return List.copyOf(changes);
        }
        List<String> some = new ArrayList<>(changes.subList(0, SHOWN));
        some.add("… and " + (changes.size() - SHOWN) + " more lines");
        return List.copyOf(some);
    }

    private static List<String> only(List<String> here, List<String> there, String mark) {
        Set<String> known = new HashSet<>(there);
        return here.stream()
                .filter(line -> !line.isBlank() && !known.contains(line))
                .map(line -> mark + Printable.of(line))
                .toList();
    }
}
