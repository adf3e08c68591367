package ai.invoke.release.build;

import ai.invoke.release.console.Console;
import ai.invoke.release.console.Progress;
import ai.invoke.release.problem.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A console that remembers what it was told. */
public final class HeardConsole implements Console {

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final List<Problem> warnings = Collections.synchronizedList(new ArrayList<>());

    public List<String> lines() {
        return List.copyOf(lines);
    }

    public List<Problem> warnings() {
        return List.copyOf(warnings);
    }

    @Override
    public void info(String line) {
        lines.add(line);
    }

    @Override
    public void detail(String line) {}

    @Override
    public void warn(Problem problem) {
        warnings.add(problem);
    }

    @Override
    public Progress progress(String label, long total) {
        return Console.silent().progress(label, total);
    }
}
