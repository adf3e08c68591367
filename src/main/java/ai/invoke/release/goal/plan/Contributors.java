package ai.invoke.release.goal.plan;

import ai.invoke.release.git.Log;
import ai.invoke.release.git.LogEntry;
import ai.invoke.release.notes.Contributor;
import ai.invoke.release.notes.ContributorList;
import ai.invoke.release.notes.ContributorRules;
import ai.invoke.release.notes.MailMap;
import ai.invoke.release.notes.PreviousTag;
import ai.invoke.release.version.PyVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds who wrote the commits between two refs, from the local clone alone. */
public final class Contributors {

    /** Creates a finder. */
    public Contributors() {}

    /**
     * What is asked.
     *
     * @param directory the clone, or a folder in it
     * @param from the older ref; empty for the release before {@code to}
     * @param to the newer ref, for instance a tag or {@code HEAD}
     * @param tagPrefix what stands before the version in tags
     * @param rules whom to leave out
     * @param accounts the login of a commit's author as GitHub knows it, by commit id
     */
    public record Request(
            Path directory,
            Optional<String> from,
            String to,
            String tagPrefix,
            ContributorRules rules,
            Map<String, String> accounts) {}

    /**
     * What was found.
     *
     * @param from the older ref; empty when nothing was released before, so that the whole history counts
     * @param to the newer ref
     * @param commits the commits between the two, newest first, without those that {@code from} has as well
     * @param contributors everybody, also the project's own people and programs; most commits first
     * @param wholeHistory whether the history before {@code from} is all there; without it nobody can be called new
     * @param aside one line when {@code from} is not in the history of {@code to}, because it was released from another branch
     */
    public record Result(
            Optional<String> from,
            String to,
            List<LogEntry> commits,
            List<Contributor> contributors,
            boolean wholeHistory,
            Optional<String> aside) {

        /** Takes unmodifiable copies. */
        public Result {
            commits = List.copyOf(commits);
            contributors = List.copyOf(contributors);
        }

        /**
         * The people from outside.
         *
         * @return most commits first
         */
        public List<Contributor> external() {
            return contributors.stream()
                    .filter(c -> c.kind() == Contributor.Kind.EXTERNAL)
                    .toList();
        }
    }

    /**
     * Finds the contributors between two refs.
     *
     * @param request what is asked
     * @return what was found
     * @throws ai.invoke.release.problem.ProjectException when a ref does not exist or a shallow clone holds too little
     */
    public Result run(Request request) {
        try (Log log = Log.open(request.directory())) {
            PreviousTag previous = new PreviousTag(request.tagPrefix());
            Optional<String> from =
                    request.from().or(() -> previous(log, previous, previous.version(request.to()), request.to()));
            return people(log, request.rules(), request.accounts(), from, request.to());
        }
    }

    /** The people of a range that is known already. */
    static Result people(
            Log log, ContributorRules rules, Map<String, String> accounts, Optional<String> from, String to) {
        boolean ancestor = from.isEmpty() || log.isAncestor(from.get(), to);
        Set<String> known = ancestor ? Set.of() : log.cherryPicked(from.get(), to);
        List<LogEntry> commits = log.between(from, to).stream()
                .filter(commit -> !known.contains(commit.id()))
                .toList();
        MailMap mailMap = log.mailmap(to).map(MailMap::parse).orElseGet(MailMap::empty);
        ContributorList contributors = new ContributorList(mailMap, rules, accounts);
        ContributorList.Earlier earlier = contributors.earlier();
        boolean whole = from.isEmpty() || log.visit(from.get(), earlier::add);
        return new Result(
                from,
                to,
                commits,
                contributors.find(commits, whole ? Optional.of(earlier) : Optional.empty()),
                whole,
                ancestor ? Optional.empty() : Optional.of(aside(from.get(), to, known.size())));
    }

    private static String aside(String from, String to, int known) {
        return from + " is not in the history of " + to
                + ", it was released from another branch; left out because it has them" + " as well: " + known
                + (known == 1 ? " commit" : " commits");
    }

    /**
     * The release that the notes of a version count from.
     *
     * @param directory the clone, or a folder in it
     * @param tagPrefix what stands before the version in tags
     * @param version the version
     * @param to its tag, or what will carry it
     * @return empty for a first release
     */
    public static Optional<String> previous(Path directory, String tagPrefix, PyVersion version, String to) {
        try (Log log = Log.open(directory)) {
            return previous(log, new PreviousTag(tagPrefix), Optional.of(version), to);
        }
    }

    /**
     * The release that a range counts from.
     *
     * @param version the version that {@code to} is, or will be
     */
    static Optional<String> previous(Log log, PreviousTag previous, Optional<PyVersion> version, String to) {
        List<String> tags = log.tags();
        if (version.isPresent()) {
            return previous.find(
                    tags, version.get(), tag -> log.mergeBase(tag, to).isPresent());
        }
        // Without a version a tag counts as earlier when it is in the history, or its branch left the history after the
        // newest
        // that is: the main branch is beyond v1.1 that was tagged on release/v1.1, but a branch for v1.0.1 is not.
        Optional<String> newest = previous.newest(tags, tag -> log.isAncestor(tag, to));
        return previous.newest(
                tags,
                tag -> log.mergeBase(tag, to)
                        .filter(base -> newest.isEmpty() || log.isAncestor(newest.get(), base))
                        .isPresent());
    }
}
