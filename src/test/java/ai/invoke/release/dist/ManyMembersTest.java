package ai.invoke.release.dist;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.dist.rule.Severity;
import ai.invoke.release.testing.DistMaker;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A wheel of many members in a Java of its own with a small heap. {@code src/bench/limits} has the large figures. */
class ManyMembersTest {

    private static final int MEMBERS = 60_000;

    @TempDir
    private Path folder;

    @Test
    void sixtyThousandMembersFitIntoFortyEightMegabytes() throws Exception {
        DistMaker maker = DistMaker.of("demo", "1.0");
        for (int i = 0; i < MEMBERS; i++) {
            maker.file("demo/package" + i / 1000 + "/Module" + i + ".py", "x = " + i + "\n");
        }
        Path wheel = maker.wheel(folder);
        Path printed = folder.resolve("printed");
        Process small = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx48m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ManyMembersTest.class.getName(),
                        wheel.toString())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();

        assertThat(small.waitFor(5, TimeUnit.MINUTES)).isTrue();

        assertThat(printed).content().contains("no error");
        assertThat(small.exitValue()).isZero();
    }

    public static void main(String[] arguments) {
        System.out.println(new DistVerifier()
                .verify(Path.of(arguments[0])).stream()
                        .filter(finding -> finding.severity() == Severity.ERROR)
                        .findFirst()
                        .map(Object::toString)
                        .orElse("no error"));
    }
}
