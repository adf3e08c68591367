package ai.invoke.release.maven;

import ai.invoke.release.console.Console;
import ai.invoke.release.console.Progress;
import ai.invoke.release.problem.Problem;
import org.apache.maven.plugin.logging.Log;

/** Shows what a goal says through Maven's log, so that {@code -q}, {@code -X} and colours work as users expect. */
public final class MavenConsole implements Console {

    private final Log log;

    /**
     * A console on a Mojo's log.
     *
     * @param log the Mojo's log
     */
    public MavenConsole(Log log) {
        this.log = log;
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
        return Console.silent().progress(label, total);
    }
}
