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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds who wrote the commits between two refs, from the local clone alone. */
public final class Contributors {

    /** A finder. */
    public Contributors() {}

    /**
     * What is asked.
     *
     * @param directory the clone, or a folder in it
     * @param from the older ref; empty for the release before {@code to}
     * @param to the newer ref, for instance a tag or {@code HEAD}
     * @param tagPrefix what stands before the version in tags
     * @param rules whom to leave out
     */
    public record Request(Path directory, Optional<String> from, String to, String tagPrefix, ContributorRules rules) {}

    /**
     * What was found.
     *
     * @param from the older ref; empty when nothing was released before, so that the whole history counts
     * @param to the newer ref
     * @param commits the commits between the two, newest first
     * @param contributors everybody, also the project's own people and programs; most commits first
     * @param wholeHistory whether the history before {@code from} is all there; without it nobody can be called new
     */
    public record Result(
            Optional<String> from,
            String to,
            List<LogEntry> commits,
            List<Contributor> contributors,
            boolean wholeHistory) {

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

        /**
         * The people from outside as a person reads them.
         *
         * @return aligned lines, a summary last
         */
        public List<String> lines() {
            List<String> lines = new ArrayList<>();
            int width =
                    external().stream().mapToInt(c -> shown(c).length()).max().orElse(0);
            for (Contributor person : external()) {
                String shown = shown(person);
                lines.add(shown
                        + " ".repeat(width - shown.length())
                        + String.format(
                                Locale.ROOT, "  %4d commit%s", person.commits(), person.commits() == 1 ? " " : "s")
                        + (person.firstTime().orElse(false) ? "  first contribution" : ""));
            }
            String range = from.map(ref -> ref + "..").orElse("everything up to ") + to;
            lines.add(String.format(
                    Locale.ROOT,
                    "%s: %d commits by %d people, %s from outside%s",
                    range,
                    commits.size(),
                    contributors.size(),
                    external().isEmpty() ? "none" : Integer.toString(external().size()),
                    wholeHistory ? "" : " (shallow clone: nobody can be called new; git fetch --unshallow)"));
            return List.copyOf(lines);
        }

        private static String shown(Contributor person) {
            // A name is foreign text: no control characters into a terminal.
            return person.login()
                    .map(login -> person.name() + " (@" + login + ")")
                    .orElseGet(person::name)
                    .replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ");
        }
    }

    /**
     * Looks.
     *
     * @param request what is asked
     * @return what was found
     * @throws ai.invoke.release.problem.ProjectException when a ref does not exist or a shallow clone holds too little
     */
    public Result run(Request request) {
        try (Log log = Log.open(request.directory())) {
            Optional<String> from = request.from().or(() -> previous(log, request));
            return people(log, request.rules(), from, request.to());
        }
    }

    /** The people of a range that is known already. */
    static Result people(Log log, ContributorRules rules, Optional<String> from, String to) {
        List<LogEntry> commits = log.between(from, to);
        MailMap mailMap = log.mailmap(to).map(MailMap::parse).orElseGet(MailMap::empty);
        ContributorList contributors = new ContributorList(mailMap, rules);
        ContributorList.Earlier earlier = contributors.earlier();
        boolean whole = from.isEmpty() || log.visit(from.get(), earlier::add);
        return new Result(
                from, to, commits, contributors.find(commits, whole ? Optional.of(earlier) : Optional.empty()), whole);
    }

    private static Optional<String> previous(Log log, Request request) {
        PreviousTag previous = new PreviousTag(request.tagPrefix());
        Optional<PyVersion> current = previous.version(request.to());
        List<String> tags = log.tags();
        return current.isPresent()
                ? previous.find(tags, current.get(), tag -> log.isAncestor(tag, request.to()))
                : previous.newest(tags, tag -> log.isAncestor(tag, request.to()));
    }
}
