package ai.invoke.release.goal.make;

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
     * What the super POM of Maven 4 sets for everybody (super-pom-4.0.0.xml). Taking it for the user's choice would date each
     * release to 1980 and give Maven 3 and Maven 4 different bytes.
     */
    private static final Instant MAVEN_4_DEFAULT = Instant.parse("1980-02-01T00:00:00Z");

    /** The last that a zip, and so a wheel, can express; Python's zipfile dies of a later one. */
    private static final Instant LATEST = Instant.parse("2107-12-31T23:59:58Z");

    /**
     * The time for all entries.
     *
     * @param property {@code project.build.outputTimestamp}: ISO 8601 or seconds since 1970; as in Maven's own plugins, a
     *     single character means not set, and so does the default of Maven 4
     * @param commit the commit's time, where there is a commit
     * @return the property's time, else the commit's, else 1970
     * @throws ProjectException when the property is neither
     */
    static Instant of(Optional<String> property, Optional<Instant> commit) {
        return set(property).or(() -> commit).orElse(Instant.EPOCH);
    }

    /**
     * The time that the user has set.
     *
     * @param property {@code project.build.outputTimestamp}
     * @return the time, when there is one
     * @throws ProjectException when the property is no time from 1970 to 2107
     */
    static Optional<Instant> set(Optional<String> property) {
        String text = property.orElse("").strip();
        if (text.length() <= 1) {
            return Optional.empty();
        }
        try {
            Instant time = text.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? Instant.ofEpochSecond(Long.parseLong(text))
                    : OffsetDateTime.parse(text).toInstant();
            if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
                throw new ProjectException(Problem.of("project.build.outputTimestamp is " + text
                                + (time.isAfter(LATEST) ? ", after 2107, which a wheel cannot store" : ", before 1970"))
                        .next("remove it to use the commit's time"));
            }
            return Optional.of(time).filter(given -> !given.equals(MAVEN_4_DEFAULT));
        } catch (DateTimeException | NumberFormatException e) {
            throw new ProjectException(
                    Problem.of("project.build.outputTimestamp is " + text + ", neither ISO 8601 nor seconds since 1970")
                            .next("write it like 2026-11-22T00:00:00Z, or remove it to use the commit's time"),
                    e);
        }
    }
}
