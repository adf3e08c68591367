package ai.invoke.release.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Example files made with Python's own tools, one defect each, with the verdicts of PyPI, pip and others. */
public final class Corpus {

    private static final Path ROOT = Path.of("src/test/resources/corpora");

    private Corpus() {}

    /**
     * One example.
     *
     * @param path the wheel or sdist
     * @param rule the rule that it breaks or, with advice {@code ok}, nearly breaks
     * @param advice {@code error}, {@code warn} or {@code ok}
     * @param warehouse PyPI's verdict in its own words: {@code ok}, {@code warn …} or {@code REJECT …}
     */
    public record Row(Path path, String rule, String advice, String warehouse) {

        @Override
        public String toString() {
            return rule + " " + advice + " " + path.getFileName();
        }
    }

    /**
     * A folder of examples.
     *
     * @param folder {@code broken} or {@code good}
     * @return all rows of its {@code expected.tsv}
     */
    public static List<Row> rows(String folder) {
        Path directory = ROOT.resolve(folder);
        try {
            return Files.readAllLines(directory.resolve("expected.tsv")).stream()
                    .skip(1)
                    .map(line -> line.split("\t", -1))
                    .map(cells -> new Row(directory.resolve(cells[0]), cells[1], cells[5], cells[6]))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
