package ai.invoke.release.pypi.upload;

import ai.invoke.release.console.Console;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.text.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What will be done with every file at every index, before anything is. */
public final class IndexTable {

    private IndexTable() {}

    /**
     * Shows the table with all warnings.
     *
     * @param plans the decisions of each index
     * @param console where to tell the user
     * @throws ProjectException when there are reasons to stop, with all of them
     */
    public static void show(Map<PackageIndex, List<IndexPlan>> plans, Console console) {
        lines(plans).forEach(console::info);
        List<Problem> stops = new ArrayList<>();
        plans.values().stream().flatMap(List::stream).forEach(plan -> {
            plan.warnings().forEach(console::warn);
            stops.addAll(plan.stops());
        });
        if (!stops.isEmpty()) {
            throw new ProjectException(stops);
        }
    }

    /**
     * The table, one line a file and index.
     *
     * @param plans the decisions of each index
     * @return lines with aligned columns
     */
    public static List<String> lines(Map<PackageIndex, List<IndexPlan>> plans) {
        List<String[]> rows = new ArrayList<>();
        plans.forEach((index, releases) -> releases.stream()
                .flatMap(release -> release.decisions().stream())
                .forEach(decision -> rows.add(new String[] {
                    index.title(),
                    decision.file().name(),
                    Bytes.text(decision.file().size()),
                    word(decision)
                })));
        int[] widths = new int[3];
        for (String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        return rows.stream()
                .map(row -> padded(row[0], widths[0]) + "  " + padded(row[1], widths[1]) + "  "
                        + padded(row[2], widths[2]) + "  " + row[3])
                .toList();
    }

    private static String word(IndexDecision decision) {
        if (decision instanceof IndexDecision.Done done) {
            return "already there, by " + done.proof().substring(0, done.proof().indexOf(' '))
                    + (done.proof().startsWith("md5") ? ", as this index shows nothing else" : "");
        }
        if (decision instanceof IndexDecision.Conflict conflict) {
            return conflict.present().hashes().strongest().isPresent()
                    ? "OTHER BYTES there"
                    : "there, but no digest is told";
        }
        return "to upload";
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
