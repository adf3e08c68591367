package ai.invoke.release.goal.make;

import ai.invoke.release.build.SourceTree;
import ai.invoke.release.build.checks.Check;
import ai.invoke.release.build.checks.CheckResult;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.plan.evidence.Evidence;
import ai.invoke.release.plan.evidence.EvidenceFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the checks leave for the plan. */
final class CheckEvidence {

    private final EvidenceFiles files;
    private final EvidenceFiles.Sources sources;

    CheckEvidence(ReleaseDirectory directory, SourceTree sources) {
        this.files = new EvidenceFiles(directory.root());
        this.sources = new EvidenceFiles.Sources(
                sources.git().flatMap(tree -> tree.head().commit()),
                sources.uncommitted().isEmpty());
    }

    boolean known() {
        return files.knows(sources);
    }

    /** Also of checks that failed: whoever goes on without them shall see it. */
    void keep(List<Check> checks, List<CheckResult> results) {
        List<Evidence.Check> kept = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            kept.add(evidence(checks.get(i), results.get(i)));
        }
        files.checks(sources, kept);
    }

    void skipped(List<String> ids, String why) {
        files.notRun(
                sources,
                ids.stream()
                        .map(id -> new Evidence.Check(
                                id,
                                Evidence.State.SKIPPED,
                                Optional.of(why),
                                Optional.empty(),
                                Optional.empty(),
                                false))
                        .toList());
    }

    private static Evidence.Check evidence(Check check, CheckResult result) {
        Evidence.State state = switch (result.status()) {
            case PASSED -> Evidence.State.PASSED;
            case FAILED, TIMED_OUT, INTERRUPTED -> Evidence.State.FAILED;
            case NOT_RUN -> Evidence.State.NOT_RUN;
        };
        return new Evidence.Check(
                check.id(),
                state,
                Optional.of(reason(result)).filter(why -> !why.isEmpty()),
                check.tool().map(tool -> new Evidence.Tool(tool.name(), tool.version())),
                result.tests().map(tests -> new Evidence.Tests(tests.tests(), tests.failed(), tests.skipped())),
                check.continueOnFailure());
    }

    /** What stands behind the colon is advice for this machine. */
    private static String reason(CheckResult result) {
        int advice =
                result.status() == CheckResult.Status.NOT_RUN ? result.detail().indexOf(": ") : -1;
        return advice < 0 ? result.detail() : result.detail().substring(0, advice);
    }
}
