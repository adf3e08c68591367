package ai.invoke.release.goal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.plan.ApprovalPolicy;
import ai.invoke.release.plan.ApprovalPolicy.ManualCheck;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a person at a terminal is asked before approving. */
class ManualConfirmationTest {

    private static final ApprovalPolicy POLICY = new ApprovalPolicy(
            ApprovalPolicy.Kind.TYPED,
            1,
            Optional.empty(),
            Optional.empty(),
            List.of(
                    new ManualCheck("generate", "make a\033[2J picture"),
                    new ManualCheck("look at it", "open the app"),
                    new ManualCheck("upgrade", "from the release before")));

    private final List<String> questions = new ArrayList<>();

    private List<String> answered(List<String> named, String... answers) {
        Deque<String> typed = new ArrayDeque<>(List.of(answers));
        return ManualConfirmation.ask(POLICY, named, question -> {
            questions.add(question);
            return typed.remove();
        });
    }

    @Test
    void onlyTheNameOfACheckConfirmsIt() {
        assertThat(answered(List.of(), "generate", "", "y")).containsExactly("generate");
        assertThat(questions)
                .hasSize(3)
                .first()
                .asString()
                .contains("picture", "Type generate")
                .doesNotContain("\033");
        assertThat(answered(List.of(), "upgrade", " look at it ", "Upgrade")).containsExactly("look at it");
    }

    @Test
    void whatTheCommandLineNamesIsNotAskedAgain() {
        assertThat(answered(List.of("generate", "upgrade"), "look at it"))
                .containsExactly("generate", "upgrade", "look at it");
        assertThat(questions).singleElement().asString().contains("look at it");
    }
}
