package ai.invoke.release.smoke;

import ai.invoke.release.console.Console;
import ai.invoke.release.console.Styles;
import ai.invoke.release.console.Styles.Style;
import ai.invoke.release.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The checks of one smoke test, told to the user as they come. */
final class SmokeChecks {

    private final Console console;
    private final List<SmokeCheck> done = new ArrayList<>();

    /**
     * Creates an empty list of checks.
     *
     * @param console is notified of each
     */
    SmokeChecks(Console console) {
        this.console = console;
    }

    void ok(String name, String detail) {
        add(SmokeCheck.ok(name, detail));
    }

    /**
     * A check that went well and showed something that a person should look at.
     *
     * @param name of the check
     * @param detail what was seen
     * @param doubt what may be wrong
     */
    void ok(String name, String detail, Problem doubt) {
        ok(name, detail);
        console.warn(doubt);
    }

    void skipped(String name, String why) {
        add(SmokeCheck.skipped(name, why));
    }

    /**
     * A check that could not be made, which may well be the fault of what is tested.
     *
     * @param name of the check
     * @param why not
     * @param doubt what may be wrong
     */
    void skipped(String name, String why, Problem doubt) {
        skipped(name, why);
        console.warn(doubt);
    }

    void failed(String name, Problem problem) {
        add(SmokeCheck.failed(name, problem));
    }

    /**
     * A failure that a command's log explains.
     *
     * @param name of the check
     * @param what went wrong
     * @param step whose log to read
     */
    void failed(String name, String what, SmokeStep step) {
        failed(name, Problem.of(what).next("read the log: " + step.log()));
    }

    List<SmokeCheck> done() {
        return List.copyOf(done);
    }

    private void add(SmokeCheck check) {
        done.add(check);
        Styles styles = console.styles();
        String mark = switch (check.verdict()) {
            case OK -> styles.in(Style.SUCCESS, "ok      ");
            case SKIPPED -> styles.in(Style.WARNING, "skipped ");
            case FAILED -> styles.in(Style.FAILURE, "FAILED  ");
        };
        String detail = check.detail().lines().findFirst().orElse("");
        console.info(String.format(Locale.ROOT, "  %s %-14s %s", mark, check.name(), detail));
    }
}
