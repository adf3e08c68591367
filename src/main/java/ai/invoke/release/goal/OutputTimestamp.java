package ai.invoke.release.goal;

import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** The one time that everything a release is made of carries, so that equal sources give equal bytes. */
final class OutputTimestamp {

    private OutputTimestamp() {}

    /**
     * The time for all entries.
     *
     * @param property {@code project.build.outputTimestamp}: ISO 8601 or seconds since 1970; as in Maven's own plugins, a
     *     single character means not set
     * @param commit the commit's time, where there is a commit
     * @return the property's time, else the commit's, else 1970
     * @throws ProjectException when the property is neither
     */
    static Instant of(Optional<String> property, Optional<Instant> commit) {
        String text = property.orElse("").strip();
        if (text.length() <= 1) {
            return commit.orElse(Instant.EPOCH);
        }
        try {
            return text.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? Instant.ofEpochSecond(Long.parseLong(text))
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException | NumberFormatException e) {
            throw new ProjectException(
                    Problem.of("project.build.outputTimestamp is " + text + ", neither ISO 8601 nor seconds since 1970")
                            .next("write it like 2026-11-22T00:00:00Z, or take it out to use the commit's time"),
                    e);
        }
    }
}
