package ai.invoke.release.maven;

import ai.invoke.release.console.Console;
import ai.invoke.release.console.Progress;
import ai.invoke.release.problem.Problem;
import org.apache.maven.plugin.logging.Log;

/** Shows what a goal says through Maven's log, so that {@code -q}, {@code -X} and colours work as users expect. */
public final class MavenConsole implements Console {

    private final Log log;
    private final boolean terminal;

    /**
     * A console on a Mojo's log.
     *
     * @param log the Mojo's log
     * @param terminal whether somebody watches a terminal, so that progress may be shown
     */
    public MavenConsole(Log log, boolean terminal) {
        this.log = log;
        this.terminal = terminal;
    }

    @Override
    public void info(String line) {
        log.info(line);
    }

    @Override
    public void detail(String line) {
        log.debug(line);
    }

    @Override
    public void warn(Problem problem) {
        problem.toString().lines().forEach(log::warn);
    }

    @Override
    public Progress progress(String label, long total) {
        return terminal && log.isInfoEnabled()
                ? new TerminalProgress(System.out, label, total, System::nanoTime)
                : Console.silent().progress(label, total);
    }
}
