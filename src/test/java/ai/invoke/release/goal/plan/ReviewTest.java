package ai.invoke.release.goal.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.approval.Approval.Decision;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.Plans;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.plan.ReleasePlan;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.report.page.LivePage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReviewTest {

    @TempDir
    Path temp;

    private final List<URI> opened = new ArrayList<>();

    private Review.Result review(boolean open) {
        return new Review(opened::add).run(new ReleaseDirectory(temp), open);
    }

    private PlanFile planned() throws IOException {
        return planned(Plans.typed());
    }

    private PlanFile planned(ReleasePlan of) throws IOException {
        ReleaseDirectory directory = new ReleaseDirectory(temp);
        PlanFile plan = PlanFile.of(of);
        plan.write(directory.plan());
        Path page = LivePage.file(directory);
        Files.createDirectories(page.getParent());
        Files.writeString(
                page,
                "<meta name=\"invokeai-plan\" content=\"" + plan.fingerprint().sha256()
                        + "\"><!--part verdict-->old<!--end verdict-->");
        return plan;
    }

    @Test
    void opensThePageAsTheReleaseStandsNow() throws IOException {
        PlanFile plan = planned();
        Review.Result shown = review(true);
        assertThat(shown.plan()).isEqualTo(plan);
        assertThat(shown.opened()).isTrue();
        assertThat(opened).containsExactly(shown.page().toUri());
        assertThat(shown.page()).content().contains("Ready to approve").doesNotContain("old");
        assertThat(review(false).opened()).isFalse();
        assertThat(opened).hasSize(1);
    }

    /** The keys that may sign are a file at the tag's commit; this folder has neither. */
    @Test
    void saysWhyDecisionsCannotBeJudged() throws IOException {
        planned(Plans.recorded());
        assertThat(review(false).page())
                .content()
                .contains("The decisions cannot be judged")
                .contains("the file with the allowed signers");
    }

    @Test
    void aPageOfAnotherPlanIsNotShown() throws IOException {
        planned();
        PlanFile.of(Plans.recorded()).write(new ReleaseDirectory(temp).plan());
        assertThatThrownBy(() -> review(true))
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll("no approval page of the plan", "mvn verify");
        assertThat(opened).isEmpty();
    }

    @Test
    void onlyClearAnswersAreDecisions() {
        assertThat(Review.decision(" Approve ")).contains(Decision.APPROVED);
        assertThat(Review.decision("n")).contains(Decision.REJECTED);
        assertThat(Review.decision("")).isEmpty();
        assertThat(Review.decision("later")).isEmpty();
        assertThatThrownBy(() -> Review.decision("perhaps"))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("none was kept");
    }
}
