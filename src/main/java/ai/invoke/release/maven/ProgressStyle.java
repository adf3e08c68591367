package ai.invoke.release.maven;

/** How it is shown that something moves. */
public enum ProgressStyle {
    /** Not at all: somebody asked for silence with {@code -q} or {@code -ntp}. */
    NONE,
    /** A line in the log now and then: batch mode, CI, a pipe. */
    LINES,
    /** One line that is written over and over: somebody watches a terminal. */
    TERMINAL
}
