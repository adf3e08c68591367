package ai.invoke.release.maven;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.ci.CiEnvironment;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StandardOutputTest {

    /** Like Maven 4, which makes a log of what is written to {@code System.out}. */
    static final class AsInMaven4 {

        private AsInMaven4() {}

        public static void main(String[] arguments) {
            System.setOut(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
            CiEnvironment.detect(Map.of("GITHUB_ACTIONS", "true"))
                    .annotations(StandardOutput.forCi())
                    .mask("sécret");
        }
    }

    @Test
    void aCommandForTheCiReachesItWhateverMavenMakesOfSystemOut() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AsInMaven4.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(child.waitFor()).isZero();
        assertThat(output).isEqualTo("::add-mask::sécret\n");
    }
}
