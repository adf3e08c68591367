package ai.invoke.release.maven;

import ai.invoke.release.console.StatusBoard;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A {@link LiveBoard} on this process's terminal: drawn five times a second, below whatever Maven and others print. On Ctrl-C
 * the lines stay as they were, so that the user sees how far each had come.
 */
final class TerminalBoard implements StatusBoard {

    private static final Duration REFRESH = Duration.ofMillis(200);
    private static final Duration SIZE_LASTS = Duration.ofSeconds(2);

    private final LiveBoard board;
    private final PrintStream out;
    private final PrintStream err;
    private final PrintStream ownOut;
    private final PrintStream ownErr;
    private final ScheduledExecutorService ticks;
    private final Thread hook;
    private Optional<ScheduledFuture<?>> drawing = Optional.empty();

    private TerminalBoard(LiveBoard board, Charset charset) {
        this.board = board;
        this.out = System.out;
        this.err = System.err;
        this.ownOut = new Own(new OutputAboveBoard(out, board), charset);
        this.ownErr = new Own(new OutputAboveBoard(err, board), charset);
        this.ticks = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "status-board");
            thread.setDaemon(true);
            return thread;
        });
        this.hook = new Thread(board::freeze, "status-board-end");
    }

    /** Marks our streams, so that a second board does not fight with the first for the lower edge of the screen. */
    private static final class Own extends PrintStream {
        Own(OutputAboveBoard stream, Charset charset) {
            super(stream, true, charset);
        }
    }

    /**
     * Shows a board, where there is a terminal for it.
     *
     * @param ids what it is about
     * @param environment knows the size of the screen
     * @return empty when a board is being shown already, as in a build of several modules at the same time
     */
    static synchronized Optional<TerminalBoard> open(List<String> ids, Map<String, String> environment) {
        if (System.out instanceof Own) {
            return Optional.empty();
        }
        PrintStream terminal = StandardOutput.forTerminal();
        LiveBoard board = new LiveBoard(
                ids,
                text -> {
                    terminal.print(text);
                    terminal.flush();
                },
                lasting(() -> ScreenSize.of(environment)),
                System::nanoTime);
        TerminalBoard shown = new TerminalBoard(board, StandardOutput.terminalCharset());
        shown.start();
        return Optional.of(shown);
    }

    private void start() {
        Runtime.getRuntime().addShutdownHook(hook);
        System.setOut(ownOut);
        System.setErr(ownErr);
        drawing = Optional.of(ticks.scheduleAtFixedRate(board::draw, 0, REFRESH.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Asking takes a process; nobody minds when a new size takes effect two seconds late. */
    private static Supplier<ScreenSize> lasting(Supplier<ScreenSize> ask) {
        return new Supplier<>() {
            private ScreenSize size = ask.get();
            private long asked = System.nanoTime();

            @Override
            public synchronized ScreenSize get() {
                if (System.nanoTime() - asked > SIZE_LASTS.toNanos()) {
                    size = ask.get();
                    asked = System.nanoTime();
                }
                return size;
            }
        };
    }

    /**
     * Lets something print above the lines that does not go through {@link System#out}.
     *
     * @param print prints whole lines
     */
    void above(Runnable print) {
        board.hide();
        try {
            print.run();
        } finally {
            board.show();
        }
    }

    @Override
    public void started(String id) {
        board.started(id);
    }

    @Override
    public void printed(String id, String line) {
        board.printed(id, line);
    }

    @Override
    public void ended(String id, boolean good, String how) {
        board.ended(id, good, how);
    }

    private void restore() {
        // With the lock of open(): two modules may begin and end at the same time.
        synchronized (TerminalBoard.class) {
            if (System.out == ownOut) {
                System.setOut(out);
            }
            if (System.err == ownErr) {
                System.setErr(err);
            }
        }
    }

    @Override
    public void close() {
        drawing.ifPresent(task -> task.cancel(false));
        ticks.shutdownNow();
        board.close();
        restore();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The virtual machine is ending and the hook has run or is running: nothing is left to take away.
            return;
        }
    }
}
