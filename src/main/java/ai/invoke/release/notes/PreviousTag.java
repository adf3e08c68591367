package ai.invoke.release.notes;

import ai.invoke.release.version.PyVersion;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Chooses the release that notes compare with. GitHub's own choice is often wrong for names that are not semantic versions, so
 * the tags are read as PEP 440 versions: what does not parse and local versions (which sort after the final they precede) are
 * passed over, a final release passes over pre-releases, and the tag must be in the history of the release.
 *
 * @param prefix what stands before the version in a tag, for instance {@code v}; tags without it are read too, as real projects
 *     have both
 */
public record PreviousTag(String prefix) {

    /**
     * A tag with its version.
     *
     * @param tag the tag's short name
     * @param version what it says
     */
    private record Candidate(String tag, PyVersion version) {}

    /**
     * Chooses among all tags of a repository.
     *
     * @param tags short names of all tags, in any order
     * @param current the version to be released
     * @param inHistory whether a tag is in the history of the release; asked for the nearest versions first, and not again after
     *     the first yes
     * @return empty for a first release
     */
    public Optional<String> find(List<String> tags, PyVersion current, Predicate<String> inHistory) {
        return tags.stream()
                .flatMap(tag -> read(tag).stream())
                .filter(candidate -> candidate.version().local().isEmpty())
                .filter(candidate -> candidate.version().compareTo(current) < 0)
                .filter(candidate ->
                        current.isPrerelease() || !candidate.version().isPrerelease())
                // Two tags can say the same version; the name decides, so that every run decides alike.
                .sorted(Comparator.comparing(Candidate::version).reversed().thenComparing(Candidate::tag))
                .map(Candidate::tag)
                .filter(inHistory)
                .findFirst();
    }

    private Optional<Candidate> read(String tag) {
        Optional<PyVersion> version = Optional.empty();
        if (!prefix.isEmpty() && tag.startsWith(prefix)) {
            version = PyVersion.tryParse(tag.substring(prefix.length()));
        }
        return version.or(() -> PyVersion.tryParse(tag)).map(known -> new Candidate(tag, known));
    }
}
