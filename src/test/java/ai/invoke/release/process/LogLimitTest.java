package ai.invoke.release.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.text.Redactor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogLimitTest {

    @TempDir
    private Path folder;

    @Test
    void aCommandThatPrintsForEverDoesNotFillTheDisk() throws IOException {
        Path log = folder.resolve("x.log");
        CapturedOutput printed = new CapturedOutput(Optional.of(log), heard -> {}, Redactor.byShape(), 30);
        for (int i = 0; i < 1000; i++) {
            printed.line("Continue? (y/n)", 0, false);
        }
        printed.line("the last word", 0, false);
        printed.close();
        assertThat(log).hasContent("""
                        Continue? (y/n)
                        (more than 30 characters: the rest is not kept)""");
        assertThat(printed.tail()).endsWith("the last word");
    }
}
