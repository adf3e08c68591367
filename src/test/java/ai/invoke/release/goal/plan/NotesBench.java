package ai.invoke.release.goal.plan;

import ai.invoke.release.console.Console;
import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.notes.ContributorRules;
import ai.invoke.release.notes.NotesInputs;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Notes and contributors of one repository, and how long each took: for {@code src/bench/notes-60k.sh}. */
final class NotesBench {

    private static final int GREATEST_MILLIS = 10_000;

    private NotesBench() {}

    /** Of this thread, which does all the work: other programs on the machine do not count. */
    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    public static void main(String[] arguments) {
        Path repository = Path.of(arguments[0]);
        String tag = arguments[1];
        long start = cpu();
        NotesRenderer.Result notes = new NotesRenderer(Console.silent())
                .run(new NotesRenderer.Request(
                        repository,
                        "demo",
                        tag,
                        tag.substring(1),
                        new NotesOptions(Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of()),
                        GitHubRepository.parse("acme/demo"),
                        List.of(),
                        NotesInputs.NONE,
                        Optional.empty()));
        long rendered = cpu();
        Contributors.Result people = new Contributors()
                .run(new Contributors.Request(
                        repository, Optional.empty(), tag, "v", ContributorRules.github(List.of()), Map.of()));
        long found = cpu();
        System.out.printf(
                "notes since %s: %d characters in %d ms of CPU%ncontributors: %d of %d commits in %d ms of CPU%n%s%n",
                notes.previousTag().orElse("the beginning"),
                notes.body().length(),
                (rendered - start) / 1_000_000,
                people.contributors().size(),
                people.commits().size(),
                (found - rendered) / 1_000_000,
                people.aside().orElse("in the history"));
        if (rendered - start > GREATEST_MILLIS * 1_000_000L || found - rendered > GREATEST_MILLIS * 1_000_000L) {
            System.out.println("FAILED: not under " + GREATEST_MILLIS / 1000 + " s");
            System.exit(1);
        }
    }
}
