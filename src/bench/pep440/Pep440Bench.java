package pep440;

import ai.invoke.release.version.PyVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long it takes to read 24,000 versions: the corpus of PEP 440 inputs, valid and invalid, over and over. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class Pep440Bench {

    private static final int COUNT = 24_000;

    private List<String> inputs;

    @Setup
    public void read() throws Exception {
        List<String> lines = Files.readAllLines(Path.of(System.getProperty("corpus")));
        inputs = new ArrayList<>(COUNT);
        for (int i = 0; i < COUNT; i++) {
            inputs.add(lines.get(1 + i % (lines.size() - 1)).split("\t", 2)[0]);
        }
    }

    @Benchmark
    public int parse() {
        int valid = 0;
        for (String input : inputs) {
            valid += PyVersion.tryParse(input).isPresent() ? 1 : 0;
        }
        return valid;
    }
}
