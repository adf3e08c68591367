package ai.invoke.release.pypi.upload;

import ai.invoke.release.problem.Problem;
import java.util.List;

/**
 * What to do with all files of a release at one index.
 *
 * @param decisions one for each file, in the order of the uploads
 * @param stops why nothing may be sent; empty when the release can go on
 * @param warnings what a person should look at
 */
public record IndexPlan(List<IndexDecision> decisions, List<Problem> stops, List<Problem> warnings) {

    /** Takes unmodifiable copies of the lists. */
    public IndexPlan {
        decisions = List.copyOf(decisions);
        stops = List.copyOf(stops);
        warnings = List.copyOf(warnings);
    }

    /**
     * The files that have to be sent.
     *
     * @return in the order of the uploads
     */
    public List<UploadFile> toUpload() {
        return decisions.stream()
                .filter(IndexDecision.Upload.class::isInstance)
                .map(IndexDecision::file)
                .toList();
    }

    /**
     * The files that are there already.
     *
     * @return in the order of the uploads
     */
    public List<IndexDecision.Done> done() {
        return decisions.stream()
                .filter(IndexDecision.Done.class::isInstance)
                .map(IndexDecision.Done.class::cast)
                .toList();
    }
}
