package ai.invoke.release.goal.inspect;

import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.Printable;
import java.util.List;
import java.util.Optional;

/**
 * What was found out about a release.
 *
 * @param subject the release
 * @param stage how far it has come; empty when that was not the question
 * @param facts one for each thing that was looked at, in a fixed order
 * @param next what to do next
 * @param undo what can be taken back, and what stays
 */
public record Inspection(
        Subject subject, Optional<Stage> stage, List<Fact> facts, List<String> next, List<String> undo) {

    /** Takes unmodifiable copies. */
    public Inspection {
        facts = List.copyOf(facts);
        next = List.copyOf(next);
        undo = List.copyOf(undo);
    }

    /**
     * The facts in a state.
     *
     * @param state the state
     * @return in the order of the table
     */
    public List<Fact> in(Fact.State state) {
        return facts.stream().filter(fact -> fact.state() == state).toList();
    }

    /**
     * Ends the goal when something contradicts something else.
     *
     * @throws ProjectException naming all that is wrong
     */
    public void requireSound() {
        require(Fact.State.WRONG, "look there; the table above says what was expected");
    }

    /**
     * Ends the goal when something could not be proven.
     *
     * @throws ProjectException naming all that is unknown or not there
     */
    public void requireProof() {
        require(Fact.State.OPEN, "see what is missing above");
        require(Fact.State.UNKNOWN, "see why nothing proves it above");
    }

    private void require(Fact.State state, String advice) {
        List<Problem> problems = in(state).stream()
                .map(fact -> Problem.of(fact.about() + ": " + Printable.prose(fact.text(), 2000))
                        .next(fact.link().map(link -> "look at " + link).orElse(advice)))
                .toList();
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
    }

    /**
     * Ends the goal when the release has not come so far.
     *
     * @param required the stage that must be reached
     * @throws ProjectException saying which stage was reached
     */
    public void require(Stage required) {
        stage.filter(reached -> reached.compareTo(required) < 0).ifPresent(reached -> {
            throw new ProjectException(
                    Problem.of(subject.title() + " is " + reached.word() + ", not " + required.word())
                            .next(String.join("; ", next)));
        });
    }
}
