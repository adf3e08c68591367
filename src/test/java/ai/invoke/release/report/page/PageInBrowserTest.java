package ai.invoke.release.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The sample pages in a real browser: light, dark, on a phone, printed, judged by axe and html-validate. {@code mvn -Ppage test} runs it;
 * the pictures are in {@code target/page}.
 */
@EnabledIfSystemProperty(named = "invokeai.page.chromium", matches = ".+")
class PageInBrowserTest {

    private static final Path FOLDER = Path.of("target", "page").toAbsolutePath();

    private static String run(List<String> command) throws IOException, InterruptedException {
        Path log = Files.createTempFile(FOLDER, "run", ".log");
        Process process = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(10, TimeUnit.MINUTES);
        process.destroyForcibly();
        String said = Files.readString(log);
        Files.delete(log);
        assertThat(ended).as(said).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    @Test
    void isFineForEyesAndForScreenReaders() throws Exception {
        Files.createDirectories(FOLDER);
        try (Stream<Path> sources = Files.list(Path.of("src", "test", "node", "page"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                Files.copy(source, FOLDER.resolve(source.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        run(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
        List<String> look = new ArrayList<>(
                List.of("node", "look.mjs", System.getProperty("invokeai.page.chromium"), FOLDER.toString()));
        look.addAll(PageWriterTest.samples(FOLDER.resolve("samples")));
        String said = run(look);
        assertThat(said.lines().filter(line -> line.contains("axe passed"))).hasSize(12);
        for (String name : List.of("waiting-light.png", "waiting-dark.png", "released-phone.png", "first-print.pdf")) {
            assertThat(FOLDER.resolve(name)).isNotEmptyFile();
        }
    }
}
