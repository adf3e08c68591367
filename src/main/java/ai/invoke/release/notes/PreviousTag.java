package ai.invoke.release.notes;

import ai.invoke.release.version.PyVersion;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Chooses the release that notes compare with. GitHub's own choice is often wrong for names that are not semantic versions, so
 * the tags are read as PEP 440 versions: what does not parse and local versions (which sort after the final they precede) are
 * passed over, and a final release passes over pre-releases. The tag need not be in the history of the release: a release that was
 * tagged on its own branch and squashed into the main one never is. It must only share history with it.
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
     * @param related whether a tag shares history with the release; asked for the nearest versions first, and not again after the
     *     first yes
     * @return empty for a first release
     */
    public Optional<String> find(List<String> tags, PyVersion current, Predicate<String> related) {
        return tags.stream()
                .flatMap(tag -> read(tag).stream())
                .filter(candidate -> candidate.version().local().isEmpty())
                .filter(candidate -> candidate.version().compareTo(current) < 0)
                .filter(candidate ->
                        current.isPrerelease() || !candidate.version().isPrerelease())
                // Two tags can say the same version; the name decides, so that every run decides alike.
                .sorted(Comparator.comparing(Candidate::version).reversed().thenComparing(Candidate::tag))
                .map(Candidate::tag)
                .filter(related)
                .findFirst();
    }

    /**
     * Chooses the newest final release before some work that has no version yet.
     *
     * @param tags short names of all tags, in any order
     * @param before whether a tag was released before the work
     * @return the newest final one, else the newest pre-release; empty when nothing has been released
     */
    public Optional<String> newest(List<String> tags, Predicate<String> before) {
        List<Candidate> newestFirst = tags.stream()
                .flatMap(tag -> read(tag).stream())
                .filter(candidate -> candidate.version().local().isEmpty())
                .sorted(Comparator.comparing(Candidate::version).reversed().thenComparing(Candidate::tag))
                .toList();
        return Stream.of(false, true)
                .flatMap(prerelease -> newestFirst.stream()
                        .filter(candidate -> candidate.version().isPrerelease() == prerelease))
                .map(Candidate::tag)
                .filter(before)
                .findFirst();
    }

    /**
     * The version that a tag says.
     *
     * @param tag its short name
     * @return empty when it is no PEP 440 version with or without the prefix
     */
    public Optional<PyVersion> version(String tag) {
        return read(tag).map(Candidate::version);
    }

    private Optional<Candidate> read(String tag) {
        Optional<PyVersion> version = Optional.empty();
        if (!prefix.isEmpty() && tag.startsWith(prefix)) {
            version = PyVersion.tryParse(tag.substring(prefix.length()));
        }
        return version.or(() -> PyVersion.tryParse(tag)).map(known -> new Candidate(tag, known));
    }
}
