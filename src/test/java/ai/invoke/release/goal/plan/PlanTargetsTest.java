package ai.invoke.release.goal.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.problem.ProjectException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanTargetsTest {

    private static final URI UPLOAD = URI.create("https://nexus.example/repository/py/");
    private static final URI SIMPLE = URI.create("https://nexus.example/repository/py/simple/");

    private static List<IndexTarget> indexes(IndexChoice... choices) {
        return new PlanTargets(
                        true,
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(choices))
                .indexes();
    }

    private static IndexChoice company(String id, Integer... order) {
        return new IndexChoice(
                id,
                Optional.of(UPLOAD),
                Optional.of(SIMPLE),
                List.of(order).stream().findFirst(),
                Optional.empty());
    }

    @Test
    void companysIndexesComeBetweenTheTwoThatAreKnown() {
        assertThat(indexes(company("nexus"), company("mirror")))
                .extracting(IndexTarget::name)
                .containsExactly("testpypi", "nexus", "mirror", "pypi");
        assertThat(indexes(company("late", 40), company("early", 1)))
                .extracting(IndexTarget::name)
                .containsExactly("early", "testpypi", "pypi", "late");
    }

    @Test
    void allAreRequiredButTestpypiUnlessSaidOtherwise() {
        assertThat(indexes(company("nexus"))).extracting(IndexTarget::required).containsExactly(false, true, true);
        IndexChoice test =
                new IndexChoice("testpypi", Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(true));
        assertThat(indexes(test).get(0))
                .isEqualTo(new IndexTarget(
                        "testpypi", IndexTarget.TESTPYPI.uploadUrl(), IndexTarget.TESTPYPI.simpleUrl(), true));
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        IndexChoice half =
                new IndexChoice("half", Optional.of(UPLOAD), Optional.empty(), Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> indexes(half, company("a b"), company("twice"), company("twice")))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("half needs")
                .hasMessageContaining("'a b' is no id")
                .hasMessageContaining("two indexes with the id 'twice'");
    }
}
