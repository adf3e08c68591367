package ai.invoke.release.build.checks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
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

    /** 300,000 test cases need half of it. The parser holds a comment or an attribute of any length in memory. */
    static final long LIMIT = 32L * 1024 * 1024;

    /** Deeper than any report; each open element costs memory, too. */
    private static final String MAX_DEPTH = "64";

    /** The JDK's own property of its own parser (module java.xml, "JAXP processing limits"). */
    private static final String DEPTH_LIMIT = "http://www.oracle.com/xml/jaxp/properties/maxElementDepth";

    /** Some tools begin a file with it; the parser takes it only from bytes. */
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /**
     * Counts the test cases in a file, whatever its sums say.
     *
     * @param file as pytest and vitest write it
     * @return empty when it is not there, no XML or larger than {@link #LIMIT} bytes
     */
    static Optional<TestCounts> read(Path file) {
        // Not the one that another plugin or Maven itself may bring.
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        // The file was written by a test run, which can write what it likes.
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(DEPTH_LIMIT, MAX_DEPTH);
        if (!Files.isRegularFile(file) || file.toFile().length() > LIMIT) {
            return Optional.empty();
        }
        // Decoded here: about a wrong byte the parser itself prints to standard error.
        try (InputStream in = Files.newInputStream(file);
                Reader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            text.mark(1);
            if (text.read() != BYTE_ORDER_MARK) {
                text.reset();
            }
            XMLStreamReader reader = factory.createXMLStreamReader(text);
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
