package ai.invoke.release.report.page;

import ai.invoke.release.dist.compare.WheelComparison;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.ReleaseHistory;
import ai.invoke.release.text.Printable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that the approval page shows and that does not change any more.
 *
 * @param plan the plan
 * @param commit what is known of its commit
 * @param change what changed since the release before
 * @param findings what verify-dist found; empty when it did not run
 * @param notes the release notes in Markdown; empty without a GitHub release
 * @param logs names of the files in {@code logs/}
 */
public record ReleasePage(
        PlanFile plan,
        Optional<CommitFacts> commit,
        Change change,
        Optional<List<Finding>> findings,
        Optional<String> notes,
        List<String> logs) {

    /** Takes unmodifiable copies. */
    public ReleasePage {
        findings = findings.map(List::copyOf);
        logs = List.copyOf(logs);
    }

    /**
     * The commit for people.
     *
     * @param subject the first line of its message; foreign text
     * @param author who wrote it; foreign text
     * @param time when
     */
    public record CommitFacts(String subject, String author, Instant time) {}

    /** What changed since the release before. */
    public sealed interface Change {

        /**
         * The same for the console and the summary of a CI job.
         *
         * @return a few lines
         */
        List<String> lines();
    }

    /** Nothing was released before. */
    public record First() implements Change {

        @Override
        public List<String> lines() {
            return List.of("first release");
        }
    }

    /**
     * There is nothing to compare with.
     *
     * @param why for a person
     */
    public record NotCompared(String why) implements Change {

        @Override
        public List<String> lines() {
            return List.of("no comparison: " + why);
        }
    }

    /**
     * The wheels were compared.
     *
     * @param version the release before
     * @param wheels one for each wheel that has a counterpart
     * @param history wheels of earlier releases, oldest first
     * @param releaseFiles a line for each file of the GitHub release
     * @param acknowledged names of wheels that lost much, as somebody has acknowledged
     */
    public record Compared(
            String version,
            List<WheelComparison> wheels,
            List<ReleaseHistory.Earlier> history,
            List<String> releaseFiles,
            List<String> acknowledged)
            implements Change {

        /** Takes unmodifiable copies. */
        public Compared {
            wheels = List.copyOf(wheels);
            history = List.copyOf(history);
            releaseFiles = List.copyOf(releaseFiles);
            acknowledged = List.copyOf(acknowledged);
        }

        @Override
        public List<String> lines() {
            List<String> lines = new ArrayList<>();
            for (WheelComparison wheel : wheels) {
                lines.add("since " + version + ": " + PageWriter.summary(wheel));
                for (WheelComparison.FieldChange field : wheel.fields()) {
                    lines.add(Printable.of(
                            field.field() + ": " + String.join(", ", field.gone()) + " -> "
                                    + String.join(", ", field.come()),
                            300));
                }
            }
            return List.copyOf(lines);
        }
    }

    /**
     * A finding of verify-dist.
     *
     * @param severity {@code error}, {@code warning} or {@code note}
     * @param rule the rule's id
     * @param file the file
     * @param message what is wrong
     * @param hint what to do
     * @param source where the rule is from
     * @param ignored whether it does not count
     */
    public record Finding(
            String severity, String rule, String file, String message, String hint, String source, boolean ignored) {}
}
