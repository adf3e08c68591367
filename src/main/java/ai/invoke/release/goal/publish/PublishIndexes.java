package ai.invoke.release.goal.publish;

import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The planned and approved files at every planned index, in the plan's order: {@code publish-indexes}. */
public final class PublishIndexes {

    /** For the Mojo. */
    public PublishIndexes() {}

    /**
     * Uploads what is missing. When all indexes are meant, one that is not required does not keep the files from the next: what it refuses
     * is warned about, and said again at the end.
     *
     * @param request the release and how to reach the indexes
     * @param only the one index to publish to
     * @param mode how far to go
     * @return what to tell the user at the end
     * @throws ProjectException when the plan does not go to the one index
     */
    public List<String> run(DeployRequest request, Optional<String> only, PublishPypi.Mode mode) {
        List<IndexTarget> planned =
                PlanFile.read(request.directory().plan()).plan().indexes();
        List<IndexTarget> chosen = planned.stream()
                .filter(index -> only.isEmpty() || only.get().equals(index.name()))
                .toList();
        if (only.isPresent() && chosen.isEmpty()) {
            throw new ProjectException(Problem.of("the plan does not go to an index " + only.get() + ", but to "
                            + planned.stream().map(IndexTarget::name).toList())
                    .at(Location.of(request.directory().plan().toString()))
                    .next("name one of these with -Dinvokeai.index, or leave it out for all"));
        }
        List<String> lines = new ArrayList<>();
        for (IndexTarget index : chosen) {
            List<Problem> failed = new ArrayList<>();
            List<String> done = PublishPypi.planned(request, index, mode, failure -> {
                if (index.required() || only.isPresent()) {
                    throw failure;
                }
                failed.addAll(failure.problems());
            });
            failed.forEach(request.console()::warn);
            (failed.isEmpty()
                            ? done
                            : List.of("left out, as it is not required: "
                                    + failed.get(0).what()))
                    .forEach(line -> lines.add(index.name() + ": " + line));
        }
        return lines.isEmpty() ? List.of("the plan goes to no index") : lines;
    }
}
