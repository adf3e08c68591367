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

/** Notes and contributors of one repository, and the milliseconds of the processor that each took: for {@code src/bench/notes}. */
final class NotesBench {

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
                "notes since %s: %d characters%ncontributors: %d of %d commits, %s%nnotes\t%d%ncontributors\t%d%n",
                notes.previousTag().orElse("the beginning"),
                notes.body().length(),
                people.contributors().size(),
                people.commits().size(),
                people.aside().orElse("in the history"),
                (rendered - start) / 1_000_000,
                (found - rendered) / 1_000_000);
    }
}
