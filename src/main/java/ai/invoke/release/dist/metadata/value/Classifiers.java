package ai.invoke.release.dist.metadata.value;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The classifiers that PyPI accepts, as of the day the list was taken from the package {@code trove-classifiers}.
 *
 * @param date the day
 * @param deprecated every classifier with what should be written instead; empty for those in use
 */
public record Classifiers(LocalDate date, Map<String, Optional<List<String>>> deprecated) {

    private static final class Shipped {
        private static final Classifiers LIST = read();

        private static Classifiers read() {
            DatedList list = DatedList.read("classifiers.txt");
            Map<String, Optional<List<String>>> all = new HashMap<>();
            for (List<String> row : list.rows()) {
                all.put(row.get(0), row.size() == 1 ? Optional.empty() : Optional.of(row.subList(2, row.size())));
            }
            return new Classifiers(LocalDate.parse(list.head("date")), all);
        }
    }

    /** Takes unmodifiable copies. */
    public Classifiers {
        deprecated = Map.copyOf(deprecated);
    }

    /**
     * The list that ships with the plugin.
     *
     * @return the list
     */
    public static Classifiers shipped() {
        return Shipped.LIST;
    }

    /**
     * Whether PyPI knows a classifier.
     *
     * @param classifier as written
     * @return true also for deprecated ones
     */
    public boolean knows(String classifier) {
        return deprecated.containsKey(classifier);
    }

    /**
     * What to write instead of a deprecated classifier.
     *
     * @param classifier as written
     * @return the replacements, perhaps none; empty when the classifier is not deprecated
     */
    public Optional<List<String>> replacements(String classifier) {
        return deprecated.getOrDefault(classifier, Optional.empty());
    }

    /**
     * Whether the list can still speak for PyPI's own: new classifiers come every few weeks.
     *
     * @param today the day of asking
     * @return false when the list is older than a year
     */
    public boolean isCurrent(LocalDate today) {
        return !today.isAfter(date.plusYears(1));
    }
}
