package ai.invoke.release.build;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What a JUnit XML file counts.
 *
 * @param tests all
 * @param failed failures and errors
 * @param skipped not run
 */
public record TestCounts(int tests, int failed, int skipped) {

    /**
     * Counts the test cases in a file, whatever its sums say.
     *
     * @param file as pytest and vitest write it
     * @return empty when it is not there or no XML
     */
    static Optional<TestCounts> read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        XMLInputFactory factory = XMLInputFactory.newFactory();
        // The file was written by a test run, which can write what it likes.
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try (InputStream in = Files.newInputStream(file)) {
            XMLStreamReader reader = factory.createXMLStreamReader(in);
            try {
                return Optional.of(count(reader));
            } finally {
                reader.close();
            }
        } catch (IOException | XMLStreamException e) {
            // The exit code decides; the counts are only shown.
            return Optional.empty();
        }
    }

    private static TestCounts count(XMLStreamReader reader) throws XMLStreamException {
        int tests = 0;
        int failed = 0;
        int skipped = 0;
        boolean open = false;
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                switch (reader.getLocalName()) {
                    case "testcase" -> {
                        tests++;
                        open = true;
                    }
                    case "failure", "error" -> {
                        failed += open ? 1 : 0;
                        open = false;
                    }
                    case "skipped" -> {
                        skipped += open ? 1 : 0;
                        open = false;
                    }
                    default -> {}
                }
            }
        }
        return new TestCounts(tests, failed, skipped);
    }

    /** For the table. */
    @Override
    public String toString() {
        return tests
                + (tests == 1 ? " test" : " tests")
                + (failed > 0 ? ", " + failed + " failed" : "")
                + (skipped > 0 ? ", " + skipped + " skipped" : "");
    }
}
