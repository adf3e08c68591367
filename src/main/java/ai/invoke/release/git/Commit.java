package ai.invoke.release.git;

import java.time.Instant;

/**
 * One commit, as much as a person needs to recognise it.
 *
 * @param id the full object id, 40 lower-case hex digits
 * @param shortId the shortest beginning of {@code id}, of at least 7 digits, that is unique in this repository
 * @param subject the first paragraph of the message in one line; may be empty
 * @param author {@code Name <mail>}; foreign text
 * @param time when it was committed (not authored): the value that {@code SOURCE_DATE_EPOCH} takes
 */
public record Commit(String id, String shortId, String subject, String author, Instant time) {

    /**
     * The commit time for {@code SOURCE_DATE_EPOCH}.
     *
     * @return seconds since 1970-01-01 UTC; negative for absurd commits
     */
    public long epochSeconds() {
        return time.getEpochSecond();
    }
}
