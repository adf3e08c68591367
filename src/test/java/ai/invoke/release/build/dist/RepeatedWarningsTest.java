package ai.invoke.release.build.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatedWarningsTest {

    /** As setuptools 84 prints it. */
    private static String warning(String folder, String what) {
        return """
                %s/setuptools/config/_apply_pyprojecttoml.py:82: SetuptoolsDeprecationWarning: `%s` as a TOML table is deprecated
                !!

                        ************************************************
                        Please use a simple string instead.
                        ************************************************

                !!
                  corresp(dist, value, root_dir)
                """.formatted(folder, what);
    }

    private final List<String> shown = new ArrayList<>();
    private final List<String> repeated = new ArrayList<>();

    private void print(String text) {
        RepeatedWarnings warnings = new RepeatedWarnings(shown::add, repeated::add);
        text.lines().forEach(warnings::add);
        warnings.end();
    }

    @Test
    void aBlockIsShownOnceAndTheLogHasTheRest() {
        String one = warning("/tmp/a", "project.license");

        print("* Building sdist...\n" + one + "running sdist\n" + warning("/tmp/b", "project.license")
                + "* Building wheel from sdist\n" + one);

        assertThat(String.join("\n", shown) + "\n")
                .isEqualTo("* Building sdist...\n" + one + "running sdist\n* Building wheel from sdist\n");
        assertThat(repeated).hasSize(2 * (int) one.lines().count());
    }

    @Test
    void anotherWarningIsAnotherOne() {
        print(warning("/tmp/a", "project.license") + warning("/tmp/a", "project.authors"));

        assertThat(repeated).isEmpty();
        assertThat(shown).hasSize(2 * 9);
    }
}
