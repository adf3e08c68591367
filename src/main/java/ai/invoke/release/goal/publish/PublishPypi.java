package ai.invoke.release.goal.publish;

import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.pypi.upload.IndexUpload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code publish-pypi} and {@code publish-testpypi}: the files of a plan, or any files without one. */
public final class PublishPypi {

    /**
     * Files that nobody planned, and how they are chosen and checked.
     *
     * @param dist folders and files
     * @param project the project to take, when there are several
     * @param version the version to take, when there are several
     * @param ignoreRules ids of rules that do not count
     * @param python the interpreter that renders reStructuredText; empty to try those on the PATH
     * @param processes starts it
     */
    public record Unplanned(
            List<Path> dist,
            Optional<String> project,
            Optional<String> version,
            List<String> ignoreRules,
            Optional<String> python,
            ProcessRunner processes) {

        /** Takes unmodifiable copies. */
        public Unplanned {
            dist = List.copyOf(dist);
            ignoreRules = List.copyOf(ignoreRules);
        }
    }

    /**
     * How far to go.
     *
     * @param dryRun whether to look only
     * @param rehearse whether the index is sent the form without the file first, for its word on credentials and metadata
     */
    public record Mode(boolean dryRun, boolean rehearse) {}

    /** For the Mojos. */
    public PublishPypi() {}

    /**
     * Uploads the files that the index lacks.
     *
     * @param request how to reach the index, and the release when there is one
     * @param target the index; when there is a plan, only its name counts
     * @param unplanned what to upload without a plan
     * @param mode how far to go
     * @return what to tell the user at the end
     */
    public List<String> run(DeployRequest request, IndexTarget target, Optional<Unplanned> unplanned, Mode mode) {
        if (unplanned.isPresent()) {
            return new PublishDist(request, target)
                    .run(unplanned.get(), mode)
                    .map(PublishPypi::lines)
                    .orElse(List.of("dry run: nothing was sent"));
        }
        return planned(request, target, mode, PublishPlanned::stop);
    }

    /** The files of the plan; what the index refuses is given to {@code failure}, which may throw it. */
    static List<String> planned(
            DeployRequest request, IndexTarget target, Mode mode, Consumer<ReleaseException> failure) {
        if (mode.dryRun()) {
            return new PublishPlanned().look(request, target.name(), mode.rehearse(), failure)
                    ? List.of("dry run: nothing was sent")
                    : List.of("the plan does not go to " + target.name());
        }
        return new PublishPlanned()
                .run(request, target.name(), mode.rehearse(), failure)
                .map(PublishPypi::lines)
                .orElse(List.of("the plan does not go to " + target.name()));
    }

    private static List<String> lines(IndexUpload.Result result) {
        List<String> lines = new ArrayList<>();
        long sent = result.files().stream().filter(file -> !file.alreadyThere()).count();
        lines.add(sent + " uploaded, " + (result.files().size() - sent) + " already there");
        result.pages().forEach(page -> lines.add("see " + page));
        return lines;
    }
}
