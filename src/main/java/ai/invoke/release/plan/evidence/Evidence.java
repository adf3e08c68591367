package ai.invoke.release.plan.evidence;

import ai.invoke.release.text.LetterCase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * On what a release is approved: what was tried and how it ended. Without a clock, a path or a name of the machine, so that two
 * clones with the same tools have the same evidence.
 *
 * @param checks the checks of the project, by id
 * @param trials the smoke test of each installer
 * @param findings what the rules found in the files; empty when nothing is recorded
 * @param build how wheels and sdist were made; empty when nothing is recorded
 * @param missing for a section of which nothing is recorded, why
 */
public record Evidence(
        List<Check> checks,
        List<Trial> trials,
        Optional<Findings> findings,
        Optional<Build> build,
        SortedMap<String, String> missing) {

    /** The section of the checks, in {@link #missing}. */
    public static final String CHECKS = "checks";

    /** The section of the smoke tests. */
    public static final String SMOKE_TEST = "smokeTest";

    /** The section of the findings. */
    public static final String FINDINGS = "findings";

    /** The section of the build. */
    public static final String BUILD = "build";

    private static final int LONGEST = 200;

    /** Nothing was recorded and nothing is said about why. */
    public static final Evidence NONE =
            new Evidence(List.of(), List.of(), Optional.empty(), Optional.empty(), new TreeMap<>());

    /** Sorts the checks, and takes unmodifiable copies. */
    public Evidence {
        checks = checks.stream().sorted(Comparator.comparing(Check::id)).toList();
        trials = trials.stream().sorted(Comparator.comparing(Trial::installer)).toList();
        missing = Collections.unmodifiableSortedMap(new TreeMap<>(missing));
    }

    /** How something ended that was to be tried. */
    public enum State {
        /** As it should. */
        PASSED("passed"),
        /** Not as it should. */
        FAILED("failed"),
        /** It was not to be tried this time. */
        SKIPPED("skipped"),
        /** It could not be tried. */
        NOT_RUN("not-run");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /**
         * The word in the plan.
         *
         * @return lower case
         */
        public String word() {
            return word;
        }

        /**
         * Whether it was tried.
         *
         * @return true for passed and failed
         */
        public boolean ran() {
            return this == PASSED || this == FAILED;
        }

        static Optional<State> of(String word) {
            return List.of(values()).stream()
                    .filter(state -> state.word.equals(word))
                    .findFirst();
        }
    }

    /**
     * A check of the project.
     *
     * @param id its id
     * @param state how it ended
     * @param reason why it did not run or failed, in one line
     * @param tool what ran, where it is known
     * @param tests what its tests count, where it has any
     * @param tolerated whether its failure is only a warning
     */
    public record Check(
            String id,
            State state,
            Optional<String> reason,
            Optional<Tool> tool,
            Optional<Tests> tests,
            boolean tolerated) {

        /** Takes out of the reason what only this machine has. */
        public Check {
            reason = reason.map(Evidence::line);
        }
    }

    /**
     * A program.
     *
     * @param name for instance {@code ruff}
     * @param version its version; empty when it did not say
     */
    public record Tool(String name, Optional<String> version) {

        @Override
        public String toString() {
            return name + version.map(text -> " " + text).orElse(", version not known");
        }
    }

    /**
     * How many tests a check has.
     *
     * @param total all
     * @param failed failures and errors
     * @param skipped not run
     */
    public record Tests(int total, int failed, int skipped) {

        @Override
        public String toString() {
            return total
                    + (total == 1 ? " test" : " tests")
                    + (failed > 0 ? ", " + failed + " failed" : "")
                    + (skipped > 0 ? ", " + skipped + " skipped" : "");
        }
    }

    /**
     * The smoke test of an installer, a wheel or an sdist.
     *
     * @param installer the file's name
     * @param steps what was tried, in order
     */
    public record Trial(String installer, List<Step> steps) {

        /** Takes an unmodifiable copy. */
        public Trial {
            steps = List.copyOf(steps);
        }
    }

    /**
     * A step of a smoke test.
     *
     * @param name for instance {@code pip install}
     * @param state how it ended
     * @param reason why it was skipped or failed, in one line
     */
    public record Step(String name, State state, Optional<String> reason) {

        /** Takes out of the reason what only this machine has. */
        public Step {
            reason = reason.map(Evidence::line);
        }
    }

    /**
     * What the rules found.
     *
     * @param errors findings that stop a release
     * @param warnings findings to look at
     * @param notes findings to know
     * @param ignored findings that the project ignores
     */
    public record Findings(int errors, int warnings, int notes, int ignored) {

        @Override
        public String toString() {
            return errors + (errors == 1 ? " error, " : " errors, ") + warnings
                    + (warnings == 1 ? " warning, " : " warnings, ") + notes + (notes == 1 ? " note, " : " notes, ")
                    + ignored + " ignored";
        }
    }

    /**
     * How wheels and sdist were made.
     *
     * @param python implementation and version of the interpreter
     * @param sameTwice whether a second build elsewhere gave the same bytes; false when none was made, for other bytes stop the
     *     build
     * @param requirements what the backend was made of
     */
    public record Build(String python, boolean sameTwice, List<Requirement> requirements) {

        /** Sorts them. */
        public Build {
            requirements = requirements.stream()
                    .sorted(Comparator.comparing(Requirement::name))
                    .toList();
        }
    }

    /**
     * A package that took part in the build.
     *
     * @param name normalised name
     * @param version its version
     * @param sha256 digest of its wheel, as the index shows it; empty when it shows none
     */
    public record Requirement(String name, String version, Optional<String> sha256) {

        @Override
        public String toString() {
            return name + "==" + version;
        }
    }

    /**
     * What whoever approves must know first: everything that did not run, failed or is not recorded. What is worst comes first.
     *
     * @return one line each; empty when all was tried and nothing failed
     */
    public List<String> warnings() {
        List<String> lines = new ArrayList<>();
        long tried = checks.stream().filter(check -> check.state().ran()).count();
        if (missing.containsKey(CHECKS)) {
            lines.add("no check is recorded: " + missing.get(CHECKS));
        } else if (checks.isEmpty()) {
            lines.add("no checks are configured");
        } else if (tried < checks.size()) {
            lines.add((checks.size() - tried) + " of " + checks.size() + (checks.size() == 1 ? " check" : " checks")
                    + " did not run");
        }
        List<String> failed = checks.stream()
                .filter(check -> check.state() == State.FAILED)
                .map(check -> check.id() + (check.tolerated() ? " (tolerated)" : ""))
                .toList();
        if (!failed.isEmpty()) {
            lines.add(failed.size() + (failed.size() == 1 ? " check" : " checks") + " failed: "
                    + String.join(", ", failed));
        }
        if (missing.containsKey(SMOKE_TEST)) {
            lines.add("no smoke test is recorded: " + missing.get(SMOKE_TEST));
        }
        for (Trial trial : trials) {
            long open = trial.steps().stream()
                    .filter(step -> step.state() != State.PASSED)
                    .count();
            if (open > 0) {
                lines.add(open + " of " + trial.steps().size()
                        + (trial.steps().size() == 1 ? " step" : " steps") + " of the smoke test of "
                        + trial.installer() + " did not pass");
            }
        }
        if (missing.containsKey(FINDINGS)) {
            lines.add("no result of verify-dist is recorded: " + missing.get(FINDINGS));
        }
        findings.filter(found -> found.errors() > 0).ifPresent(found -> lines.add("verify-dist found " + found));
        if (missing.containsKey(BUILD)) {
            lines.add("how the distributions were built is not recorded: " + missing.get(BUILD));
        }
        return List.copyOf(lines);
    }

    /**
     * All that is recorded, one line each.
     *
     * @return without the warnings
     */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Check check : checks) {
            lines.add("check " + check.id() + ": " + check.state().word()
                    + check.tests().map(tests -> ", " + tests).orElse("")
                    + check.tool().map(tool -> " (" + tool + ")").orElse("")
                    + check.reason().map(why -> ": " + why).orElse(""));
        }
        for (Trial trial : trials) {
            long passed = trial.steps().stream()
                    .filter(step -> step.state() == State.PASSED)
                    .count();
            lines.add("smoke test of " + trial.installer() + ": " + passed + " of "
                    + trial.steps().size() + " steps passed");
            trial.steps().stream()
                    .filter(step -> step.state() != State.PASSED)
                    .forEach(step -> lines.add("smoke test, " + step.name() + ": "
                            + step.state().word()
                            + step.reason().map(why -> ": " + why).orElse("")));
        }
        findings.ifPresent(found -> lines.add("verify-dist: " + found));
        build.ifPresent(made -> {
            lines.add("built with " + made.python()
                    + (made.sameTwice()
                            ? "; a second build elsewhere gave the same bytes"
                            : "; no second build was compared"));
            if (!made.requirements().isEmpty()) {
                lines.add("built with "
                        + String.join(
                                ", ",
                                made.requirements().stream()
                                        .map(Requirement::toString)
                                        .toList()));
            }
        });
        return List.copyOf(lines);
    }

    /** A reason in one line, of which only the last part of a path is left: the folders before it are this machine's. */
    static String line(String text) {
        String first = text.lines().findFirst().orElse("").strip();
        StringBuilder line = new StringBuilder();
        for (String word : first.split(" ", -1)) {
            line.append(line.isEmpty() ? "" : " ").append(local(word));
        }
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line.toString();
    }

    private static String local(String word) {
        String plain = LetterCase.lower(word);
        int start = 0;
        while (start < plain.length() && "'\"(".indexOf(plain.charAt(start)) >= 0) {
            start++;
        }
        boolean path = plain.startsWith("/", start)
                || plain.startsWith("\\\\", start)
                || (plain.length() > start + 2
                        && Character.isLetter(plain.charAt(start))
                        && plain.charAt(start + 1) == ':'
                        && "/\\".indexOf(plain.charAt(start + 2)) >= 0);
        int last = Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\'));
        return path ? word.substring(0, start) + word.substring(last + 1) : word;
    }
}
