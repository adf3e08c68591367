package ai.invoke.release.http;

import ai.invoke.release.console.Console;
import ai.invoke.release.console.Progress;
import ai.invoke.release.problem.Problem;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps all that a user would see. */
public final class RecordingConsole implements Console {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<String> details = new CopyOnWriteArrayList<>();
    private final List<Problem> warnings = new CopyOnWriteArrayList<>();
    private final List<Bar> bars = new CopyOnWriteArrayList<>();

    public List<String> lines() {
        return lines;
    }

    public List<Problem> warnings() {
        return warnings;
    }

    public List<Bar> bars() {
        return bars;
    }

    /** Everything, to be searched for secrets. */
    public String all() {
        return lines + "\n" + details + "\n" + warnings + "\n"
                + bars.stream().map(Bar::label).toList();
    }

    @Override
    public void info(String line) {
        lines.add(line);
    }

    @Override
    public void detail(String line) {
        details.add(line);
    }

    @Override
    public void warn(Problem problem) {
        warnings.add(problem);
    }

    @Override
    public Progress progress(String label, long total) {
        Bar bar = new Bar(label, total);
        bars.add(bar);
        return bar;
    }

    /** A progress bar. */
    public static final class Bar implements Progress {
        private final String label;
        private final long total;
        private long done;
        private boolean closed;

        Bar(String label, long total) {
            this.label = label;
            this.total = total;
        }

        public String label() {
            return label;
        }

        public long total() {
            return total;
        }

        public long done() {
            return done;
        }

        public boolean closed() {
            return closed;
        }

        @Override
        public void advance(long bytes) {
            done += bytes;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
