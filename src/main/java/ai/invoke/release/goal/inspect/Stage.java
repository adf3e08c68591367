package ai.invoke.release.goal.inspect;

import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.LetterCase;
import java.util.Arrays;
import java.util.stream.Collectors;

/** How far a release has come; each stage holds all before it. */
public enum Stage {
    /** There is no tag. */
    UNTAGGED,
    /** There is a tag and no plan. */
    TAGGED,
    /** There is a plan that not enough people have approved. */
    PLANNED,
    /** The plan is approved, and nothing is public. */
    APPROVED,
    /** Some of it is public. */
    PARTLY,
    /** All of it is public. */
    PUBLISHED;

    /**
     * The word for tables, JSON and parameters.
     *
     * @return in lower case
     */
    public String word() {
        return LetterCase.lower(name());
    }

    /**
     * Reads a stage that a user demands.
     *
     * @param text one of the words
     * @return the stage
     * @throws ProjectException when it is no such word
     */
    public static Stage of(String text) {
        return Arrays.stream(values())
                .filter(stage -> stage.word().equals(LetterCase.lower(text.strip())))
                .findFirst()
                .orElseThrow(() -> new ProjectException(Problem.of("'" + text + "' is no stage of a release")
                        .next("use -Dinvokeai.require="
                                + Arrays.stream(values()).map(Stage::word).collect(Collectors.joining(", ")))));
    }
}
