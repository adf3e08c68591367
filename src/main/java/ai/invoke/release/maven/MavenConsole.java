package ai.invoke.release.maven;

import ai.invoke.release.console.Console;
import ai.invoke.release.console.Progress;
import ai.invoke.release.console.StatusBoard;
import ai.invoke.release.console.Styles;
import ai.invoke.release.problem.Problem;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.logging.Log;

/** Shows what a goal says through Maven's log, so that {@code -q}, {@code -X} and colours work as users expect. */
public final class MavenConsole implements Console {

    private final Log log;
    private final ProgressStyle progress;
    private final Styles styles;
    private volatile Optional<TerminalBoard> board = Optional.empty();

    /**
     * A console on a Mojo's log.
     *
     * @param log the Mojo's log
     * @param progress how it is shown that something moves
     * @param styles how parts of lines are shown
     */
    public MavenConsole(Log log, ProgressStyle progress, Styles styles) {
        this.log = log;
        this.progress = progress;
        this.styles = styles;
    }

    @Override
    public void info(String line) {
        say(() -> log.info(line));
    }

    @Override
    public void detail(String line) {
        if (log.isDebugEnabled()) {
            say(() -> log.debug(line));
        }
    }

    @Override
    public void warn(Problem problem) {
        say(() -> problem.toString().lines().forEach(log::warn));
    }

    @Override
    public Styles styles() {
        return styles;
    }

    /** Maven 4's log does not go through {@link System#out}. */
    private void say(Runnable print) {
        board.ifPresentOrElse(shown -> shown.above(print), print);
    }

    @Override
    public Progress progress(String label, long total) {
        if (!log.isInfoEnabled()) {
            return Console.silent().progress(label, total);
        }
        return switch (progress) {
            case TERMINAL -> new TerminalProgress(StandardOutput.forTerminal(), label, total, System::nanoTime);
            case LINES -> new QuarterProgress(this::info, label, total, System::nanoTime);
            case NONE -> Console.silent().progress(label, total);
        };
    }

    @Override
    public StatusBoard board(List<String> ids) {
        if (progress != ProgressStyle.TERMINAL || !log.isInfoEnabled()) {
            return Console.super.board(ids);
        }
        Optional<TerminalBoard> opened = TerminalBoard.open(ids, System.getenv());
        if (opened.isPresent()) {
            board = opened;
        }
        return opened.<StatusBoard>map(shown -> shown).orElseGet(() -> Console.super.board(ids));
    }
}
