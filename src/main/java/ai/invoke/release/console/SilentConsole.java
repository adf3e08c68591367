package ai.invoke.release.console;

import ai.invoke.release.problem.Problem;

/** A console that drops everything. */
enum SilentConsole implements Console, Progress {
    INSTANCE;

    @Override
    public void info(String line) {}

    @Override
    public void detail(String line) {}

    @Override
    public void warn(Problem problem) {}

    @Override
    public Progress progress(String label, long total) {
        return this;
    }

    @Override
    public void advance(long bytes) {}

    @Override
    public void close() {}
}
